use std::{
    fmt,
    sync::{Arc, Mutex},
    time::Duration,
};

use crate::{
    scope::member::{Around, Member},
    sync::{Monitor, lock},
    tracking::{
        node::{Activity, Node},
        place::Place,
        tracker::Tracker,
    },
};

/// Why a scope was cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CancelReason {
    /// Somebody called [`CancelScope::cancel`](crate::scope::CancelScope::cancel).
    Asked,
    /// Its deadline was over.
    Deadline,
    /// A scope around it was cancelled, or what owned it was dropped.
    Outer,
}

impl fmt::Display for CancelReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            CancelReason::Asked => "it was asked to",
            CancelReason::Deadline => "its deadline was over",
            CancelReason::Outer => "a scope around it was cancelled",
        })
    }
}

/// A scope, as its handles, its body and its tasks share it.
pub(super) struct Shared {
    pub(super) tracker: Arc<Tracker>,
    /// Where it was opened.
    pub(super) place: Place,
    around: Around,
    pub(super) state: Monitor<State>,
    tasks: Mutex<Tasks>,
}

#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) cancelled: Option<CancelReason>,
    pub(super) deadline: Option<Duration>,
    /// The body has ended, and the tasks have to.
    pub(super) ends: bool,
    /// How many tasks have not been dropped.
    alive: usize,
}

/// The tasks of a scope. Those that have ended are forgotten now and then.
#[derive(Default)]
struct Tasks {
    nodes: Vec<Arc<Node>>,
    /// How many may be kept before it is looked which have ended.
    room: usize,
}

impl Shared {
    pub(super) fn new(tracker: &Arc<Tracker>, place: Place, around: Around) -> Arc<Shared> {
        Arc::new(Shared {
            tracker: Arc::clone(tracker),
            place,
            around,
            state: Monitor::default(),
            tasks: Mutex::default(),
        })
    }

    /// Cancels it, unless that has been done.
    pub(super) fn cancel(&self, reason: CancelReason) {
        self.state.change(|state| {
            state.cancelled.get_or_insert(reason);
        });
    }

    pub(super) fn cancelled(&self) -> Option<CancelReason> {
        self.state.look(|state| state.cancelled)
    }

    /// Returns the member of a scope around it, which its body is a part of.
    pub(super) fn host(&self) -> Option<&Arc<Member>> {
        self.around.member.as_ref()
    }

    /// Tells whether it is cancelled, or has to be as what is around it is.
    pub(super) fn is_cancelled(&self) -> bool {
        self.cancelled().is_some() || self.is_cancelled_from_around()
    }

    pub(super) fn is_cancelled_from_around(&self) -> bool {
        !self.around.is_shielded && self.host().is_some_and(|host| host.is_asked_to_end())
    }

    /// Tells whether its deadline is over.
    pub(super) fn is_over(&self, now: Duration) -> bool {
        self.state
            .look(|state| state.deadline.is_some_and(|deadline| now >= deadline))
    }

    /// Counts a task, until what is returned is dropped; `None` if the scope has ended.
    pub(super) fn begin_task(self: &Arc<Self>) -> Option<Alive> {
        let begun = self.state.look(|state| {
            if !state.ends {
                state.alive += 1;
            }
            !state.ends
        });
        begun.then(|| Alive(Arc::clone(self)))
    }

    pub(super) fn keep(&self, node: Arc<Node>) {
        let mut tasks = lock(&self.tasks);
        if tasks.nodes.len() >= tasks.room {
            tasks
                .nodes
                .retain(|node| node.activity() != Activity::Ended);
            tasks.room = 16.max(2 * tasks.nodes.len());
        }
        tasks.nodes.push(node);
    }

    /// Ends the tasks and awaits their end.
    pub(super) async fn end_tasks(&self) {
        self.state.change(|state| state.ends = true);
        self.state
            .until(|state| (state.alive == 0).then_some(()))
            .await;
        let nodes = std::mem::take(&mut lock(&self.tasks).nodes);
        for node in nodes {
            // It has been dropped: what is left is for its runtime's thread to publish that.
            while node.activity() != Activity::Ended {
                crate::Runtime::new(Arc::clone(&self.tracker))
                    .yield_now()
                    .await;
            }
        }
    }
}

/// A task of a scope that has not been dropped.
pub(super) struct Alive(Arc<Shared>);

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.state.change(|state| state.alive -= 1);
    }
}
