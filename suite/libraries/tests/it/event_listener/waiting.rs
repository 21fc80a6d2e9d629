use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU32, Ordering::SeqCst},
};

use runtime_matrix::Runtime;

use super::event::{Event, Events};
use crate::waiters::{Waiters, wait_until};

/// Waits for `condition` as the documentation of the library says: it looks again once it listens.
async fn wait_for<E: Event>(event: &E, condition: impl Fn() -> bool) {
    while !condition() {
        let listener = event.listen();
        if condition() {
            return;
        }
        listener.await;
    }
}

pub(super) async fn a_flag_reaches_all_that_wait_for_it<E: Events>(rt: Runtime, library: E) {
    let (event, waiters) = (library.event(), Waiters::default());
    let flag: Arc<AtomicBool> = Arc::default();
    let waiter = |()| {
        let (event, flag) = (event.clone(), Arc::clone(&flag));
        let waits = async move { wait_for(&event, || flag.load(SeqCst)).await };
        rt.spawn_named("a waiter", waiters.clone().counting(waits))
    };
    let tasks = [(); 4].map(waiter);
    wait_until(&rt, || waiters.count() == 4).await;
    flag.store(true, SeqCst);
    event.notify(usize::MAX);
    for task in tasks {
        task.await
            .expect("a task that waits for a flag must end when it is set");
    }
}

pub(super) async fn a_lock_made_of_an_event_lets_each_in<E: Events>(rt: Runtime, library: E) {
    let (event, waiters) = (library.event(), Waiters::default());
    let (locked, value) = <(Arc<AtomicBool>, Arc<AtomicU32>)>::default();
    let holder = |()| {
        let (event, here, all) = (event.clone(), rt.clone(), waiters.clone());
        let (locked, value) = (Arc::clone(&locked), Arc::clone(&value));
        let adds = async move {
            for _ in 0..5 {
                wait_for(&event, || !locked.swap(true, SeqCst)).await;
                let seen = value.load(SeqCst);
                // By then each of the others has tried to get in.
                wait_until(&here, || all.count() == 4).await;
                value.store(seen + 1, SeqCst);
                locked.store(false, SeqCst);
                event.notify(1);
            }
        };
        rt.spawn_named("a holder", waiters.clone().counting(adds))
    };
    for holder in [(); 4].map(holder) {
        holder.await.expect("a holder must end");
    }
    assert_eq!(
        value.load(SeqCst),
        20,
        "each holder must see what the last one left"
    );
}
