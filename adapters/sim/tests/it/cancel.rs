use std::{
    future::{pending, poll_fn},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
    thread,
};

use runtime_matrix_core::TaskHandle;

use crate::{
    bounded::bounded,
    gate::Gate,
    spy::Spy,
    world::{World, settle},
};

fn blocked(world: &World, spy: &Spy) -> Box<dyn TaskHandle> {
    let guard = spy.guard();
    world.spawn(async move {
        let _guard = guard;
        pending::<()>().await;
    })
}

#[test]
fn a_task_cancelled_before_its_first_poll_is_never_polled() {
    bounded(|| {
        for seed in 0..20 {
            let world = World::seeded(seed);
            let polled = Arc::new(AtomicBool::new(false));
            let noted = polled.clone();
            let task = world.spawn(async move { noted.store(true, Ordering::SeqCst) });
            world.block_on(task.cancel());
            assert!(!polled.load(Ordering::SeqCst));
        }
    });
}

#[test]
fn the_request_is_made_by_the_call() {
    bounded(|| {
        let (world, spy) = (World::new(), Spy::default());
        drop(blocked(&world, &spy).cancel());
        world.block_on(settle());
        assert!(spy.dropped_on().is_some());
    });
}

#[test]
fn a_waiting_task_is_dropped_before_cancel_completes() {
    bounded(|| {
        for seed in 0..20 {
            let (world, spy) = (World::seeded(seed), Spy::default());
            let task = blocked(&world, &spy);
            world.block_on(async {
                settle().await;
                task.cancel().await;
                assert!(spy.dropped_on().is_some());
                assert_eq!(world.alive(), 0);
            });
        }
    });
}

/// Notes, when it is woken, whether the task is gone by then.
struct Witness(World, Spy, Mutex<Vec<bool>>);

impl Wake for Witness {
    fn wake(self: Arc<Self>) {
        let gone = self.1.dropped_on().is_some() && self.0.alive() == 0;
        self.2.lock().unwrap().push(gone);
    }
}

#[test]
fn who_waits_for_cancel_is_woken_after_the_drop() {
    bounded(|| {
        let (world, spy) = (World::new(), Spy::default());
        let mut cancelled = blocked(&world, &spy).cancel();
        let witness = Arc::new(Witness(world.clone(), spy, Mutex::default()));
        let waker = Waker::from(witness.clone());
        let polled = cancelled.as_mut().poll(&mut Context::from_waker(&waker));
        assert!(polled.is_pending());
        world.block_on(settle());
        assert_eq!(*witness.2.lock().unwrap(), [true]);
    });
}

#[test]
fn cancel_does_not_drop_within_the_call() {
    bounded(|| {
        let (world, spy) = (World::new(), Spy::default());
        let task = blocked(&world, &spy);
        world.block_on(async {
            settle().await;
            let cancelled = task.cancel();
            assert_eq!(spy.dropped_on(), None);
            cancelled.await;
        });
    });
}

#[test]
fn without_a_driver_the_drop_waits_for_one() {
    bounded(|| {
        let (world, spy) = (World::new(), Spy::default());
        let task = blocked(&world, &spy);
        world.block_on(settle());
        let cancelled = task.cancel();
        assert_eq!((spy.dropped_on(), world.alive()), (None, 1));
        world.block_on(cancelled);
        assert_eq!(world.alive(), 0);
    });
}

#[test]
fn a_task_that_cancels_itself_is_dropped_after_its_poll() {
    bounded(|| {
        let (world, spy) = (World::new(), Spy::default());
        let handle = Arc::new(Mutex::new(None::<Box<dyn TaskHandle>>));
        let (mine, guard, after) = (handle.clone(), spy.guard(), Arc::new(AtomicUsize::new(0)));
        let (polls, alive) = (after.clone(), spy.clone());
        *handle.lock().unwrap() = Some(world.spawn(poll_fn(move |_| {
            drop(mine.lock().unwrap().take().unwrap().cancel());
            assert_eq!(alive.dropped_on(), None);
            let _held = &guard;
            polls.fetch_add(1, Ordering::SeqCst);
            Poll::Pending
        })));
        world.block_on(settle());
        assert!(spy.dropped_on().is_some());
        assert_eq!(after.load(Ordering::SeqCst), 1);
    });
}

#[test]
fn cancelling_after_completion_completes_at_once() {
    bounded(|| {
        let world = World::new();
        let task = world.spawn(async {});
        world.block_on(settle());
        world.block_on(async {
            let mut cancelled = task.cancel();
            let polled = poll_fn(|context| Poll::Ready(cancelled.as_mut().poll(context))).await;
            assert!(polled.is_ready());
        });
    });
}

#[test]
fn cancelling_what_has_ended_spares_its_successor() {
    bounded(|| {
        let (world, spy) = (World::new(), Spy::default());
        let ended = world.spawn(async {});
        world.block_on(settle());
        let _successor = blocked(&world, &spy);
        world.block_on(settle());
        world.block_on(ended.cancel());
        world.block_on(settle());
        assert_eq!(spy.dropped_on(), None);
    });
}

#[test]
fn a_foreign_thread_cancels_and_the_driver_drops() {
    bounded(|| {
        let (world, spy) = (World::new(), Spy::default());
        let (task, gate) = (blocked(&world, &spy), Gate::default());
        let (mine, opened) = (World::new(), gate.clone());
        let thread = thread::spawn(move || {
            mine.block_on(task.cancel());
            opened.open();
        });
        world.block_on(gate.wait_open());
        thread.join().unwrap();
        assert_eq!(spy.dropped_on(), Some(thread::current().id()));
    });
}

#[test]
fn a_cancelled_task_that_completes_first_has_completed() {
    bounded(|| {
        let world = World::new();
        let handle = Arc::new(Mutex::new(None::<Box<dyn TaskHandle>>));
        let (mine, gate) = (handle.clone(), Gate::default());
        let opened = gate.clone();
        *handle.lock().unwrap() = Some(world.spawn(async move {
            drop(mine.lock().unwrap().take().unwrap().cancel());
            opened.open();
        }));
        world.block_on(gate.wait_open());
        world.block_on(settle());
        assert_eq!(world.alive(), 0);
    });
}

#[test]
fn dropping_and_detaching_a_handle_lets_the_task_run() {
    bounded(|| {
        let world = World::new();
        let gates = [(); 3].map(|()| Gate::default());
        let [first, second, third] = gates.clone();
        world.spawn(async move { first.open() }).detach();
        world.spawn(async move { second.open() }).drop_native();
        drop(world.spawn(async move { third.open() }));
        world.block_on(async {
            for gate in &gates {
                gate.wait_open().await;
            }
        });
    });
}
