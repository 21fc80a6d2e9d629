//! What of a cell's steps is noted beyond what each cell needs: nothing, unless somebody asks.

use std::sync::{Arc, atomic::Ordering::SeqCst};

use runtime_matrix_report::Verdict;

use crate::tracking::{
    course::Course,
    current::Current,
    failure::{Failure, title},
    history::{Recorder, Source},
    node::Node,
    standstill::{self, Standstill},
    tracker::{Phase, Tracker},
};

/// What is switched on in a cell.
#[derive(Default)]
pub(crate) struct Probe {
    /// Whether each poll has a waker of its own.
    pub(crate) fresh_wakers: bool,
    /// What happened, for people.
    pub(crate) history: Option<Recorder>,
    /// The steps of a run that is explored.
    pub(crate) course: Option<Arc<Course>>,
}

impl Tracker {
    pub(super) fn note_spawn(&self, node: &Node) {
        if let Some(course) = &self.probe.course {
            course.note_spawn(node, polled_in(self));
        }
        if let Some(history) = &self.probe.history {
            history.note_spawn(polled_in(self), node, self.now());
        }
    }

    pub(super) fn note_poll(&self, node: &Node) {
        // The root's later polls are the suite's own.
        let history = self.probe.history.as_ref();
        if let Some(history) = history.filter(|_| node.id > 0 || self.phase() == Phase::Body) {
            history.note_poll(node, self.now());
        }
        if let Some(course) = &self.probe.course {
            let (steps, most) = course.note_turn(node);
            if steps == most {
                self.interrupt(Some(out_of_steps(self, most)));
            }
        }
    }

    /// Notes that a task is dropped in a turn of its own.
    pub(super) fn note_drop(&self, node: &Node) {
        if let Some(course) = &self.probe.course {
            course.note_turn(node);
        }
        if let Some(history) = &self.probe.history {
            history.note_drop(node, self.now());
        }
    }

    pub(super) fn note_pending(&self, node: &Arc<Node>) {
        if let Some(history) = &self.probe.history {
            history.note_pending(node);
        }
    }

    pub(super) fn note_end(&self, node: &Node, how: &'static str, leaves_nothing: bool) {
        if let Some(course) = &self.probe.course {
            course.note_end(node.id, leaves_nothing);
        }
        if let Some(history) = &self.probe.history {
            history.note_end(node.id, how);
        }
    }

    pub(super) fn note_woken(&self, node: &Node) {
        if let Some(history) = &self.probe.history {
            // A machine's clock always moves, which says nothing.
            let now = (!self.has_real_time()).then(|| self.now());
            let source = match polled_in(self) {
                Some(id) => Source::Node(id),
                None if Current::is_job_of(self) => Source::Job,
                None if self.is_home() => Source::Runtime,
                None => Source::Outside,
            };
            history.note_woken(source, node, now, self.now());
        }
    }

    /// Notes that whoever is polled looks whether that node has ended.
    pub(super) fn note_look(&self, node: &Node) {
        if let Some(course) = &self.probe.course {
            if let Some(by) = polled_in(self) {
                course.note_look(by, node.id);
            }
        }
    }

    /// Notes that whoever is polled waits for the end of that node.
    pub(super) fn note_join(&self, node: &Node) {
        if let (Some(history), Some(id)) = (&self.probe.history, polled_in(self)) {
            history.note_join(id, &title(node));
        }
    }

    /// Tells whether an explored run has had so many more steps than it may that its tasks are ended at their next turn:
    /// a schedule may give no turn to anybody else.
    pub(super) fn is_far_out_of_steps(&self) -> bool {
        let course = self.probe.course.as_ref();
        course.is_some_and(|course| course.is_far_over())
    }

    /// Has the root woken when all others have come to rest, in a run that is explored: a root that looks again and
    /// again would have endless orders. `false` if it has to look.
    pub(crate) fn wakes_when_settled(&self) -> bool {
        let course = self.probe.course.as_ref();
        course.map(|course| course.settles(true)).is_some()
    }

    /// Ends an explored run in which nothing is left that could happen: all of its wakes are its own.
    pub(super) fn end_standstill(&self) {
        let Some(course) = &self.probe.course else {
            return;
        };
        if self.is_at_rest() && course.settles(false) {
            self.wake_body();
        } else if self.phase() == Phase::Body
            && !self.is_interrupted()
            && standstill::is_still(self)
        {
            self.interrupt(Some(standstill::failure(self, Standstill::Sealed)));
        }
    }

    /// Returns how many nodes are ready or polled, as far as the suite counts.
    pub(super) fn ready(&self) -> usize {
        self.active.load(SeqCst)
    }

    fn is_at_rest(&self) -> bool {
        self.phase() == Phase::Teardown && self.ready() == 0
    }

    /// Tells whether anything runs that follows no schedule.
    pub(super) fn runs_jobs(&self) -> bool {
        self.jobs.load(SeqCst) > 0
    }
}

/// Returns the node of that cell that is polled on this thread.
fn polled_in(tracker: &Tracker) -> Option<u64> {
    let mut id = None;
    Current::with_polled(|node| {
        if std::ptr::eq(Arc::as_ptr(&node.tracker), tracker) {
            id = Some(node.id);
        }
    });
    id
}

fn out_of_steps(tracker: &Tracker, most: u64) -> Failure {
    let message = format!(
        "livelock: the test did not end within {most} steps, and something was always runnable"
    );
    let mut failure = Failure::new(Verdict::Timeout, message);
    failure.details.extend(tracker.waits());
    failure.details.push(tracker.dump().to_string());
    failure.details.push(
        "a task that waits by being polled again and again keeps the clock where it is: let it wait for a wake, or \
         allow more with `Explorer::steps`"
            .to_owned(),
    );
    failure
}
