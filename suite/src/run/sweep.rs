//! What is left when a body has ended: named if it is a leak, cancelled and joined in any case.

use std::{future, sync::Arc, task::Poll};

use runtime_matrix_core::{BoxFuture, TaskHandle};
use runtime_matrix_report::{Leak, Verdict};

use crate::{
    context::{ExitCause, fixture::Fixtures},
    run::leaving,
    tracking::{
        failure::{Failure, title},
        link::Holder,
        node::{Kind, Node},
        tracker::Tracker,
    },
};

/// Records each task that still runs although nobody said that it may.
///
/// A detached task may outlive the body; it is cancelled without a word.
pub(crate) fn find_leaks(tracker: &Tracker) {
    for node in tracker.others() {
        if node.has_ended() || matches!(node.holder(), Holder::Detached | Holder::Cell) {
            continue;
        }
        let (task, place) = (title(&node), node.place.to_string());
        let message = format!("leak: {task} was still running when the test had ended");
        let mut failure = Failure::new(Verdict::Leak, message);
        failure.details.push(format!("spawned at {place}"));
        failure.details.push(match node.kind {
            Kind::Job => "await its handle, or detach it if it may outlive the test".to_owned(),
            _ => "await or cancel its handle, or detach it if it may outlive the test".to_owned(),
        });
        failure.place = Some(place.clone());
        tracker.fail(failure);
        tracker.add_leak(Leak { task, place });
    }
}

/// Tells whether anything is left.
pub(crate) fn is_due(tracker: &Tracker) -> bool {
    Fixtures::are_entered(tracker) || !tracker.others().is_empty()
}

/// Cancels and joins all that is left, until nothing is, or until the teardown's time is over.
///
/// What leaves contexts is let run to its end.
pub(crate) async fn sweep(tracker: Arc<Tracker>) {
    let mut step = tracker.next_teardown_step();
    loop {
        let left = tracker.others();
        if left.is_empty() {
            if Fixtures::are_entered(&tracker) {
                // By a task that has outlived the body.
                leaving::leave(Arc::clone(&tracker), ExitCause::Cancelled).await;
                continue;
            }
            return;
        }
        // All requests first: a task that waits for another one in its drop is not waited for alone.
        let cancelling: Vec<_> = left
            .iter()
            .filter(|node| node.holder() != Holder::Cell)
            .filter_map(|node| request_cancel(node))
            .collect();
        let joined = async {
            for cancelled in cancelling {
                cancelled.await;
            }
            for node in &left {
                future::poll_fn(|cx| node.poll_ended(cx)).await;
            }
        };
        if unless_given_up(&tracker, step, joined).await {
            continue;
        }
        step = tracker.next_teardown_step();
        if !leaving::give_up(&tracker) {
            left_behind(&tracker);
            return;
        }
    }
}

/// Asks a task or job to end, by the runtime's handle of it if there still is one.
fn request_cancel(node: &Arc<Node>) -> Option<BoxFuture<()>> {
    let native = node.take_native();
    if native.is_none() {
        node.request_cancel();
    }
    native.map(TaskHandle::cancel)
}

/// Awaits `work`; `false` if that step of the teardown was given up first.
pub(crate) async fn unless_given_up(
    tracker: &Tracker,
    step: u64,
    work: impl Future<Output = ()>,
) -> bool {
    let mut work = std::pin::pin!(work);
    future::poll_fn(|cx| match work.as_mut().poll(cx) {
        Poll::Ready(()) => Poll::Ready(true),
        Poll::Pending if tracker.is_given_up(step) => Poll::Ready(false),
        Poll::Pending => Poll::Pending,
    })
    .await
}

fn left_behind(tracker: &Tracker) {
    let limit = tracker.limits.teardown;
    let message =
        format!("leak: teardown did not end within {limit:?}, and what is below was left behind");
    let mut failure = Failure::new(Verdict::Leak, message);
    failure.details.push(tracker.dump().to_string());
    failure.details.push(
        "end blocking jobs before the test ends, or allow more with RUNTIME_MATRIX_TEARDOWN"
            .to_owned(),
    );
    tracker.fail(failure);
}
