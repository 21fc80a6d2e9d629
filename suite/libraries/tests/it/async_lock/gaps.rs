//! What async-lock 3.5.0 does though its documentation says otherwise: each shows it as it is today.

use runtime_matrix::Runtime;

use super::primitives::{Barrier, Primitives, RwLock, Semaphore};
use crate::by_hand::ByHand;

const FREE: &str = "a new lock must be free";
const WAITS: &str = "it must wait while another is in";

/// Documented is that an acquire waits for a permit. One that finds its permit without a look at its wake
/// passes that on only when its future is dropped: until then another waits, though a permit is there for it.
pub(super) async fn a_finished_acquire_holds_back_the_next<P: Primitives>(_: Runtime, library: P) {
    let semaphore = library.semaphore(0);
    let mut finished = ByHand::new(semaphore.acquire());
    let mut next = ByHand::new(semaphore.acquire());
    assert!(finished.poll().is_pending(), "{WAITS}");
    assert!(next.poll().is_pending(), "{WAITS}");
    semaphore.add_permits(1);
    semaphore.add_permits(1);
    let _permit = finished.poll();
    assert_eq!(semaphore.available_permits(), 1, "one permit must be left");
    assert!(
        !next.is_woken(),
        "today an acquire that has finished holds back the next until it is dropped"
    );
    drop(finished);
    assert!(
        next.is_woken(),
        "an acquire that has finished must pass its wake on when it is dropped"
    );
}

/// Documented is that writers are never starved. A write that had to wait for readers keeps its wake in the
/// same way, so a writer that comes much later is not woken when the last reader leaves.
pub(super) async fn a_finished_write_holds_back_the_next<P: Primitives>(_: Runtime, library: P) {
    let lock = library.rw_lock();
    let reader = lock.try_read().expect(FREE);
    let mut finished = ByHand::new(lock.write());
    assert!(finished.poll().is_pending(), "{WAITS}");
    drop(reader);
    drop(finished.poll());
    let reader = lock.try_read().expect("the writer must have left");
    let mut next = ByHand::new(lock.write());
    assert!(next.poll().is_pending(), "{WAITS}");
    drop(reader);
    assert!(
        !next.is_woken(),
        "today a write that has finished holds back the next until it is dropped"
    );
    drop(finished);
    assert!(
        next.is_woken(),
        "a write that has finished must pass its wake on when it is dropped"
    );
}

/// Documented is that the release of a write lock wakes the next reader. That one wakes the next, before it
/// looks whether it may get in; if a writer has come first, two readers wake each other for as long as that
/// writer stays, so an executor spins on them.
pub(super) async fn overtaken_readers_wake_one_another<P: Primitives>(_: Runtime, library: P) {
    let lock = library.rw_lock();
    let writer = lock.try_write().expect(FREE);
    let mut readers = [(); 2].map(|()| ByHand::new(lock.read()));
    for reader in &mut readers {
        assert!(reader.poll().is_pending(), "{WAITS}");
    }
    drop(writer);
    let _writer = lock.try_write().expect("the writer must have left");
    for turn in 0..100 {
        let reader = &mut readers[turn % 2];
        assert!(
            reader.is_woken(),
            "today readers that a writer has overtaken wake one another without end"
        );
        assert!(reader.poll().is_pending(), "{WAITS}");
    }
}

/// Documented is that a barrier blocks until all tasks reach it. A wait that is cancelled is not taken back,
/// so the barrier opens with one task too few.
pub(super) async fn a_cancelled_wait_has_arrived_all_the_same<P: Primitives>(
    _: Runtime,
    library: P,
) {
    let barrier = library.barrier(2);
    let mut cancelled = ByHand::new(barrier.wait());
    assert!(cancelled.poll().is_pending(), "{WAITS}");
    drop(cancelled);
    let mut wait = ByHand::new(barrier.wait());
    assert!(
        wait.poll().is_ready(),
        "today a barrier counts a wait that was cancelled"
    );
}
