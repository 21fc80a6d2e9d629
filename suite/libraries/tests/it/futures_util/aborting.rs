use std::task::Poll;

use ::futures_util::{FutureExt, future::Aborted};
use runtime_matrix::Runtime;

use super::{
    gate::Gate,
    library::{AbortHandle, Combinators},
};
use crate::{
    by_hand::ByHand,
    waiters::{Waiters, wait_until},
};

pub(super) async fn an_abort_ends_a_future_that_waits<L: Combinators>(rt: Runtime, library: L) {
    let (gate, waiters) = (Gate::new(), Waiters::default());
    let (abortable, handle) = library.abortable(gate.wait().boxed());
    let task = rt.spawn_named("the aborted task", waiters.clone().counting(abortable));
    wait_until(&rt, || waiters.count() == 1).await;
    handle.clone().abort();
    let output = task.await.expect("the aborted task must end");
    assert_eq!(
        output,
        Err(Aborted),
        "an aborted future must say that it was aborted"
    );
    assert!(handle.is_aborted(), "every handle must know of the abort");
}

pub(super) async fn an_aborted_future_is_polled_no_more<L: Combinators>(_: Runtime, library: L) {
    let gate = Gate::new();
    let (abortable, handle) = library.abortable(gate.wait().boxed());
    let mut abortable = ByHand::new(abortable);
    assert!(abortable.poll().is_pending(), "the future must wait");
    gate.open(1);
    handle.abort();
    assert_eq!(
        abortable.poll(),
        Poll::Ready(Err(Aborted)),
        "an aborted future must make no further progress"
    );
    assert_eq!(gate.polls(), 1, "an aborted future must not be polled");
}

pub(super) async fn an_abort_after_the_end_changes_nothing<L: Combinators>(_: Runtime, library: L) {
    let gate = Gate::new();
    let (abortable, handle) = library.abortable(gate.wait().boxed());
    let mut abortable = ByHand::new(abortable);
    assert!(abortable.poll().is_pending(), "the future must wait");
    assert!(!handle.is_aborted(), "nothing has been aborted yet");
    gate.open(1);
    assert!(abortable.is_woken(), "a future must wake what awaits it");
    assert_eq!(
        abortable.poll(),
        Poll::Ready(Ok(1)),
        "a future that was not aborted must give its output"
    );
    handle.abort();
    assert!(handle.is_aborted(), "a handle must know of a late abort");
}
