use std::{
    collections::BTreeMap,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use runtime_matrix_report::{LongPoll, Verdict};

use crate::{
    run::limits::PollLimit,
    sync::lock,
    tracking::{
        failure::{Failure, title},
        node::Node,
    },
};

/// The polls of a cell that took too long, by the number of what was polled.
pub(crate) struct LongPolls {
    limit: PollLimit,
    /// From when on polls are timed.
    origin: Instant,
    found: Mutex<BTreeMap<u64, LongPoll>>,
}

/// When the poll of a node began that is under way, if polls are timed.
pub(crate) struct Began(AtomicU64);

const NOT_TIMED: u64 = u64::MAX;

impl Default for Began {
    fn default() -> Began {
        Began(AtomicU64::new(NOT_TIMED))
    }
}

impl LongPolls {
    pub(crate) fn new(limit: PollLimit) -> LongPolls {
        LongPolls {
            limit,
            origin: Instant::now(),
            found: Mutex::default(),
        }
    }

    /// Notes that a poll begins. There is one at a time for each node.
    pub(crate) fn begin(&self, began: &Began) {
        began.0.store(self.now(), Relaxed);
    }

    /// Notes that the poll has ended, if one was begun.
    pub(crate) fn end(&self, began: &Began, node: &Node) {
        let at = began.0.swap(NOT_TIMED, Relaxed);
        if at == NOT_TIMED {
            return;
        }
        let took = Duration::from_nanos(self.now().saturating_sub(at));
        if took >= self.limit.limit {
            self.note(node, took);
        }
    }

    fn note(&self, node: &Node, took: Duration) {
        let mut found = lock(&self.found);
        let poll = found.entry(node.id).or_insert_with(|| LongPoll {
            task: title(node),
            place: node.place.to_string(),
            longest: Duration::ZERO,
            limit: self.limit.limit,
            times: 0,
        });
        poll.longest = poll.longest.max(took);
        poll.times += 1;
    }

    /// In nanoseconds, which do not run over for centuries.
    fn now(&self) -> u64 {
        let now = self.origin.elapsed().as_nanos();
        u64::try_from(now).map_or(NOT_TIMED - 1, |now| now.min(NOT_TIMED - 1))
    }

    /// Returns what was found so far, in the order in which it was spawned.
    pub(crate) fn found(&self) -> Vec<LongPoll> {
        lock(&self.found).values().cloned().collect()
    }

    /// Returns the failures that a strict limit makes of what was found.
    pub(crate) fn failures(&self) -> Vec<Failure> {
        if !self.limit.strict {
            return Vec::new();
        }
        self.found().iter().map(failure).collect()
    }
}

fn failure(poll: &LongPoll) -> Failure {
    let LongPoll {
        task,
        place,
        longest,
        limit,
        times,
    } = poll;
    let message = format!(
        "{task} took {longest:?} for one poll, and the limit is {limit:?}: do what blocks in \
         `Runtime::spawn_blocking`, or yield between pieces of work"
    );
    let mut failure = Failure::new(Verdict::Fail, message);
    failure.details.push(format!("spawned at {place}"));
    if *times > 1 {
        let detail = format!("{times} of its polls took too long");
        failure.details.push(detail);
    }
    failure.place = Some(place.clone());
    failure
}
