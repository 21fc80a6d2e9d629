use std::{
    fmt,
    panic::Location,
    sync::{Arc, Mutex},
};

use crate::tracking::place::Place;

/// How far a call has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CallState {
    /// The future exists and has not been polled.
    Called,
    /// The future has been polled, and waits for its answer.
    Awaited,
    /// The answer was given.
    Completed,
    /// The future was dropped after its first poll and before its answer.
    Cancelled,
    /// The answer was a panic.
    Panicked,
    /// The future was dropped without a single poll.
    NeverAwaited,
    /// The mock did not expect the call, and panicked.
    Refused,
}

impl fmt::Display for CallState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            CallState::Called => "not awaited yet",
            CallState::Awaited => "awaited, pending",
            CallState::Completed => "completed",
            CallState::Cancelled => "awaited, then cancelled",
            CallState::Panicked => "panicked",
            CallState::NeverAwaited => "never awaited",
            CallState::Refused => "refused",
        })
    }
}

/// One call of a mock, as it stood when it was asked for.
pub struct Record<A> {
    /// The arguments, as they were at the call.
    pub args: Arc<A>,
    pub(crate) state: CallState,
    pub(crate) place: &'static Location<'static>,
    pub(crate) called: u64,
    pub(crate) awaited: Option<u64>,
}

impl<A> Record<A> {
    /// Returns how far the call has come.
    #[must_use]
    pub fn state(&self) -> CallState {
        self.state
    }

    /// Returns the place of the call.
    #[must_use]
    pub fn place(&self) -> &'static Location<'static> {
        self.place
    }

    /// Returns the call's number in the journal of its test, which counts what happens to all mocks, from 1.
    #[must_use]
    pub fn called_at(&self) -> u64 {
        self.called
    }

    /// Returns the number of the first poll in the journal, if there has been one.
    #[must_use]
    pub fn awaited_at(&self) -> Option<u64> {
        self.awaited
    }
}

impl<A> Clone for Record<A> {
    fn clone(&self) -> Record<A> {
        Record {
            args: Arc::clone(&self.args),
            ..*self
        }
    }
}

impl<A: fmt::Debug> fmt::Debug for Record<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record")
            .field("args", &self.args)
            .field("state", &self.state)
            .field("place", &Place::from(self.place).to_string())
            .finish_non_exhaustive()
    }
}

/// The calls of a mock in order, and its awaits in theirs.
pub(crate) struct Log<A, O> {
    entries: Vec<Entry<A, O>>,
    /// The numbers of entries, in the order of their first polls.
    awaits: Vec<usize>,
    /// How many calls were forgotten by resets: the number of the first entry.
    forgotten: usize,
}

pub(crate) struct Entry<A, O> {
    pub(crate) record: Record<A>,
    /// What came out, where a spy keeps it. In a lock of its own, since it need not be `Sync`.
    pub(crate) output: Option<Arc<Mutex<O>>>,
}

impl<A, O> Log<A, O> {
    pub(crate) fn new() -> Log<A, O> {
        Log {
            entries: Vec::new(),
            awaits: Vec::new(),
            forgotten: 0,
        }
    }

    /// Adds a call and returns its number, by which it is known from then on.
    pub(crate) fn add(&mut self, record: Record<A>) -> usize {
        self.entries.push(Entry {
            record,
            output: None,
        });
        self.forgotten + self.entries.len() - 1
    }

    /// Returns a call, unless it has been forgotten.
    pub(crate) fn entry(&mut self, number: usize) -> Option<&mut Entry<A, O>> {
        self.entries.get_mut(number.checked_sub(self.forgotten)?)
    }

    pub(crate) fn note_await(&mut self, number: usize, order: u64, state: CallState) {
        if let Some(entry) = self.entry(number) {
            entry.record.awaited = Some(order);
            entry.record.state = state;
            self.awaits.push(number);
        }
    }

    pub(crate) fn note_state(&mut self, number: usize, state: CallState) {
        if let Some(entry) = self.entry(number) {
            entry.record.state = state;
        }
    }

    pub(crate) fn note_output(&mut self, number: usize, output: Arc<Mutex<O>>) {
        if let Some(entry) = self.entry(number) {
            entry.output = Some(output);
        }
    }

    pub(crate) fn entries(&self) -> &[Entry<A, O>] {
        &self.entries
    }

    /// Returns the calls that have been awaited, in the order of their first polls.
    pub(crate) fn awaited(&self) -> impl ExactSizeIterator<Item = &Entry<A, O>> {
        self.awaits
            .iter()
            .map(|number| &self.entries[number - self.forgotten])
    }

    /// Forgets all calls. Those that are under way are never heard of again.
    pub(crate) fn forget(&mut self) -> Vec<Entry<A, O>> {
        self.forgotten += self.entries.len();
        self.awaits.clear();
        std::mem::take(&mut self.entries)
    }
}
