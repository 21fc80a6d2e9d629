mod api;
mod broken;

use std::{sync::Arc, task::Poll};

use api::{Lock, Mutex};
use runtime_matrix::{JoinError, Runtime};

use crate::{
    by_hand::ByHand,
    waiters::{Waiters, wait_until},
};

const HELD: &str = "a lock must wait while another holds it";

/// Locks and unlocks, and tells the value.
async fn value<L: Lock>(lock: &L) -> u32 {
    *lock.lock().await
}

pub(super) async fn one_task_at_a_time_holds_the_lock<M: Mutex>(rt: Runtime, mutex: M) {
    let lock = Arc::new(mutex.mutex(0));
    let tasks = [(); 4].map(|()| {
        let (rt, lock) = (rt.clone(), Arc::clone(&lock));
        rt.clone().spawn_named("a task", async move {
            for _ in 0..10 {
                let mut guard = lock.lock().await;
                let seen = *guard;
                // Others would change it now, if they could.
                rt.yield_now().await;
                *guard = seen + 1;
            }
        })
    });
    for task in tasks {
        task.await.expect("a task must end");
    }
    assert_eq!(
        value(&*lock).await,
        40,
        "what is done under the lock must not be undone by another"
    );
    let guard = lock.lock().await;
    assert!(lock.try_lock().is_none(), "a lock must not be held twice");
    drop(guard);
    assert!(
        lock.try_lock().is_some(),
        "a lock that nobody holds must be free"
    );
}

pub(super) async fn the_lock_goes_to_who_waits_longest<M: Mutex>(_: Runtime, mutex: M) {
    let lock = mutex.mutex(0);
    let guard = lock.lock().await;
    let mut waits = [(); 3].map(|()| ByHand::new(value(&lock)));
    for wait in &mut waits {
        assert!(wait.poll().is_pending(), "{HELD}");
    }
    drop(guard);
    for wait in &mut waits {
        assert!(wait.is_woken(), "the lock must go to who waits longest");
        assert!(
            lock.try_lock().is_none(),
            "a lock that somebody waits for must not go to another"
        );
        assert_eq!(
            wait.poll(),
            Poll::Ready(0),
            "who was woken must have the lock"
        );
    }
}

pub(super) async fn a_lock_cancelled_after_its_wake_passes_it_on<M: Mutex>(_: Runtime, mutex: M) {
    let lock = mutex.mutex(0);
    let guard = lock.lock().await;
    let mut waits = [(); 2].map(|()| ByHand::new(value(&lock)));
    for wait in &mut waits {
        assert!(wait.poll().is_pending(), "{HELD}");
    }
    drop(guard);
    let [cancelled, mut other] = waits;
    assert!(cancelled.is_woken(), "an unlock must wake who waits");
    drop(cancelled);
    assert!(
        other.is_woken(),
        "a lock cancelled after its wake must pass it on"
    );
    assert_eq!(
        other.poll(),
        Poll::Ready(0),
        "what a cancelled lock passed on must be the lock"
    );
}

pub(super) async fn a_panic_of_the_holder_unlocks<M: Mutex>(rt: Runtime, mutex: M) {
    let (lock, waiters) = (Arc::new(mutex.mutex(0)), Waiters::default());
    let holds = {
        let (rt, lock, waiters) = (rt.clone(), Arc::clone(&lock), waiters.clone());
        async move {
            let mut guard = lock.lock().await;
            *guard = 1;
            wait_until(&rt, || waiters.count() == 2).await;
            // Past the hook, which would print it in the middle of other tests.
            std::panic::resume_unwind(Box::new("the holder had enough"));
        }
    };
    let holds = waiters.clone().counting(holds);
    let holder = rt.spawn_named("the holder that panics", holds);
    wait_until(&rt, || waiters.count() == 1).await;
    let waits = async move { value(&*lock).await };
    let next = rt.spawn_named("the next holder", waiters.counting(waits));
    let joined: Result<(), _> = holder.await;
    assert!(
        matches!(joined, Err(JoinError::Panicked(_))),
        "the holder must panic, but {joined:?}"
    );
    assert_eq!(
        next.await.expect("the next holder must end"),
        1,
        "a panic of the holder must unlock, and leave what it changed"
    );
}
