use std::{
    future::{pending, poll_fn},
    sync::Arc,
    task::Poll,
    time::Duration,
};

use runtime_matrix_core::NativeEnd;

use crate::{
    bounded::bounded,
    world::{World, panic_text, yield_now},
};

struct PanicsInDrop;

impl Drop for PanicsInDrop {
    fn drop(&mut self) {
        panic!("a drop panics on purpose");
    }
}

#[test]
fn join_gives_the_whole_payload() {
    bounded(|| {
        let world = World::new();
        let task = world.spawn(async { std::panic::panic_any(vec![1, 2, 3]) });
        let NativeEnd::Panicked(payload) = world.block_on(task.join_native()) else {
            panic!("the task has panicked");
        };
        assert_eq!(*payload.downcast::<Vec<i32>>().unwrap(), [1, 2, 3]);
    });
}

#[test]
fn a_panicked_future_is_dropped() {
    bounded(|| {
        let world = World::new();
        let held = Arc::new(());
        let mine = held.clone();
        // A capture, unlike a variable of the body, is not dropped by the unwinding.
        let task = world.spawn(poll_fn(move |_| {
            assert_eq!(Arc::strong_count(&mine), 0, "a task panics on purpose");
            Poll::Ready(())
        }));
        world.block_on(task.join_native());
        assert_eq!((Arc::strong_count(&held), world.alive()), (1, 0));
    });
}

#[test]
fn a_sibling_survives_a_panic() {
    bounded(|| {
        for seed in 0..10 {
            let world = World::seeded(seed);
            let mine = world.clone();
            let sibling = world.spawn(async move { mine.sleep(1).await });
            let task = world.spawn(async { panic!("a task panics on purpose") });
            world.block_on(task.join_native());
            let end = world.block_on(sibling.join_native());
            assert!(matches!(end, NativeEnd::Done), "{end:?}");
        }
    });
}

#[test]
fn a_panic_in_the_drop_of_a_completed_task_is_joined() {
    bounded(|| {
        let world = World::new();
        let held = PanicsInDrop;
        let ready = poll_fn(move |_| {
            let _held = &held;
            Poll::Ready(())
        });
        let end = world.block_on(world.spawn(ready).join_native());
        assert!(matches!(end, NativeEnd::Panicked(_)), "{end:?}");
        assert_eq!(world.alive(), 0);
    });
}

#[test]
fn a_panic_in_the_drop_of_a_cancelled_task_is_contained() {
    bounded(|| {
        let world = World::new();
        let held = PanicsInDrop;
        let task = world.spawn(async move {
            let _held = held;
            pending::<()>().await;
        });
        world.block_on(async {
            yield_now().await;
            task.cancel().await;
        });
        assert_eq!(world.alive(), 0);
    });
}

#[test]
fn a_panic_in_a_drop_at_shutdown_is_contained() {
    bounded(|| {
        let world = World::new();
        let held = Arc::new(());
        for _ in 0..3 {
            let mine = (held.clone(), PanicsInDrop);
            let task = async move {
                let _mine = mine;
                pending::<()>().await;
            };
            world.spawn(task).detach();
        }
        let _ = world.0.shutdown(Duration::ZERO);
        assert_eq!((Arc::strong_count(&held), world.alive()), (1, 0));
    });
}

#[test]
fn a_panic_of_the_root_unwinds_and_the_instance_lives_on() {
    bounded(|| {
        let world = World::new();
        let mine = world.clone();
        let task = world.spawn(async move { mine.sleep(2).await });
        let text = panic_text(|| world.block_on(async { panic!("a root panics on purpose") }));
        assert_eq!(text, "a root panics on purpose");
        let end = world.block_on(task.join_native());
        assert!(matches!(end, NativeEnd::Done), "{end:?}");
    });
}
