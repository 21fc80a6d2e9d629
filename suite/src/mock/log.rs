use std::{
    collections::BTreeMap,
    fmt, mem,
    num::NonZeroU64,
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

impl CallState {
    /// Tells whether something is still to come of the call.
    fn is_under_way(self) -> bool {
        matches!(self, CallState::Called | CallState::Awaited)
    }
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

/// A call in the log.
pub(crate) struct Entry<A, O> {
    args: Held<A>,
    pub(crate) state: CallState,
    pub(crate) place: &'static Location<'static>,
    called: u64,
    awaited: Option<NonZeroU64>,
    /// What came out, where a spy keeps it. In a lock of its own, since it need not be `Sync`.
    pub(crate) output: Option<Arc<Mutex<O>>>,
}

/// Arguments, which are moved behind an `Arc` only when somebody asks for them: most never are.
pub(crate) enum Held<A> {
    Owned(A),
    Shared(Arc<A>),
    /// For as long as they are being moved.
    Moving,
}

impl<A> Held<A> {
    pub(crate) fn get(&self) -> &A {
        match self {
            Held::Owned(args) => args,
            Held::Shared(args) => args,
            Held::Moving => unreachable!("nothing is moved but under the log's lock"),
        }
    }

    fn share(&mut self) -> Arc<A> {
        let args = match mem::replace(self, Held::Moving) {
            Held::Owned(args) => Arc::new(args),
            Held::Shared(args) => args,
            Held::Moving => unreachable!("nothing is moved but under the log's lock"),
        };
        *self = Held::Shared(Arc::clone(&args));
        args
    }
}

impl<A, O> Entry<A, O> {
    pub(crate) fn new(
        args: Held<A>,
        state: CallState,
        place: &'static Location<'static>,
        called: u64,
    ) -> Entry<A, O> {
        Entry {
            args,
            state,
            place,
            called,
            awaited: None,
            output: None,
        }
    }

    pub(crate) fn args(&mut self) -> Arc<A> {
        self.args.share()
    }

    pub(crate) fn record(&mut self) -> Record<A> {
        Record {
            args: self.args.share(),
            state: self.state,
            place: self.place,
            called: self.called,
            awaited: self.awaited.map(NonZeroU64::get),
        }
    }
}

/// The calls of a mock in order, and its awaits in theirs.
pub(crate) struct Log<A, O> {
    entries: Vec<Entry<A, O>>,
    /// The numbers of entries, in the order of their first polls.
    awaits: Vec<usize>,
    /// How many calls were forgotten by resets: the number of the first entry.
    forgotten: usize,
    /// How many of them had been awaited.
    forgotten_awaits: usize,
    /// Forgotten calls that are under way, by number.
    under_way: BTreeMap<usize, Entry<A, O>>,
    /// Forgotten calls that were never awaited: a reset makes nothing good.
    never_awaited: Vec<Entry<A, O>>,
}

impl<A, O> Log<A, O> {
    pub(crate) fn new() -> Log<A, O> {
        Log {
            entries: Vec::new(),
            awaits: Vec::new(),
            forgotten: 0,
            forgotten_awaits: 0,
            under_way: BTreeMap::new(),
            never_awaited: Vec::new(),
        }
    }

    /// Adds a call and returns its number, by which it is known from then on.
    #[inline]
    pub(crate) fn add(&mut self, entry: Entry<A, O>) -> usize {
        self.entries.push(entry);
        self.forgotten + self.entries.len() - 1
    }

    /// Returns a call that is under way, or that has not been forgotten.
    pub(crate) fn entry(&mut self, number: usize) -> Option<&mut Entry<A, O>> {
        match number.checked_sub(self.forgotten) {
            Some(index) => self.entries.get_mut(index),
            None => self.under_way.get_mut(&number),
        }
    }

    #[inline]
    pub(crate) fn note_await(&mut self, number: usize, order: u64) {
        if let Some(entry) = self.entry(number) {
            entry.awaited = NonZeroU64::new(order);
            entry.state = CallState::Awaited;
        }
        if !self.is_forgotten(number) {
            self.awaits.push(number);
        }
    }

    /// Notes how a call ended. Returns it if nobody will ask for it any more.
    #[inline]
    pub(crate) fn note_end(&mut self, number: usize, state: CallState) -> Option<Entry<A, O>> {
        if let Some(entry) = self.entry(number) {
            entry.state = state;
        }
        if !self.is_forgotten(number) {
            return None;
        }
        let ended = self.under_way.remove(&number)?;
        if state == CallState::NeverAwaited {
            self.never_awaited.push(ended);
            return None;
        }
        Some(ended)
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn awaits(&self) -> usize {
        self.awaits.len()
    }

    pub(crate) fn entries(&self) -> &[Entry<A, O>] {
        &self.entries
    }

    pub(crate) fn records(&mut self) -> Vec<Record<A>> {
        self.entries.iter_mut().map(Entry::record).collect()
    }

    pub(crate) fn record(&mut self, index: usize) -> Option<Record<A>> {
        self.entries.get_mut(index).map(Entry::record)
    }

    pub(crate) fn awaited_record(&mut self, index: usize) -> Option<Record<A>> {
        let number = self.awaits.get(index)?;
        self.record(number - self.forgotten)
    }

    pub(crate) fn is_forgotten(&self, number: usize) -> bool {
        number < self.forgotten
    }

    /// Returns how many calls, or awaits, were forgotten by resets.
    pub(crate) fn forgotten(&self, awaits: bool) -> usize {
        if awaits {
            self.forgotten_awaits
        } else {
            self.forgotten
        }
    }

    /// Returns the calls that have been awaited, in the order of their first polls.
    pub(crate) fn awaited(&mut self) -> Vec<Record<A>> {
        let awaits = self.awaits.iter().map(|number| number - self.forgotten);
        awaits.map(|index| self.entries[index].record()).collect()
    }

    /// Returns all calls that stand like that, forgotten ones too.
    pub(crate) fn standing(&mut self, state: CallState) -> Vec<Record<A>> {
        let forgotten = self
            .never_awaited
            .iter_mut()
            .chain(self.under_way.values_mut());
        let all = forgotten.chain(&mut self.entries);
        all.filter(|entry| entry.state == state)
            .map(Entry::record)
            .collect()
    }

    /// Forgets all calls, but not those of which something is still to come, or to be said.
    pub(crate) fn forget(&mut self) -> Vec<Entry<A, O>> {
        let (mut over, first) = (Vec::new(), self.forgotten);
        self.forgotten += self.entries.len();
        self.forgotten_awaits += self.awaits.len();
        self.awaits.clear();
        for (index, entry) in mem::take(&mut self.entries).into_iter().enumerate() {
            if entry.state.is_under_way() {
                self.under_way.insert(first + index, entry);
            } else if entry.state == CallState::NeverAwaited {
                self.never_awaited.push(entry);
            } else {
                over.push(entry);
            }
        }
        over
    }
}
