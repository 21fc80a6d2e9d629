//! What a cell keeps of the log, and how a record comes to it.

use std::{
    cell::Cell,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering::Relaxed},
    },
};

use crate::{
    logs::{
        level::Level,
        record::{Draft, Record},
        source::Source,
        transcript,
    },
    sync::Monitor,
    tracking::{current::Current, tracker::Tracker, witness::Witness},
};

/// The log of one cell.
pub(crate) struct Capture {
    level: AtomicU8,
    /// The sources that have been asked for, a bit each.
    sources: AtomicU8,
    pub(super) log: Monitor<Log>,
}

#[derive(Default)]
pub(crate) struct Log {
    records: Vec<Record>,
    /// What is waited for, each with its key.
    waits: Vec<(u64, String)>,
    keys: u64,
}

impl Default for Capture {
    fn default() -> Capture {
        Capture {
            level: AtomicU8::new(Level::Info as u8),
            sources: AtomicU8::new(0),
            log: Monitor::default(),
        }
    }
}

impl Capture {
    /// Returns the log of that cell, which begins with this call if there is none yet.
    pub(super) fn of(tracker: &Tracker) -> Arc<Capture> {
        let (capture, is_new) = tracker.store.of::<Capture>();
        if is_new {
            tracker.call(Arc::<Capture>::clone(&capture));
        }
        capture
    }

    pub(super) fn add_source(&self, source: Source) {
        self.sources.fetch_or(source.bit(), Relaxed);
    }

    pub(super) fn level(&self) -> Level {
        Level::ALL[usize::from(self.level.load(Relaxed))]
    }

    pub(super) fn set_level(&self, level: Level) {
        self.level.store(level as u8, Relaxed);
    }

    fn takes(&self, source: Source, level: Level) -> bool {
        level >= self.level() && self.sources.load(Relaxed) & source.bit() != 0
    }

    /// Returns the records so far.
    pub(super) fn records(&self) -> Vec<Record> {
        self.log.look(|log| log.records.clone())
    }

    /// Returns the records after that number.
    pub(super) fn records_after(&self, number: u64) -> Vec<Record> {
        self.log.look(|log| {
            let known = log
                .records
                .partition_point(|record| record.number() <= number);
            log.records[known..].to_vec()
        })
    }

    /// Forgets those records. The numbers ascend, as those of the log do.
    pub(super) fn forget(&self, records: &[Record]) {
        let is_one = |record: &Record| {
            let found = records.binary_search_by_key(&record.number(), Record::number);
            found.is_ok()
        };
        self.log
            .look(|log| log.records.retain(|record| !is_one(record)));
    }

    /// Keeps a wait in what is said of a standstill, until what is returned is dropped.
    pub(super) fn say(&self, wait: String) -> Said<'_> {
        let key = self.log.look(|log| {
            log.keys += 1;
            log.waits.push((log.keys, wait));
            log.keys
        });
        Said { capture: self, key }
    }
}

/// A wait that is told of.
pub(crate) struct Said<'a> {
    capture: &'a Capture,
    key: u64,
}

impl Drop for Said<'_> {
    fn drop(&mut self) {
        let key = self.key;
        self.capture
            .log
            .look(|log| log.waits.retain(|(other, _)| *other != key));
    }
}

impl Witness for Capture {
    fn waits(&self) -> Option<String> {
        let waits = self.log.look(|log| log.waits.clone());
        if waits.is_empty() {
            return None;
        }
        let waits: Vec<_> = waits.into_iter().map(|(_, wait)| wait).collect();
        Some(format!("the log: waiting {}", waits.join("; ")))
    }

    fn evidence(&self) -> Option<String> {
        let records = self.records();
        (!records.is_empty()).then(|| transcript::last(&records, self.level()))
    }
}

// --- the way of a record --------------------------------------------------------------------------------

/// Returns the log that takes what is logged on this thread, if there is one: that of the cell whose code runs.
pub(super) fn taker(source: Source, level: Level) -> Option<Arc<Capture>> {
    let cell = Current::tracker()?;
    taker_of(&cell, source, level)
}

fn taker_of(cell: &Tracker, source: Source, level: Level) -> Option<Arc<Capture>> {
    let capture = cell.store.get::<Capture>()?;
    capture.takes(source, level).then_some(capture)
}

/// Notes down what is logged on this thread, if there is a log that takes it.
///
/// `draft` prints it, without a lock: it is the test's own code, and may log itself. Then it comes first.
pub(super) fn note(source: Source, level: Level, draft: impl FnOnce(&Arc<Capture>) -> Draft) {
    let Some(cell) = Current::tracker() else {
        return;
    };
    let Some(capture) = taker_of(&cell, source, level) else {
        return;
    };
    let Some(_within) = Within::enter() else {
        return;
    };
    let draft = draft(&capture);
    let task = Current::title().unwrap_or_default();
    capture.log.change(|log| {
        // Drawn under the lock, so that the numbers ascend.
        let number = cell.next_entry();
        log.records.push(Record::new(number, task, draft));
    });
}

/// How deep records may be that are logged while another one is printed. What prints itself by logging itself
/// comes to an end there, and not at that of the stack.
const DEEPEST: u8 = 4;

thread_local! {
    /// How many values are being printed on this thread, one within the other.
    static PRINTING: Cell<u8> = const { Cell::new(0) };
}

/// The printing of what was logged.
pub(super) struct Within(());

impl Within {
    /// Goes one deeper, unless that is too deep.
    pub(super) fn enter() -> Option<Within> {
        let enter = |depth: &Cell<u8>| {
            let is_allowed = depth.get() < DEEPEST;
            depth.set(depth.get() + u8::from(is_allowed));
            is_allowed.then(|| Within(()))
        };
        PRINTING.try_with(enter).ok().flatten()
    }
}

impl Drop for Within {
    fn drop(&mut self) {
        let _ = PRINTING.try_with(|depth| depth.set(depth.get() - 1));
    }
}
