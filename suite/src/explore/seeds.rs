//! Runs seed after seed, on several threads if so told. What is found does not depend on their number.

use std::{
    collections::BTreeMap,
    num::NonZeroUsize,
    ops::Range,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering::SeqCst},
    },
    thread,
    time::Instant,
};

use crate::{
    explore::{
        plan::Plan,
        replay::Setting,
        subject::{Ran, Subject},
    },
    sync::lock,
};

/// What is run, and with how much of everything.
pub(super) struct Seeds<'a> {
    pub(super) subject: &'a Subject<'a>,
    pub(super) plan: &'a Plan,
    pub(super) range: Range<u64>,
    pub(super) until: Option<Instant>,
    pub(super) threads: NonZeroUsize,
}

/// What came of it.
#[derive(Default)]
pub(super) struct Seen {
    /// For each seed: the order that it gave, and how many steps that took.
    pub(super) runs: BTreeMap<u64, (u64, u64)>,
    /// The failure of the lowest seed.
    pub(super) failed: Option<(u64, Setting, Ran)>,
    pub(super) out_of_time: bool,
}

impl Seeds<'_> {
    pub(super) fn run(&self) -> Seen {
        let mut seen = Seen::default();
        // It says how long a run is, for those that draw from its steps.
        let first = self.range.start;
        self.run_one(first, 100, &mut seen);
        let length = seen.runs.get(&first).map_or(100, |(_, steps)| *steps);
        let (seen, next) = (Mutex::new(seen), AtomicU64::new(first + 1));
        let is_over = AtomicBool::new(false);
        let work = || self.work(length, &seen, &next, &is_over);
        let threads = self.threads.get();
        if threads == 1 {
            work();
        } else {
            thread::scope(|scope| {
                for _ in 0..threads {
                    scope.spawn(work);
                }
            });
        }
        let mut seen = seen.into_inner().unwrap_or_default();
        if let Some((lowest, ..)) = seen.failed {
            // Others may have run ahead of it.
            seen.runs.retain(|seed, _| *seed <= lowest);
        }
        seen.out_of_time = is_over.into_inner() && seen.failed.is_none();
        seen
    }

    fn work(&self, length: u64, seen: &Mutex<Seen>, next: &AtomicU64, is_over: &AtomicBool) {
        loop {
            let seed = next.fetch_add(1, SeqCst);
            let lowest = lock(seen).failed.as_ref().map(|(seed, ..)| *seed);
            if seed >= self.range.end || lowest.is_some_and(|lowest| seed > lowest) {
                return;
            }
            if self.until.is_some_and(|until| Instant::now() >= until) {
                is_over.store(true, SeqCst);
                return;
            }
            let mut one = Seen::default();
            self.run_one(seed, length, &mut one);
            lock(seen).add(one);
        }
    }

    fn run_one(&self, seed: u64, length: u64, seen: &mut Seen) {
        let (setting, schedule) = self.plan.of(seed, length);
        let ran = self.subject.run(setting, setting.config(schedule), seed);
        let steps = ran.told.turns.len() as u64;
        seen.runs.insert(seed, (ran.told.order(), steps));
        if ran.outcome.verdict().is_failure() {
            seen.failed = Some((seed, setting, ran));
        }
    }
}

impl Seen {
    fn add(&mut self, mut other: Seen) {
        self.runs.append(&mut other.runs);
        let is_lower = match (&self.failed, &other.failed) {
            (Some((known, ..)), Some((seed, ..))) => seed < known,
            (None, Some(_)) => true,
            (_, None) => false,
        };
        if is_lower {
            self.failed = other.failed;
        }
    }
}
