use std::{
    future::{self, Future},
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    task::Poll,
};

use runtime_matrix::Runtime;

use super::primitives::{Failure, OnceCell, Primitives, Value};
use crate::{
    by_hand::ByHand,
    waiters::{Waiters, wait_until},
};

const UNDER_WAY: &str = "an initializer must wait for the one that is under way";
const NEXT: &str = "the next initializer must fill the cell";

/// Completes at its second poll.
fn turn() -> impl Future<Output = ()> + Send {
    let mut polls = 0;
    future::poll_fn(move |cx| {
        polls += 1;
        cx.waker().wake_by_ref();
        if polls == 2 {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
}

/// An initializer that gives this value.
async fn gives(value: Value) -> Result<Value, Failure> {
    Ok(value)
}

pub(super) async fn one_initializer_runs_for_all<P: Primitives>(rt: Runtime, library: P) {
    let (cell, waiters) = (library.once_cell(), Waiters::default());
    let runs: Arc<AtomicUsize> = Arc::default();
    let user = |n| {
        let (cell, runs) = (cell.clone(), Arc::clone(&runs));
        let (here, all) = (rt.clone(), waiters.clone());
        let init = move || async move {
            runs.fetch_add(1, SeqCst);
            // By then each of the others has asked for the value.
            wait_until(&here, || all.count() == 4).await;
            Ok(n)
        };
        let uses = async move { cell.get_or_try_init(init).await };
        rt.spawn_named("a user", waiters.clone().counting(uses))
    };
    let mut values = Vec::new();
    for user in [0, 1, 2, 3].map(user) {
        values.push(user.await.expect("a user must end"));
    }
    assert_eq!(runs.load(SeqCst), 1, "one initializer must run for all");
    let value = cell.get().ok_or("the cell must have a value");
    assert_eq!(values, [value; 4], "all must get the value of the cell");
}

pub(super) async fn an_initializer_that_fails_leaves_the_cell_to_the_next<P: Primitives>(
    _: Runtime,
    library: P,
) {
    let cell = library.once_cell();
    let mut fails = ByHand::new(cell.get_or_try_init(|| async {
        turn().await;
        Err("no luck")
    }));
    let mut next = ByHand::new(cell.get_or_try_init(|| gives(2)));
    assert!(fails.poll().is_pending(), "an initializer must be awaited");
    assert!(next.poll().is_pending(), "{UNDER_WAY}");
    assert_eq!(
        fails.poll(),
        Poll::Ready(Err("no luck")),
        "an initializer that fails must tell why"
    );
    assert_eq!(cell.get(), None, "a failure must leave the cell empty");
    assert!(
        next.is_woken(),
        "an initializer that fails must wake the next"
    );
    assert_eq!(next.poll(), Poll::Ready(Ok(2)), "{NEXT}");
}

pub(super) async fn an_initializer_that_panics_leaves_the_cell_to_the_next<P: Primitives>(
    _: Runtime,
    library: P,
) {
    let cell = library.once_cell();
    let mut panics = ByHand::new(cell.get_or_try_init(|| async {
        turn().await;
        // Past the hook, which would print it in the middle of other tests.
        resume_unwind(Box::new("the initializer had enough"))
    }));
    let mut next = ByHand::new(cell.get_or_try_init(|| gives(2)));
    assert!(panics.poll().is_pending(), "an initializer must be awaited");
    assert!(next.poll().is_pending(), "{UNDER_WAY}");
    let polled = catch_unwind(AssertUnwindSafe(|| panics.poll()));
    assert!(
        polled.is_err(),
        "the panic of an initializer must reach its caller"
    );
    assert!(
        next.is_woken(),
        "an initializer that panics must wake the next"
    );
    assert_eq!(next.poll(), Poll::Ready(Ok(2)), "{NEXT}");
}

pub(super) async fn an_initializer_that_is_cancelled_leaves_the_cell_to_the_next<P: Primitives>(
    _: Runtime,
    library: P,
) {
    let cell = library.once_cell();
    let mut cancelled = ByHand::new(cell.get_or_try_init(future::pending));
    let mut next = ByHand::new(cell.get_or_try_init(|| gives(2)));
    assert!(
        cancelled.poll().is_pending(),
        "an initializer must be awaited"
    );
    assert!(next.poll().is_pending(), "{UNDER_WAY}");
    drop(cancelled);
    assert!(
        next.is_woken(),
        "an initializer that is cancelled must wake the next"
    );
    assert_eq!(next.poll(), Poll::Ready(Ok(2)), "{NEXT}");
}
