use std::{future::Future, thread, time::Duration};

use runtime_matrix::Runtime;

use super::primitives::{Mutex, Primitives};
use crate::by_hand::ByHand;

/// More than the 500 µs after which a lock that waits starves. The library measures real time.
const TOO_LONG: Duration = Duration::from_millis(1);

/// Lets a lock wait for too long and be overtaken, and returns it and the guard of who overtook it.
fn starve<M: Mutex>(mutex: &M) -> (ByHand<impl Future<Output = M::Guard<'_>>>, M::Guard<'_>) {
    let guard = mutex.try_lock().expect("a new mutex must be unlocked");
    let mut starved = ByHand::new(mutex.lock());
    assert!(
        starved.poll().is_pending(),
        "a lock must wait while the mutex is locked"
    );
    thread::sleep(TOO_LONG);
    drop(guard);
    let newcomer = mutex
        .try_lock()
        .expect("a newcomer may overtake a lock that does not starve yet");
    assert!(
        starved.poll().is_pending(),
        "a lock must wait again when it was overtaken"
    );
    (starved, newcomer)
}

pub(super) async fn a_lock_that_starves_comes_before_newcomers<P: Primitives>(
    _: Runtime,
    library: P,
) {
    let mutex = library.mutex(0);
    let (mut starved, newcomer) = starve(&mutex);
    drop(newcomer);
    assert!(
        mutex.try_lock().is_none(),
        "a try_lock must not overtake a lock that starves"
    );
    let mut lock = ByHand::new(mutex.lock());
    assert!(
        lock.poll().is_pending(),
        "a lock must not overtake one that starves"
    );
    assert!(
        starved.is_woken(),
        "an unlock must wake a lock that starves"
    );
    assert!(
        starved.poll().is_ready(),
        "a lock that starves must get the mutex next"
    );
}

pub(super) async fn a_starved_lock_that_is_cancelled_lets_newcomers_in<P: Primitives>(
    _: Runtime,
    library: P,
) {
    let mutex = library.mutex(0);
    let (starved, newcomer) = starve(&mutex);
    drop(starved);
    drop(newcomer);
    assert!(
        mutex.try_lock().is_some(),
        "a mutex must not be kept for a lock that starved and was cancelled"
    );
}
