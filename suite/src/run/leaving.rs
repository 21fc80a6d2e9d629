//! The exits at the end of a body: those that dropped owners have handed over, then those of fixtures.

use std::{future, sync::Arc, task::Wake};

use crate::{
    context::{ExitCause, fixture::Fixtures, leaving::Leaving},
    run::sweep::unless_given_up,
    tracking::{link::Holder, node::Node, tracker::Tracker},
};

/// Tells whether anything has been entered and not left.
pub(crate) fn is_due(tracker: &Tracker) -> bool {
    Fixtures::are_entered(tracker) || !tasks(tracker).is_empty()
}

/// Leaves everything that the test has entered and not left.
pub(crate) async fn leave(tracker: Arc<Tracker>, cause: ExitCause) {
    loop {
        handed_over(&tracker).await;
        let entries = Fixtures::take(&tracker);
        if entries.is_empty() {
            return;
        }
        // In the test's own future: where it was entered, it is left.
        Leaving::new(&tracker, entries, cause.clone())
            .on_its_own()
            .await;
    }
}

/// Awaits the tasks that leave.
async fn handed_over(tracker: &Tracker) {
    let mut step = tracker.next_teardown_step();
    loop {
        let tasks = tasks(tracker);
        if tasks.is_empty() {
            return;
        }
        let ended = async {
            for task in &tasks {
                future::poll_fn(|cx| task.poll_ended(cx)).await;
            }
        };
        if !unless_given_up(tracker, step, ended).await {
            step = tracker.next_teardown_step();
            give_up(tracker);
        }
    }
}

/// Lets the tasks that leave look at whether their time is over; `false` if there are none.
pub(crate) fn give_up(tracker: &Tracker) -> bool {
    let tasks = tasks(tracker);
    tasks.iter().for_each(Wake::wake_by_ref);
    !tasks.is_empty()
}

fn tasks(tracker: &Tracker) -> Vec<Arc<Node>> {
    let mut others = tracker.others();
    others.retain(|node| node.holder() == Holder::Cell);
    others
}
