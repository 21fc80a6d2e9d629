use std::sync::{
    Mutex,
    atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed},
};

use crate::sync::lock;

/// How far one rule has come: what tells a stream that is slow from one that hangs.
#[derive(Debug, Default)]
pub(super) struct Progress {
    /// How many operations have ended.
    operations: AtomicU64,
    written: AtomicUsize,
    read: AtomicUsize,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// What is awaited right now, by the number of its beginning.
    waiting: Vec<(u64, &'static str)>,
    begun: u64,
    /// The rule that has to hold for what is being done.
    assumed: Option<&'static str>,
}

/// Says, while it lives, what is awaited.
pub(super) struct Wait<'a> {
    progress: &'a Progress,
    number: u64,
}

impl Progress {
    pub(super) fn operations(&self) -> u64 {
        self.operations.load(Relaxed)
    }

    pub(super) fn count_operation(&self) {
        self.operations.fetch_add(1, Relaxed);
    }

    pub(super) fn count_written(&self, bytes: usize) {
        self.written.fetch_add(bytes, Relaxed);
    }

    pub(super) fn count_read(&self, bytes: usize) {
        self.read.fetch_add(bytes, Relaxed);
    }

    pub(super) fn wait_for(&self, what: &'static str) -> Wait<'_> {
        let mut state = lock(&self.state);
        state.begun += 1;
        let number = state.begun;
        state.waiting.push((number, what));
        Wait {
            progress: self,
            number,
        }
    }

    pub(super) fn assume(&self, rule: Option<&'static str>) {
        lock(&self.state).assumed = rule;
    }

    pub(super) fn assumed(&self) -> Option<&'static str> {
        lock(&self.state).assumed
    }

    /// Tells what is awaited, and how many bytes have passed.
    pub(super) fn tell(&self) -> String {
        let waiting: Vec<_> = lock(&self.state)
            .waiting
            .iter()
            .map(|(_, what)| *what)
            .collect();
        let waiting = match &*waiting {
            [] => "nothing of the stream's".to_owned(),
            waiting => waiting.join(" and "),
        };
        let (written, read) = (self.written.load(Relaxed), self.read.load(Relaxed));
        format!("awaited: {waiting}; {written} bytes were written and {read} read")
    }
}

impl Drop for Wait<'_> {
    fn drop(&mut self) {
        lock(&self.progress.state)
            .waiting
            .retain(|(number, _)| *number != self.number);
    }
}
