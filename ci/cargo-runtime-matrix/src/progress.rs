//! How far a run has got: a bar for each runtime in a terminal, a line for each process anywhere else.

use std::{
    collections::{BTreeMap, HashMap},
    fmt::Write,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use runtime_matrix_report::{Record, Verdict};

use crate::{
    args::Effort,
    passes::{self, Pass},
    plan::{Batch, Plan},
    rounds::Fates,
    runtimes,
};

/// How often a bar is drawn anew at least, for the time that the longest test takes.
const TICK: Duration = Duration::from_millis(250);
/// A test that runs for less than this is none that one waits for.
const LONG: Duration = Duration::from_secs(1);

/// Tells how far a run has got.
pub(crate) enum Progress<'a> {
    /// Nothing is told.
    Quiet,
    /// A line when a process starts.
    Lines(&'a (dyn Fn(&str) + Sync)),
    /// A bar for each runtime.
    Bars(Bars),
}

/// The bars, by the runtime.
pub(crate) struct Bars {
    all: MultiProgress,
    bars: BTreeMap<String, Bar>,
}

struct Bar {
    bar: ProgressBar,
    state: Arc<Mutex<State>>,
}

/// How far the cells of a runtime have got.
#[derive(Debug, Default)]
struct State {
    /// The runs whose pass is over, and how many of them have failed.
    settled: Counts,
    /// The same of passes that still run, by their numbers and batches.
    running: HashMap<PassId, Counts>,
    /// The tests in flight, each with its pass: what a process took down with it starts once more.
    in_flight: HashMap<(PassId, String), Instant>,
}

/// The batch of a pass, and its number.
type PassId = (usize, u32);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    done: u64,
    failed: u64,
}

impl<'a> Progress<'a> {
    /// Returns bars if somebody looks at them, and lines if not.
    pub(crate) fn new(
        plan: &Plan,
        effort: &Effort,
        is_terminal: bool,
        say: &'a (dyn Fn(&str) + Sync),
    ) -> Progress<'a> {
        match (effort.quiet, is_terminal) {
            (true, _) => Progress::Quiet,
            (false, false) => Progress::Lines(say),
            (false, true) => Progress::Bars(Bars::new(plan, effort)),
        }
    }

    /// Tells that a pass over so many tests of a batch begins, which has `count` passes in all.
    pub(crate) fn begin(&self, batch: &Batch, pass: Pass, tests: usize, count: u32) {
        let Progress::Lines(say) = self else {
            return;
        };
        if pass.number > 0 {
            return;
        }
        let plural = if tests == 1 { "" } else { "s" };
        let times = if count > 1 {
            format!(", {count} times")
        } else {
            String::new()
        };
        say(&format!(
            "     Running {tests} test{plural} of {} on {}{times}",
            batch.binary.target, batch.cell
        ));
    }

    /// Takes in a record of a process that runs.
    pub(crate) fn record(&self, pass: Pass, cell: &str, record: &Record) {
        if let Progress::Bars(bars) = self {
            bars.update(cell, |state| state.record(pass, record, Instant::now()));
        }
    }

    /// Takes in what a pass has come to.
    pub(crate) fn end(&self, pass: Pass, cell: &str, fates: &Fates) {
        if let Progress::Bars(bars) = self {
            bars.update(cell, |state| state.settle(pass, fates));
        }
    }
}

/// Leaves the terminal to what comes next.
impl Drop for Progress<'_> {
    fn drop(&mut self) {
        if let Progress::Bars(bars) = self {
            for bar in bars.bars.values() {
                bar.bar.finish_and_clear();
            }
            let _ = bars.all.clear();
        }
    }
}

impl Bars {
    fn new(plan: &Plan, effort: &Effort) -> Bars {
        let mut lengths: BTreeMap<&str, u64> = BTreeMap::new();
        for batch in &plan.batches {
            let count = u64::from(passes::count(&batch.cell, effort));
            *lengths.entry(&batch.cell).or_default() += count * batch.tests.len() as u64;
        }
        let mut lengths: Vec<_> = lengths.into_iter().collect();
        lengths.sort_by_key(|(cell, _)| (runtimes::order_of(cell), *cell));
        let width = lengths.iter().map(|(cell, _)| cell.len()).max();
        let all = MultiProgress::with_draw_target(ProgressDrawTarget::stderr());
        let bars = lengths.into_iter().map(|(cell, length)| {
            let name = format!("{cell:0$}", width.unwrap_or(0));
            (cell.to_owned(), Bar::new(&all, name, length))
        });
        Bars {
            bars: bars.collect(),
            all,
        }
    }

    fn update(&self, cell: &str, update: impl FnOnce(&mut State)) {
        if let Some(bar) = self.bars.get(cell) {
            let done = {
                let mut state = lock(&bar.state);
                update(&mut state);
                state.counts().done
            };
            bar.bar.set_position(done);
        }
    }
}

impl Bar {
    fn new(all: &MultiProgress, name: String, length: u64) -> Bar {
        let state = Arc::new(Mutex::new(State::default()));
        let told = Arc::clone(&state);
        let style = ProgressStyle::with_template("  {prefix} [{bar:24}] {pos}/{len}{told}")
            .expect("the template is one")
            .progress_chars("=> ")
            .with_key("told", move |_: &ProgressState, text: &mut dyn Write| {
                let _ = text.write_str(&lock(&told).told(Instant::now()));
            });
        let bar = all.add(ProgressBar::new(length));
        bar.set_style(style);
        bar.set_prefix(name);
        bar.enable_steady_tick(TICK);
        Bar { bar, state }
    }
}

impl State {
    fn record(&mut self, pass: Pass, record: &Record, now: Instant) {
        let id = (pass.batch, pass.number);
        match record {
            Record::Start(start) => {
                self.in_flight.insert((id, start.id.to_string()), now);
            }
            Record::End(end) => {
                self.in_flight.remove(&(id, end.id.to_string()));
                if end.verdict != Verdict::Interrupted {
                    let counts = self.running.entry(id).or_default();
                    counts.done += 1;
                    counts.failed += u64::from(end.verdict.is_failure());
                }
            }
            _ => {}
        }
    }

    fn settle(&mut self, pass: Pass, fates: &Fates) {
        let id = (pass.batch, pass.number);
        self.running.remove(&id);
        // Of what a process took down with it, no end is recorded.
        self.in_flight.retain(|(pass, _), _| *pass != id);
        let failed = fates
            .tests
            .values()
            .filter(|fate| fate.verdict.is_failure());
        self.settled.failed += failed.count() as u64;
        self.settled.done += fates.tests.len() as u64;
    }

    fn counts(&self) -> Counts {
        let mut counts = self.settled;
        for running in self.running.values() {
            counts.done += running.done;
            counts.failed += running.failed;
        }
        counts
    }

    /// Tells what a bar cannot: failures, and what runs longest.
    fn told(&self, now: Instant) -> String {
        let mut text = String::new();
        let failed = self.counts().failed;
        if failed > 0 {
            let _ = write!(text, ", {failed} failed");
        }
        let since = |began: &Instant| now.saturating_duration_since(*began);
        let longest = self.in_flight.iter();
        let longest = longest.max_by_key(|((_, test), began)| (since(began), test.clone()));
        if let Some(((_, test), began)) = longest.filter(|(_, began)| since(began) >= LONG) {
            let test = test
                .rsplit_once("::")
                .map_or(test.as_str(), |(test, _)| test);
            let _ = write!(text, ", {test} for {} s", since(began).as_secs());
        }
        text
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use runtime_matrix_report::{CellId, Level, Start};

    use super::*;

    fn pass(number: u32) -> Pass {
        Pass {
            batch: 0,
            number,
            seed: None,
        }
    }

    fn start(test: &'static str) -> Record {
        Record::Start(Start {
            id: CellId {
                package: "chat".into(),
                target: "it".into(),
                test: test.into(),
                cell: "smol".into(),
            },
            runtime: "smol".into(),
            version: None,
            workers: 1,
            seed: 0,
            place: "src/lib.rs:1:1".into(),
            level: Level::Must,
            pid: 1,
            time_us: 0,
        })
    }

    #[test]
    fn what_runs_longest_is_told_once_it_is_long() {
        let mut state = State::default();
        let began = Instant::now();
        let after = |seconds| began + Duration::from_secs(seconds);
        state.record(pass(0), &start("net::ping"), began);
        state.record(pass(0), &start("pong"), after(2));
        assert_eq!(state.told(began), "");
        assert_eq!(state.told(after(3)), ", net::ping for 3 s");
        // As it runs again, alone.
        state.record(pass(0), &start("net::ping"), after(5));
        assert_eq!(state.told(after(6)), ", pong for 4 s");
    }

    #[test]
    fn what_a_pass_comes_to_counts_and_not_what_it_recorded_on_the_way() {
        let mut state = State::default();
        state.running.insert((0, 0), Counts { done: 1, failed: 0 });
        state.running.insert((0, 1), Counts { done: 2, failed: 1 });
        state.record(pass(0), &start("ping"), Instant::now());
        assert_eq!(state.counts(), Counts { done: 3, failed: 1 });
        let mut fates = Fates::default();
        for test in ["ping", "pong", "peng"] {
            let mut fate = crate::rounds::Fate::unknown(Verdict::Pass);
            if test == "ping" {
                fate.verdict = Verdict::Crash;
            }
            fates.tests.insert(test.to_owned(), fate);
        }
        state.settle(pass(0), &fates);
        assert_eq!(state.counts(), Counts { done: 5, failed: 2 });
        assert_eq!(state.told(Instant::now()), ", 2 failed");
    }
}
