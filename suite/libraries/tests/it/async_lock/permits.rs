use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    task::Poll,
};

use runtime_matrix::Runtime;

use super::primitives::{Permit, Primitives, Semaphore};
use crate::{
    by_hand::{ByHand, woken},
    waiters::{Waiters, wait_until},
};

const NONE_LEFT: &str = "an acquire must wait while no permit is left";
const LEFT: &str = "a permit must be left";

pub(super) async fn as_many_get_in_as_there_are_permits<P: Primitives>(rt: Runtime, library: P) {
    let (semaphore, waiters) = (library.semaphore(2), Waiters::default());
    let (inside, most) = <(Arc<AtomicUsize>, Arc<AtomicUsize>)>::default();
    let holder = |()| {
        let (here, semaphore, all) = (rt.clone(), semaphore.clone(), waiters.clone());
        let (inside, most) = (Arc::clone(&inside), Arc::clone(&most));
        let holds = waiters.clone().counting(async move {
            let _permit = semaphore.acquire().await;
            most.fetch_max(inside.fetch_add(1, SeqCst) + 1, SeqCst);
            // By then each of the others has tried to get in.
            wait_until(&here, || all.count() == 5).await;
            inside.fetch_sub(1, SeqCst);
        });
        rt.spawn_named("a holder", holds)
    };
    for holder in [(); 5].map(holder) {
        holder.await.expect("a holder must end");
    }
    assert_eq!(
        most.load(SeqCst),
        2,
        "as many must get in as there are permits"
    );
}

pub(super) async fn permits_are_counted<P: Primitives>(_: Runtime, library: P) {
    let semaphore = library.semaphore(2);
    let permits = [(); 2].map(|()| semaphore.try_acquire().expect(LEFT));
    assert_eq!(
        semaphore.available_permits(),
        0,
        "a permit must not be available while it is held"
    );
    assert!(
        semaphore.try_acquire().is_none(),
        "a try_acquire must fail while no permit is left"
    );
    let [permit, forgotten] = permits;
    drop(permit);
    assert_eq!(
        semaphore.available_permits(),
        1,
        "a permit must be available once it is released"
    );
    forgotten.forget();
    assert_eq!(
        semaphore.available_permits(),
        1,
        "a guard that is forgotten must keep its permit"
    );
}

pub(super) async fn a_released_permit_wakes_one_of_those_that_wait<P: Primitives>(
    _: Runtime,
    library: P,
) {
    let semaphore = library.semaphore(1);
    let permit = semaphore.try_acquire().expect(LEFT);
    let mut acquires = [(); 3].map(|()| ByHand::new(semaphore.acquire()));
    for acquire in &mut acquires {
        assert!(acquire.poll().is_pending(), "{NONE_LEFT}");
    }
    drop(permit);
    let woken = woken(&acquires);
    assert_eq!(
        woken.len(),
        1,
        "a released permit must wake one that waits, but woke {woken:?}"
    );
    let permit = acquires[woken[0]].poll();
    assert!(
        permit.is_ready(),
        "the acquire that was woken must get the permit"
    );
}

pub(super) async fn added_permits_let_as_many_in<P: Primitives>(_: Runtime, library: P) {
    let semaphore = library.semaphore(0);
    let mut acquires = [(); 3].map(|()| ByHand::new(semaphore.acquire()));
    for acquire in &mut acquires {
        assert!(acquire.poll().is_pending(), "{NONE_LEFT}");
    }
    semaphore.add_permits(2);
    let woken = woken(&acquires);
    assert_eq!(
        woken.len(),
        2,
        "two permits must wake two that wait, but woke {woken:?}"
    );
    let permits: Vec<_> = woken.into_iter().map(|n| acquires[n].poll()).collect();
    assert!(
        permits.iter().all(Poll::is_ready),
        "each acquire that was woken must get a permit"
    );
    assert_eq!(
        semaphore.available_permits(),
        0,
        "each of the permits must be taken"
    );
}

pub(super) async fn an_acquire_cancelled_before_its_wake_is_passed_over<P: Primitives>(
    _: Runtime,
    library: P,
) {
    let semaphore = library.semaphore(0);
    let mut cancelled = ByHand::new(semaphore.acquire());
    let mut acquire = ByHand::new(semaphore.acquire());
    assert!(cancelled.poll().is_pending(), "{NONE_LEFT}");
    assert!(acquire.poll().is_pending(), "{NONE_LEFT}");
    drop(cancelled);
    semaphore.add_permits(1);
    assert!(
        acquire.is_woken(),
        "a permit must not wake an acquire that was cancelled"
    );
    assert!(
        acquire.poll().is_ready(),
        "a permit must not be left to an acquire that was cancelled"
    );
}

pub(super) async fn an_acquire_cancelled_after_its_wake_passes_it_on<P: Primitives>(
    _: Runtime,
    library: P,
) {
    let semaphore = library.semaphore(0);
    let mut acquires = vec![
        ByHand::new(semaphore.acquire()),
        ByHand::new(semaphore.acquire()),
    ];
    for acquire in &mut acquires {
        assert!(acquire.poll().is_pending(), "{NONE_LEFT}");
    }
    semaphore.add_permits(1);
    let first = acquires
        .iter()
        .position(ByHand::is_woken)
        .expect("a permit must wake one that waits");
    drop(acquires.remove(first));
    let other = &mut acquires[0];
    assert!(
        other.is_woken(),
        "an acquire cancelled after its wake must pass the wake on"
    );
    assert!(
        other.poll().is_ready(),
        "a cancelled acquire must pass its permit on"
    );
}
