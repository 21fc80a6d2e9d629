//! A cell's way to its end: the phase that it has reached, what has gone wrong by then, and the steps of its teardown.

use std::{
    sync::{Arc, atomic::Ordering::SeqCst},
    task::Wake,
    thread,
};

use runtime_matrix_report::Leak;

use crate::{
    sync::lock,
    tracking::{
        failure::Failure,
        link::Holder,
        node::{Kind, Node},
        panics::Panic,
        tracker::{Closing, Phase, Tracker},
    },
};

impl Tracker {
    #[inline]
    pub(crate) fn phase(&self) -> Phase {
        match self.phase.load(SeqCst) {
            0 => Phase::Body,
            1 => Phase::Teardown,
            _ => Phase::Ended,
        }
    }

    pub(crate) fn enter_phase(&self, phase: Phase) {
        self.phase.store(phase as u8, SeqCst);
        if phase == Phase::Ended {
            self.closing.change(|closing| {
                *closing = Closing {
                    stops: true,
                    ended: true,
                };
            });
        }
    }

    /// Refuses what comes from outside from now on; a body that waits to be stopped ends.
    pub(crate) fn take_no_more(&self) {
        self.closing.change(|closing| closing.stops = true);
    }

    /// Tells whether this thread is the one that drives the cell's root.
    pub(crate) fn is_home(&self) -> bool {
        thread::current().id() == self.home
    }

    /// Tells whether what the cell runs is being ended, or has been.
    pub(crate) fn is_closing(&self) -> bool {
        self.phase() != Phase::Body
            || self.is_interrupted()
            || self.closing.look(|closing| closing.stops)
    }

    pub(crate) fn fail(&self, failure: Failure) {
        lock(&self.failures).add(failure);
    }

    /// Records a panic that nobody can observe any more, and ends the body for it.
    pub(crate) fn lose_panic(&self, node: &Node, panic: &Panic) {
        self.fail(Failure::of_task_panic(node, panic));
        self.interrupt(None);
    }

    /// Notes a task whose panic waits for a joiner.
    pub(crate) fn note_unobserved(&self, node: &Arc<Node>) {
        lock(&self.unobserved).push(Arc::clone(node));
    }

    /// Records what nobody has joined although a handle is left somewhere: it was leaked, or the test's
    /// own statics hold it.
    pub(crate) fn lose_unobserved_panics(&self) {
        let unobserved = std::mem::take(&mut *lock(&self.unobserved));
        for node in unobserved {
            node.let_go(Holder::Dropped);
        }
    }

    /// Ends the body from outside: it is dropped at its next poll, and teardown runs.
    ///
    /// Only the first interruption counts, and only while the body runs; a later one's failure is its
    /// consequence, and left out.
    pub(crate) fn interrupt(&self, failure: Option<Failure>) {
        if self.phase() == Phase::Body && lock(&self.failures).interrupt(failure) {
            self.wake_body();
        }
    }

    pub(crate) fn is_interrupted(&self) -> bool {
        lock(&self.failures).is_interrupted()
    }

    pub(crate) fn has_failed(&self) -> bool {
        !lock(&self.failures).is_empty()
    }

    /// Returns what has gone wrong so far, in the order in which it did.
    pub(crate) fn failures(&self) -> Vec<Failure> {
        lock(&self.failures).sorted()
    }

    pub(crate) fn add_leak(&self, leak: Leak) {
        lock(&self.leaks).push(leak);
    }

    /// Returns the step of the teardown that has been reached; they count from 1.
    pub(crate) fn teardown_step(&self) -> u64 {
        self.teardown_step.load(SeqCst)
    }

    /// Goes on to the next step of the teardown, which has the whole limit again, and returns it.
    pub(crate) fn next_teardown_step(&self) -> u64 {
        self.teardown_step.fetch_add(1, SeqCst) + 1
    }

    /// Gives up on what the teardown waits for in that step.
    pub(crate) fn give_up(&self, step: u64) {
        self.given_up.fetch_max(step, SeqCst);
        self.wake_body();
    }

    /// Tells whether what began in that step of the teardown has had its time.
    pub(crate) fn is_given_up(&self, began: u64) -> bool {
        self.given_up.load(SeqCst) >= began
    }

    pub(super) fn wake_body(&self) {
        let body =
            self.with_nodes(|nodes| nodes.iter().find(|node| node.kind == Kind::Body).cloned());
        if let Some(body) = body {
            body.wake_by_ref();
        }
    }
}
