//! When nothing in a cell can run any more: whether that is proved, and how it is told.

use std::{
    collections::HashMap,
    sync::{Arc, atomic::Ordering::SeqCst},
    time::Duration,
};

use runtime_matrix_report::Verdict;

use crate::{
    clock::{source::TimeSource, words},
    run::watchdog::{self, TICK},
    tracking::{
        failure::Failure,
        link::Holder,
        node::{Activity, Kind, Node},
        tracker::Tracker,
    },
};

/// What is known of a standstill.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Standstill {
    /// No waker of any blocked task is left outside of them.
    Proved,
    /// All wakes of the cell come from the cell itself, and none came.
    Sealed,
    /// Nothing has happened for that long.
    Observed(Duration),
    /// The time limit came first, and the cell stood still by then.
    AtDeadline(Duration),
}

/// Tells whether nothing is runnable, no job runs, and no timer is pending that will fire.
pub(crate) fn is_still(tracker: &Tracker) -> bool {
    let timers = match &tracker.clock {
        TimeSource::Virtual(clock) => clock.can_move(),
        TimeSource::Machine(_) | TimeSource::Native(_) => tracker.sleeping.load(SeqCst) > 0,
    };
    tracker.is_idle() && !timers
}

/// Tells whether no blocked task can ever be woken: a task whose waker has no clone left outside of the
/// cell's own bookkeeping is out of everyone's reach.
///
/// The reverse does not hold. A waker that is kept by a channel or a lock may be used or not, so such a
/// standstill is only observed.
pub(crate) fn is_proved(tracker: &Tracker) -> bool {
    if tracker.probe.fresh_wakers {
        // One reference to the node is then behind a waker of which there may be many clones.
        return false;
    }
    tracker.with_nodes(|nodes| {
        let mut joiners: HashMap<*const (), usize> = HashMap::new();
        for joiner in nodes.iter().filter_map(|node| node.joiner_data()) {
            *joiners.entry(joiner).or_default() += 1;
        }
        nodes.iter().next().is_some()
            && nodes.iter().all(|node| {
                let joining = joiners
                    .get(&Arc::as_ptr(node).cast())
                    .copied()
                    .unwrap_or_default();
                node.activity() == Activity::Waiting
                    && Arc::strong_count(node) <= own_references(node) + joining
            })
    })
}

/// Returns how many references to a waiting node are the bookkeeping's own: the registry's, the root's or
/// the tracked future's and its waker's, and the handle's while there is one.
fn own_references(node: &Node) -> usize {
    match (node.kind, node.holder()) {
        (Kind::Body, _) => 2,
        (_, Holder::Held) => 4,
        (_, Holder::Dropped | Holder::Detached | Holder::Cell) => 3,
    }
}

/// Tells whether something has been inside one poll for that long.
pub(crate) fn is_polling_since(tracker: &Tracker, time: Duration) -> bool {
    let now = watchdog::ticks();
    tracker.with_nodes(|nodes| {
        nodes
            .iter()
            .any(|node| node.activity() == Activity::Polling && node.polled_for(now) >= time)
    })
}

/// Tells whether something has been runnable for that long while nothing was inside a poll.
pub(crate) fn has_lost_a_wake(tracker: &Tracker, time: Duration) -> bool {
    let now = watchdog::ticks();
    tracker.with_nodes(|nodes| {
        let is_left = |node: &Arc<Node>| {
            node.activity() == Activity::Scheduled && node.polled_for(now) >= time
        };
        nodes.iter().any(is_left)
            && nodes
                .iter()
                .all(|node| node.activity() != Activity::Polling)
    })
}

/// Returns the failure that a standstill is.
pub(crate) fn failure(tracker: &Tracker, kind: Standstill) -> Failure {
    let (verdict, message, hint) = match kind {
        Standstill::Proved => (
            Verdict::Deadlock,
            "deadlock: nothing can run, and nobody is left who could wake a task".to_owned(),
            "no waker of the tasks below exists any more outside of them: whatever they wait for has \
             forgotten them, or never knew them",
        ),
        Standstill::Sealed => (
            Verdict::Deadlock,
            "deadlock: nothing can run, and every wake of this cell comes from itself".to_owned(),
            "what the tasks below wait for, none of them will do; a thread of your own that is to wake them \
             is unknown to the suite: start it with `Runtime::spawn_blocking`, say so with `Clock::hold`, or \
             allow more with RUNTIME_MATRIX_GRACE",
        ),
        Standstill::Observed(grace) => (
            Verdict::Stalled,
            format!("stalled: nothing has run for {grace:?}, and no timer of the suite is pending"),
            "the tasks below wait for something that did not come; if a native timer, a socket or a thread \
             of your own is to wake them, say so with `Clock::hold`, or allow more with RUNTIME_MATRIX_GRACE",
        ),
        Standstill::AtDeadline(limit) => (
            Verdict::Stalled,
            format!(
                "stalled: nothing could run any more when the time limit of {limit:?} was over"
            ),
            "the tasks below wait for something that did not come",
        ),
    };
    let mut failure = Failure::new(verdict, message);
    // What the suite's own parts wait for says the most.
    failure.details = tracker.waits();
    failure.details.extend(words::who_moves(tracker));
    failure
        .details
        .extend([hint.to_owned(), tracker.dump().to_string()]);
    failure
}

impl Node {
    /// Returns for how long the node has been in its latest poll, or since that poll, at the watchdog's
    /// grain.
    pub(crate) fn polled_for(&self, now: u64) -> Duration {
        let ticks = now.saturating_sub(self.last_poll());
        TICK.saturating_mul(u32::try_from(ticks).unwrap_or(u32::MAX))
    }
}
