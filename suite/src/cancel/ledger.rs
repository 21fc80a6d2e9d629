use std::{sync::Arc, task::Wake};

use crate::{
    cancel::{
        finding::{Found, Oracle},
        replay::settle,
    },
    runtime::Runtime,
    tracking::{
        failure::title,
        node::{Activity, Kind, Node},
    },
};

/// That many tasks are asked at most.
const MOST_TASKS: usize = 64;

/// Polls each task that waits once more, now that nothing can happen: one that ends was ready, and nobody had
/// woken it.
///
/// One after the other, since a task that gets on may rightly wake the next one.
pub(super) async fn lost_wakes(rt: &Runtime) -> Option<Found> {
    let waiting =
        |node: &Arc<Node>| node.kind == Kind::Task && node.activity() == Activity::Waiting;
    let tasks = rt.tracker().others().into_iter().filter(waiting);
    for task in tasks.take(MOST_TASKS) {
        task.wake_by_ref();
        settle(rt).await;
        if task.has_ended() {
            let message = format!(
                "a wake was lost: {} was ready, but nobody had woken it",
                title(&task)
            );
            let place = format!("spawned at {}", task.place);
            return Some(Found::new(Oracle::Wakes, message).with(place));
        }
    }
    None
}
