//! What holds of a count of wakes.

use std::{future::pending, thread};

use runtime_matrix::{Event, Runtime, polling::WakeCount};

#[runtime_matrix::test]
async fn each_wake_counts_by_value_and_by_reference(_rt: Runtime) {
    let wakes = WakeCount::new();
    let waker = wakes.waker();
    waker.wake_by_ref();
    wakes.waker().wake();
    waker.wake();
    assert_eq!((wakes.count(), wakes.clone().count()), (3, 3));
}

#[runtime_matrix::test]
async fn taking_the_count_sets_it_to_zero(_rt: Runtime) {
    let wakes = WakeCount::new();
    wakes.waker().wake();
    assert_eq!((wakes.take(), wakes.take(), wakes.count()), (1, 0, 0));
}

#[runtime_matrix::test]
async fn wakes_of_other_threads_are_counted(_rt: Runtime) {
    let wakes = WakeCount::new();
    let threads: Vec<_> = (0..3)
        .map(|_| {
            let waker = wakes.waker();
            thread::spawn(move || (0..100).for_each(|_| waker.wake_by_ref()))
        })
        .collect();
    threads
        .into_iter()
        .for_each(|thread| thread.join().unwrap());
    assert_eq!(wakes.count(), 300);
}

#[runtime_matrix::test]
async fn the_wakers_of_one_count_are_alike(_rt: Runtime) {
    let wakes = WakeCount::new();
    assert!(wakes.waker().will_wake(&wakes.waker()));
    assert!(!wakes.waker().will_wake(&WakeCount::new().waker()));
}

#[runtime_matrix::test]
async fn a_poll_with_it_registers_its_waker_and_a_drop_gives_that_back(_rt: Runtime) {
    let (event, wakes) = (Event::new(), WakeCount::new());
    let mut wait = Box::pin(event.wait());
    assert!(wakes.poll(&mut wait).is_pending());
    assert_eq!(wakes.wakers(), 1, "the event keeps one");
    drop(wait);
    assert_eq!(wakes.wakers(), 0);
    event.set();
    assert_eq!(wakes.count(), 0, "nobody waits any more");
    assert!(wakes.poll(&mut pending::<()>()).is_pending());
}
