use std::{sync::Arc, task::Poll};

use runtime_matrix::{JoinError, Runtime};

use super::library::{Locking, Mutex};
use crate::{
    by_hand::ByHand,
    waiters::{Waiters, wait_until},
};

const HELD: &str = "a lock must wait while another holds the mutex";
const FREE: &str = "a mutex that nobody holds must be free";

pub(super) async fn a_mutex_has_one_holder_at_a_time<L: Locking>(_: Runtime, library: L) {
    let mutex = library.mutex(0);
    let mut guard = mutex.try_lock().expect(FREE);
    let mut lock = ByHand::new(mutex.lock());
    assert!(lock.poll().is_pending(), "{HELD}");
    assert!(
        mutex.try_lock().is_none(),
        "a try_lock must fail while another holds the mutex"
    );
    *guard += 1;
    drop(guard);
    assert!(lock.is_woken(), "an unlock must wake who waits");
    assert_eq!(
        lock.poll().map(|guard| *guard),
        Poll::Ready(1),
        "the next holder must see what was written"
    );
}

pub(super) async fn tasks_that_share_a_mutex_lose_no_update<L: Locking>(rt: Runtime, library: L) {
    let (mutex, waiters) = (Arc::new(library.mutex(0)), Waiters::default());
    let guard = mutex.try_lock().expect(FREE);
    let adders = [(); 4].map(|()| {
        let (mutex, runtime) = (Arc::clone(&mutex), rt.clone());
        let adds = async move {
            for _ in 0..10 {
                let mut guard = mutex.lock().await;
                let before = *guard;
                runtime.yield_now().await;
                *guard = before + 1;
            }
        };
        rt.spawn_named("an adder", waiters.clone().counting(adds))
    });
    wait_until(&rt, || waiters.count() == 4).await;
    drop(guard);
    for adder in adders {
        adder.await.expect("an adder must end");
    }
    let sum = mutex.try_lock().map(|guard| *guard);
    assert_eq!(sum, Some(40), "no update under the lock must be lost");
}

pub(super) async fn an_unlock_wakes_one_of_those_who_wait<L: Locking>(_: Runtime, library: L) {
    let mutex = library.mutex(0);
    let guard = mutex.try_lock().expect(FREE);
    let mut locks = [(); 3].map(|()| ByHand::new(mutex.lock()));
    for lock in &mut locks {
        assert!(lock.poll().is_pending(), "{HELD}");
    }
    drop(guard);
    let woken = locks.iter().filter(|lock| lock.is_woken()).count();
    assert_eq!(woken, 1, "an unlock must wake one of those who wait");
    let lock = locks.iter_mut().find(|lock| lock.is_woken());
    let guard = lock.map(ByHand::poll);
    assert!(
        matches!(guard, Some(Poll::Ready(_))),
        "who is woken must get the lock"
    );
}

pub(super) async fn a_lock_cancelled_before_its_wake_takes_no_turn<L: Locking>(
    _: Runtime,
    library: L,
) {
    let mutex = library.mutex(0);
    for cancelled in [0, 1] {
        let guard = mutex.try_lock().expect(FREE);
        let mut locks = vec![ByHand::new(mutex.lock()), ByHand::new(mutex.lock())];
        for lock in &mut locks {
            assert!(lock.poll().is_pending(), "{HELD}");
        }
        drop(locks.remove(cancelled));
        drop(guard);
        assert!(
            locks[0].is_woken(),
            "an unlock must not wake a lock that was cancelled"
        );
        assert!(locks[0].poll().is_ready(), "who is woken must get the lock");
    }
}

pub(super) async fn a_lock_cancelled_after_its_wake_passes_it_on<L: Locking>(
    _: Runtime,
    library: L,
) {
    let mutex = library.mutex(0);
    let guard = mutex.try_lock().expect(FREE);
    let mut locks = vec![ByHand::new(mutex.lock()), ByHand::new(mutex.lock())];
    for lock in &mut locks {
        assert!(lock.poll().is_pending(), "{HELD}");
    }
    drop(guard);
    let first = locks.iter().position(ByHand::is_woken);
    drop(locks.remove(first.expect("an unlock must wake who waits")));
    let other = &mut locks[0];
    assert!(
        other.is_woken(),
        "a lock cancelled after its wake must pass the wake on"
    );
    assert!(other.poll().is_ready(), "who is woken must get the lock");
}

pub(super) async fn a_panic_of_the_holder_frees_the_mutex<L: Locking>(rt: Runtime, library: L) {
    let mutex = Arc::new(library.mutex(0));
    let holder = rt.spawn_named("the holder that panics", {
        let mutex = Arc::clone(&mutex);
        async move {
            let mut guard = mutex.lock().await;
            *guard += 1;
            // Past the hook, which would print it in the middle of other tests.
            std::panic::resume_unwind(Box::new("the holder had enough"));
        }
    });
    let joined: Result<(), _> = holder.await;
    assert!(
        matches!(joined, Err(JoinError::Panicked(_))),
        "the holder must panic, but {joined:?}"
    );
    let value = mutex.try_lock().map(|guard| *guard);
    assert_eq!(
        value,
        Some(1),
        "a panic of the holder must free the mutex, with what was written"
    );
}
