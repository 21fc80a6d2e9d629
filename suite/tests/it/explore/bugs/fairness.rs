//! That another task has had a turn after so many yields is taken for granted.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering::SeqCst},
};

use runtime_matrix::{Event, Runtime, Verdict, explore};

async fn broken(rt: Runtime, helpers: u32) {
    let done = Arc::new(AtomicBool::new(false));
    let helping = (0..helpers).map(|_| {
        let done = Arc::clone(&done);
        rt.spawn(async move { done.store(true, SeqCst) })
    });
    let helping: Vec<_> = helping.collect();
    for _ in 0..3 {
        rt.yield_now().await;
    }
    assert!(done.load(SeqCst), "the helper had no turn yet");
    super::join(helping).await;
}

async fn correct(rt: Runtime, helpers: u32) {
    let done = Event::new();
    let shared = done.clone();
    explore::state(move || shared.is_set());
    let helping = (0..helpers).map(|_| {
        let done = done.clone();
        rt.spawn(async move { done.set() })
    });
    let helping: Vec<_> = helping.collect();
    done.wait().await;
    super::join(helping).await;
}

#[test]
fn fairness_that_is_taken_for_granted_is_found() {
    let says = "the helper had no turn yet";
    super::assert_found(|rt| broken(rt, 1), Verdict::Panic, says, 4);
}

#[test]
fn waiting_for_the_event_is_proved() {
    super::assert_proved(|rt| correct(rt, 2));
    super::assert_proved(|rt| correct(rt, 3));
}
