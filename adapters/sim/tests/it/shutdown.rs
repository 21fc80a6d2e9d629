use std::{
    future::pending,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Wake, Waker},
    thread,
    time::Duration,
};

use runtime_matrix_core::{NativeEnd, Shutdown};

use crate::{
    bounded::bounded,
    gate::Gate,
    world::{World, panic_text, yield_now},
};

/// Spawns a task that holds `held`, and its own instance, until it is dropped.
fn hold(world: &World, held: &Arc<()>) -> Box<dyn runtime_matrix_core::TaskHandle> {
    let mine = (world.clone(), held.clone());
    world.spawn(async move {
        let mine = mine;
        mine.0.sleep(60_000).await;
    })
}

#[test]
fn it_drops_what_waits_and_what_was_never_polled() {
    bounded(|| {
        let (world, held) = (World::new(), Arc::new(()));
        let polled = hold(&world, &held);
        world.block_on(world.sleep(1));
        let fresh = hold(&world, &held);
        assert_eq!(world.0.shutdown(Duration::ZERO), Shutdown::Complete);
        assert_eq!((Arc::strong_count(&held), world.alive()), (1, 0));
        World::new().block_on(async {
            for task in [polled, fresh] {
                let end = task.join_native().await;
                assert!(matches!(end, NativeEnd::Cancelled), "{end:?}");
            }
        });
    });
}

#[test]
fn it_lets_go_of_the_wakers_of_sleeps() {
    struct Silent;
    impl Wake for Silent {
        fn wake(self: Arc<Self>) {}
    }
    let (world, silent) = (World::new(), Arc::new(Silent));
    let waker = Waker::from(silent.clone());
    let mut sleep = world.sleep(1);
    for _ in 0..2 {
        let polled = sleep.as_mut().poll(&mut Context::from_waker(&waker));
        assert!(polled.is_pending());
        let _ = world.0.shutdown(Duration::ZERO);
        // Ours and the one in `waker`: neither the old timer nor a new one holds another.
        assert_eq!(Arc::strong_count(&silent), 2);
    }
}

#[test]
fn it_wakes_those_who_wait_for_a_task() {
    bounded(|| {
        let (world, joiner) = (World::new(), World::new());
        let (cancelled, joined) = (world.spawn(pending()), world.spawn(pending()));
        let waits = joiner.spawn(async move {
            cancelled.cancel().await;
            joined.join_native().await;
        });
        joiner.block_on(async {
            yield_now().await;
            let _ = world.0.shutdown(Duration::ZERO);
            waits.join_native().await;
        });
    });
}

#[test]
fn afterwards_a_future_is_dropped_unpolled() {
    bounded(|| {
        let world = World::new();
        let _ = world.0.shutdown(Duration::ZERO);
        let polled = Arc::new(AtomicBool::new(false));
        let noted = polled.clone();
        let task = world.spawn(async move { noted.store(true, Ordering::SeqCst) });
        assert_eq!((Arc::strong_count(&polled), world.alive()), (1, 0));
        let end = World::new().block_on(task.join_native());
        assert!(matches!(end, NativeEnd::Cancelled), "{end:?}");
        assert!(!polled.load(Ordering::SeqCst));
    });
}

#[test]
fn a_future_may_spawn_while_shutdown_drops_it() {
    struct Spawns(World, Arc<()>);
    impl Drop for Spawns {
        fn drop(&mut self) {
            let held = self.1.clone();
            self.0.spawn(async move { drop(held) }).detach();
        }
    }
    bounded(|| {
        let (world, held) = (World::new(), Arc::new(()));
        let spawns = Spawns(world.clone(), held.clone());
        world
            .spawn(async move {
                let _spawns = spawns;
                pending::<()>().await;
            })
            .detach();
        assert_eq!(world.0.shutdown(Duration::ZERO), Shutdown::Complete);
        assert_eq!((Arc::strong_count(&held), world.alive()), (1, 0));
    });
}

#[test]
fn the_last_owner_drops_every_future() {
    bounded(|| {
        let (world, held) = (World::new(), Arc::new(()));
        for _ in 0..10 {
            let mine = held.clone();
            // Its own waker, kept by the gate that it holds, must not keep it alive.
            let task = async move {
                let _mine = mine;
                Gate::default().wait_open().await;
            };
            world.spawn(task).detach();
        }
        world.block_on(world.sleep(1));
        drop(world);
        assert_eq!(Arc::strong_count(&held), 1);
    });
}

#[test]
fn inside_a_root_it_lets_the_root_end() {
    bounded(|| {
        let (world, held) = (World::new(), Arc::new(()));
        let task = hold(&world, &held);
        world.block_on(async {
            yield_now().await;
            assert_eq!(world.0.shutdown(Duration::ZERO), Shutdown::Complete);
            task.join_native().await;
        });
        assert_eq!(Arc::strong_count(&held), 1);
    });
}

#[test]
fn inside_a_task_it_drops_that_task_after_its_poll() {
    bounded(|| {
        let (world, held) = (World::new(), Arc::new(()));
        let (mine, kept) = (world.clone(), held.clone());
        let task = world.spawn(async move {
            let _ = mine.0.shutdown(Duration::ZERO);
            assert_eq!(Arc::strong_count(&kept), 2);
            pending::<()>().await;
        });
        let end = world.block_on(task.join_native());
        assert!(matches!(end, NativeEnd::Cancelled), "{end:?}");
        assert_eq!(Arc::strong_count(&held), 1);
    });
}

#[test]
fn from_another_thread_it_ends_a_root_that_waits() {
    bounded(|| {
        let world = World::new();
        let (mine, gate) = (world.clone(), Gate::default());
        let waits = gate.clone();
        let thread = thread::spawn(move || {
            World::new().block_on(waits.wait_open());
            mine.0.shutdown(Duration::from_secs(20))
        });
        let root = async {
            gate.open();
            pending::<()>().await;
        };
        let text = panic_text(|| world.block_on(root));
        assert!(text.contains("shut down while the root waits"), "{text}");
        assert_eq!(thread.join().unwrap(), Shutdown::Complete);
    });
}
