use std::{
    future::{pending, poll_fn},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::Poll,
};

use crate::{
    bounded::bounded,
    world::{World, millis, yield_now},
};

#[test]
fn tasks_are_frozen_between_roots_and_then_go_on() {
    bounded(|| {
        let world = World::new();
        let steps = Arc::new(AtomicUsize::new(0));
        let (mine, counted) = (world.clone(), steps.clone());
        let task = world.spawn(async move {
            for _ in 0..10 {
                mine.sleep(10).await;
                counted.fetch_add(1, Ordering::SeqCst);
            }
        });
        world.block_on(world.sleep(35));
        assert_eq!(steps.load(Ordering::SeqCst), 3);
        assert_eq!(world.now(), millis(35));
        world.block_on(task.join_native());
        assert_eq!(steps.load(Ordering::SeqCst), 10);
        assert_eq!(world.now(), millis(100));
    });
}

#[test]
fn spawning_alone_polls_nothing() {
    let world = World::new();
    let held = Arc::new(());
    let mine = held.clone();
    world.spawn(async move { drop(mine) }).detach();
    assert_eq!((Arc::strong_count(&held), world.alive()), (2, 1));
}

#[test]
fn tasks_are_counted_from_spawn_to_drop_and_the_root_is_not() {
    bounded(|| {
        let world = World::new();
        assert_eq!(world.alive(), 0);
        world.block_on(async {
            assert_eq!(world.alive(), 0);
            let task = world.spawn(async {});
            let blocked = world.spawn(pending());
            assert_eq!(world.alive(), 2);
            task.join_native().await;
            assert_eq!(world.alive(), 1);
            blocked.cancel().await;
            assert_eq!(world.alive(), 0);
        });
    });
}

#[test]
fn a_waker_of_an_ended_root_does_not_wake_the_next() {
    bounded(|| {
        let world = World::new();
        let mut kept = None;
        world.block_on(poll_fn(|context| {
            kept = Some(context.waker().clone());
            Poll::Ready(())
        }));
        let mut polls = 0;
        world.block_on(async {
            let mut sleep = world.sleep(1);
            poll_fn(|context| {
                polls += 1;
                kept.as_ref().unwrap().wake_by_ref();
                sleep.as_mut().poll(context)
            })
            .await;
            yield_now().await;
        });
        assert_eq!(polls, 2);
    });
}
