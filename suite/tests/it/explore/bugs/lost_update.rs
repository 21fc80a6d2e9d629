//! Read, await, write: what was written in between is lost.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering::SeqCst},
};

use runtime_matrix::{Runtime, Verdict, explore};

async fn broken_add(rt: Runtime, count: Arc<AtomicU32>) {
    let before = count.load(SeqCst);
    rt.yield_now().await;
    count.store(before + 1, SeqCst);
}

async fn add(rt: Runtime, count: Arc<AtomicU32>) {
    rt.yield_now().await;
    count.fetch_add(1, SeqCst);
}

async fn all<T: Future<Output = ()> + Send + 'static>(
    rt: Runtime,
    tasks: u32,
    add: fn(Runtime, Arc<AtomicU32>) -> T,
) {
    let count = Arc::new(AtomicU32::new(0));
    let shared = Arc::clone(&count);
    explore::state(move || shared.load(SeqCst));
    let adding = (0..tasks).map(|_| rt.spawn(add(rt.clone(), Arc::clone(&count))));
    super::join(adding.collect()).await;
    assert_eq!(count.load(SeqCst), tasks, "an update was lost");
}

#[test]
fn a_lost_update_is_found() {
    let says = "an update was lost";
    super::assert_found(|rt| all(rt, 2, broken_add), Verdict::Panic, says, 2);
}

#[test]
fn an_update_in_one_step_is_proved() {
    super::assert_proved(|rt| all(rt, 2, add));
    super::assert_proved(|rt| all(rt, 3, add));
}
