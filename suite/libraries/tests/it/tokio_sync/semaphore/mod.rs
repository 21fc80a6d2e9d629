mod api;
mod broken;

use std::sync::Arc;

use api::{Permit, Permits, Semaphore};
use runtime_matrix::Runtime;

use crate::{
    by_hand::ByHand,
    waiters::{Waiters, wait_until},
};

const MORE: &str = "an acquire must wait for more permits than there are";
const OPEN: &str = "an acquire must not fail while the semaphore is open";

/// Acquires that many permits for good, and tells whether it did.
async fn take<P: Permits>(permits: &P, n: u32) -> bool {
    permits.acquire_many(n).await.map(Permit::forget).is_ok()
}

pub(super) async fn an_acquire_of_many_is_not_overtaken_by_one_of_fewer<S: Semaphore>(
    _: Runtime,
    semaphore: S,
) {
    let permits = semaphore.semaphore(2);
    let mut many = ByHand::new(take(&permits, 3));
    let mut few = ByHand::new(take(&permits, 1));
    assert!(many.poll().is_pending(), "{MORE}");
    assert!(
        few.poll().is_pending(),
        "an acquire of many that waits must not be overtaken by one of fewer"
    );
    permits.add_permits(1);
    assert!(
        many.is_woken() && !few.is_woken(),
        "permits must go to the acquire that waits longest"
    );
    assert!(
        many.poll().is_ready(),
        "who was woken must have its permits"
    );
    permits.add_permits(1);
    assert!(
        few.is_woken(),
        "a permit must go to the acquire that waits next"
    );
    assert!(few.poll().is_ready(), "who was woken must have its permits");
    assert_eq!(
        permits.available_permits(),
        0,
        "a permit that is forgotten must not come back"
    );
}

pub(super) async fn an_acquire_that_is_cancelled_gives_back_what_it_had_gathered<S: Semaphore>(
    _: Runtime,
    semaphore: S,
) {
    let permits = semaphore.semaphore(2);
    let mut many = ByHand::new(take(&permits, 3));
    let mut few = ByHand::new(take(&permits, 1));
    assert!(many.poll().is_pending(), "{MORE}");
    assert!(
        few.poll().is_pending(),
        "an acquire of many that waits must not be overtaken by one of fewer"
    );
    drop(many);
    assert!(
        few.is_woken(),
        "an acquire that is cancelled must wake who waits behind it"
    );
    assert!(
        few.poll().is_ready(),
        "an acquire that is cancelled must pass on what it had gathered"
    );
    assert_eq!(
        permits.available_permits(),
        1,
        "an acquire that is cancelled must give back all that it had gathered"
    );
}

pub(super) async fn an_acquire_cancelled_after_its_wake_passes_its_permit_on<S: Semaphore>(
    _: Runtime,
    semaphore: S,
) {
    let permits = semaphore.semaphore(1);
    let held = permits.acquire_many(1).await.expect(OPEN);
    let mut acquires = [(); 2].map(|()| ByHand::new(take(&permits, 1)));
    for acquire in &mut acquires {
        assert!(acquire.poll().is_pending(), "{MORE}");
    }
    drop(held);
    let [cancelled, mut other] = acquires;
    assert!(
        cancelled.is_woken(),
        "a permit that is dropped must wake who waits longest"
    );
    drop(cancelled);
    assert!(
        other.is_woken(),
        "an acquire cancelled after its wake must pass its permit on"
    );
    assert!(
        other.poll().is_ready(),
        "what a cancelled acquire passed on must be a permit"
    );
}

pub(super) async fn a_close_fails_every_waiting_acquire<S: Semaphore>(rt: Runtime, semaphore: S) {
    let (permits, waiters) = (Arc::new(semaphore.semaphore(0)), Waiters::default());
    let tasks = [1, 2].map(|n| {
        let permits = Arc::clone(&permits);
        let waits = async move { take(&*permits, n).await };
        rt.spawn_named(&format!("acquire {n}"), waiters.clone().counting(waits))
    });
    wait_until(&rt, || waiters.count() == 2).await;
    permits.close();
    for task in tasks {
        let taken = task.await.expect("an acquire must end");
        assert!(!taken, "a close must fail every acquire that waits");
    }
    permits.add_permits(1);
    assert!(
        !take(&*permits, 1).await,
        "a semaphore that is closed must give out no permits"
    );
}
