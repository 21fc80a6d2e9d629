use std::panic::Location;

use crate::{
    sync::Monitor,
    tracking::{
        title::Title,
        waits::{Known, Waits},
        witness::Witness,
    },
};

/// What is counted of a queue. It holds no item: whoever looks at it last must not drop what is the
/// test's.
#[derive(Debug)]
pub(crate) struct Ledger {
    pub(crate) title: Title,
    pub(crate) capacity: Option<usize>,
    pub(crate) counts: Monitor<Counts>,
    pub(crate) gets: Waits,
    pub(crate) puts: Waits,
    pub(crate) joins: Waits,
    pub(crate) known: Known,
}

/// Where the items are that are not done.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) queued: usize,
    /// Taken, and to be told of with `task_done`.
    pub(crate) taken: usize,
    /// Taken, and done when their guard is dropped.
    pub(crate) guarded: usize,
    /// How many were done so far.
    pub(crate) done: u64,
    /// How often the last unfinished item was done.
    finished: u64,
}

impl Ledger {
    pub(crate) fn new(
        name: Option<&str>,
        place: &'static Location<'static>,
        capacity: Option<usize>,
    ) -> Ledger {
        let title = Title {
            kind: "queue",
            name: name.map(str::to_owned),
            place: place.into(),
        };
        Ledger {
            title,
            capacity,
            counts: Monitor::default(),
            gets: Waits::default(),
            puts: Waits::default(),
            joins: Waits::default(),
            known: Known::default(),
        }
    }

    pub(crate) fn has_room(&self, counts: &Counts) -> bool {
        self.capacity
            .is_none_or(|capacity| counts.queued < capacity)
    }
}

impl Counts {
    pub(crate) fn unfinished(&self) -> usize {
        self.queued + self.taken + self.guarded
    }

    /// Notes that an item is done, which is not counted as taken or guarded any more.
    pub(crate) fn note_done(&mut self) {
        self.done += 1;
        if self.unfinished() == 0 {
            self.finished += 1;
        }
    }

    /// Tells whether nothing is unfinished, or nothing was at some time since that count of `finished`.
    pub(crate) fn has_finished_since(&self, finished: u64) -> bool {
        self.unfinished() == 0 || self.finished > finished
    }

    pub(crate) fn finished(&self) -> u64 {
        self.finished
    }
}

impl Witness for Ledger {
    fn waits(&self) -> Option<String> {
        let counts = self.counts.look(|counts| *counts);
        let (unfinished, queued) = (counts.unfinished(), counts.queued);
        let out = counts.taken + counts.guarded;
        let items = if unfinished == 1 { "item" } else { "items" };
        let joins = self.joins.since().map(|since| {
            format!("join waits for {unfinished} unfinished {items}, {queued} queued and {out} taken, {since}")
        });
        let gets = self.gets.since();
        let gets = gets.map(|since| format!("get waits for an item, {queued} queued, {since}"));
        let puts = self.puts.since().map(|since| {
            let capacity = self.capacity.unwrap_or(usize::MAX);
            format!("put waits for room, {queued} of {capacity} queued, {since}")
        });
        let waits: Vec<String> = [joins, gets, puts].into_iter().flatten().collect();
        (!waits.is_empty()).then(|| format!("{}: {}", self.title, waits.join("; ")))
    }
}
