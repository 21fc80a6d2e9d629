use runtime_matrix::Runtime;

use super::primitives::{Mutex, Primitives};
use crate::by_hand::{ByHand, woken};

const HELD: &str = "a lock must wait while the mutex is locked";
const FREE: &str = "a new mutex must be unlocked";

pub(super) async fn an_unlock_wakes_one_of_those_that_wait<P: Primitives>(_: Runtime, library: P) {
    let mutex = library.mutex(0);
    let guard = mutex.try_lock().expect(FREE);
    let mut locks = [(); 3].map(|()| ByHand::new(mutex.lock()));
    for lock in &mut locks {
        assert!(lock.poll().is_pending(), "{HELD}");
    }
    drop(guard);
    let woken = woken(&locks);
    assert_eq!(
        woken.len(),
        1,
        "an unlock must wake one that waits, but woke {woken:?}"
    );
    let guard = locks[woken[0]].poll();
    assert!(
        guard.is_ready(),
        "the lock that was woken must get the mutex"
    );
}

pub(super) async fn a_lock_cancelled_before_its_wake_is_passed_over<P: Primitives>(
    _: Runtime,
    library: P,
) {
    let mutex = library.mutex(0);
    let guard = mutex.try_lock().expect(FREE);
    let (mut cancelled, mut lock) = (ByHand::new(mutex.lock()), ByHand::new(mutex.lock()));
    assert!(cancelled.poll().is_pending(), "{HELD}");
    assert!(lock.poll().is_pending(), "{HELD}");
    drop(cancelled);
    drop(guard);
    assert!(
        lock.is_woken(),
        "an unlock must not wake a lock that was cancelled"
    );
    assert!(
        lock.poll().is_ready(),
        "a mutex must not be left to a lock that was cancelled"
    );
}

pub(super) async fn a_lock_cancelled_after_its_wake_passes_it_on<P: Primitives>(
    _: Runtime,
    library: P,
) {
    let mutex = library.mutex(0);
    let guard = mutex.try_lock().expect(FREE);
    let mut locks = vec![ByHand::new(mutex.lock()), ByHand::new(mutex.lock())];
    for lock in &mut locks {
        assert!(lock.poll().is_pending(), "{HELD}");
    }
    drop(guard);
    let first = locks
        .iter()
        .position(ByHand::is_woken)
        .expect("an unlock must wake one that waits");
    drop(locks.remove(first));
    let other = &mut locks[0];
    assert!(
        other.is_woken(),
        "a lock cancelled after its wake must pass the wake on"
    );
    assert!(
        other.poll().is_ready(),
        "the mutex of a cancelled lock must go to another"
    );
}
