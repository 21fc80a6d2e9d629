use std::{
    future::poll_fn,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
        mpsc::channel,
    },
    task::{Poll, Waker},
    thread,
};

use crate::{
    bounded::bounded,
    gate::Gate,
    world::{World, settle, yield_now},
};

/// Keeps the waker of each poll and is ready at the `ready`th; returns how often it was polled.
fn spy(
    ready: usize,
    waker: &Arc<Mutex<Option<Waker>>>,
) -> (Arc<AtomicUsize>, impl Future<Output = ()> + Send + 'static) {
    let polls = Arc::new(AtomicUsize::new(0));
    let (counted, waker) = (polls.clone(), waker.clone());
    let future = poll_fn(move |context| {
        *waker.lock().unwrap() = Some(context.waker().clone());
        match counted.fetch_add(1, Ordering::SeqCst) + 1 {
            polls if polls < ready => Poll::Pending,
            polls if polls == ready => Poll::Ready(()),
            _ => panic!("polled after it was ready"),
        }
    });
    (polls, future)
}

#[test]
fn a_foreign_thread_wakes_a_parked_root() {
    bounded(|| {
        let world = World::new();
        for _ in 0..200 {
            let gate = Gate::default();
            let opened = gate.clone();
            let thread = thread::spawn(move || opened.open());
            world.block_on(gate.wait_open());
            thread.join().unwrap();
        }
    });
}

#[test]
fn a_foreign_thread_wakes_a_task_of_a_parked_root() {
    bounded(|| {
        let world = World::new();
        for _ in 0..200 {
            let gate = Gate::default();
            let (opened, waits) = (gate.clone(), gate.clone());
            let task = world.spawn(async move { waits.wait_open().await });
            let thread = thread::spawn(move || opened.open());
            world.block_on(task.join_native());
            thread.join().unwrap();
        }
    });
}

#[test]
fn a_foreign_spawn_wakes_a_parked_root() {
    bounded(|| {
        let world = World::new();
        let gate = Gate::default();
        let (opened, mine) = (gate.clone(), world.clone());
        let (parks, wait_parks) = channel();
        let thread = thread::spawn(move || {
            wait_parks.recv().unwrap();
            mine.spawn(async move { opened.open() }).detach();
        });
        world.block_on(async {
            parks.send(()).unwrap();
            gate.wait_open().await;
        });
        thread.join().unwrap();
    });
}

#[test]
fn a_wake_during_a_poll_leads_to_another() {
    bounded(|| {
        let world = World::new();
        let task = world.spawn(async {
            for _ in 0..3 {
                yield_now().await;
            }
        });
        world.block_on(task.join_native());
    });
}

#[test]
fn a_task_that_is_not_woken_is_not_polled() {
    bounded(|| {
        let world = World::new();
        let waker = Arc::default();
        let (polls, future) = spy(2, &waker);
        world.spawn(future).detach();
        world.block_on(settle());
        assert_eq!(polls.load(Ordering::SeqCst), 1);
    });
}

#[test]
fn wakes_coalesce() {
    bounded(|| {
        let world = World::new();
        let waker = Arc::default();
        let (polls, future) = spy(9, &waker);
        world.spawn(future).detach();
        world.block_on(settle());
        let woken = waker.lock().unwrap().clone().unwrap();
        for _ in 0..5 {
            woken.wake_by_ref();
        }
        world.block_on(settle());
        assert_eq!(polls.load(Ordering::SeqCst), 2);
    });
}

#[test]
fn a_wake_after_completion_does_nothing() {
    bounded(|| {
        let world = World::new();
        let waker = Arc::default();
        let (polls, future) = spy(1, &waker);
        world.block_on(world.spawn(future).join_native());
        // The place of the ended task goes to another one, which that waker must not wake.
        let (others, other) = spy(2, &Arc::default());
        world.spawn(other).detach();
        world.block_on(settle());
        waker.lock().unwrap().take().unwrap().wake();
        world.block_on(settle());
        let polls = (polls.load(Ordering::SeqCst), others.load(Ordering::SeqCst));
        assert_eq!(polls, (1, 1));
    });
}

#[test]
fn a_waker_outlives_its_instance() {
    bounded(|| {
        let world = World::new();
        let waker = Arc::default();
        let (_, future) = spy(2, &waker);
        world.spawn(future).detach();
        world.block_on(settle());
        drop(world);
        let waker = waker.lock().unwrap().take().unwrap();
        waker.wake_by_ref();
        waker.wake();
    });
}

#[test]
fn clones_of_a_waker_work_from_any_thread() {
    bounded(|| {
        let world = World::new();
        let waker = Arc::default();
        let (polls, future) = spy(5, &waker);
        let task = world.spawn(future);
        let (ended, wait_ended) = channel::<()>();
        let threads: Vec<_> = (0..4)
            .map(|_| {
                let (waker, ended) = (Arc::clone(&waker), ended.clone());
                thread::spawn(move || {
                    while ended.send(()).is_ok() {
                        let waker: Option<Waker> = waker.lock().unwrap().clone();
                        waker.inspect(Waker::wake_by_ref);
                        thread::yield_now();
                    }
                })
            })
            .collect();
        world.block_on(task.join_native());
        drop(wait_ended);
        threads
            .into_iter()
            .for_each(|thread| thread.join().unwrap());
        assert_eq!(polls.load(Ordering::SeqCst), 5);
    });
}
