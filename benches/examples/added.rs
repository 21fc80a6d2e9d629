//! Prints what the suite adds to each runtime's own way, as a Markdown table.
//!
//! Every round runs each pair back to back, and the figures are the rounds' differences and ratios: what
//! else the machine does at the time hits both alike.

use std::time::{Duration, Instant};

use runtime_matrix::RuntimeFactory;
use runtime_matrix_benches::{Spawner, Spread, native, runtimes, suite};

/// Many short rounds, as two workers that start make one round tell little.
const ROUNDS: usize = 1_001;

/// How long one side of a round takes, roughly.
const SIDE: Duration = Duration::from_millis(1);

fn main() {
    let mut pairs: Vec<Pair> = runtimes()
        .iter()
        .flat_map(|factory| pairs(*factory))
        .collect();
    for round in 0..ROUNDS {
        pairs.iter_mut().for_each(|pair| pair.take_turns(round));
    }
    println!("Medians (p10–p90) of {ROUNDS} interleaved rounds, in nanoseconds.\n");
    println!("| workload | runtime | native | suite | added | ratio |");
    println!("|---|---|---|---|---|---|");
    pairs.iter().for_each(Pair::print);
}

/// One workload on one runtime, done both ways.
struct Pair {
    workload: &'static str,
    runtime: &'static str,
    native: Side,
    suite: Side,
    count: u64,
    /// Of each round, the two times of one unit of work, in nanoseconds.
    rounds: Vec<(f64, f64)>,
}

/// Does the work that many times and returns how long that took.
type Side = Box<dyn Fn(u64) -> Duration>;

fn pairs(factory: &'static dyn RuntimeFactory) -> Vec<Pair> {
    let mut pairs = vec![Pair::new(
        "cell",
        factory,
        Box::new(|count| repeat(count, || native::cell(factory))),
        Box::new(|count| repeat(count, || suite::cell(factory))),
    )];
    pairs.extend(Spawner::ALL.map(|spawner| {
        Pair::new(
            spawner.name(),
            factory,
            Box::new(move |count| native::spawns(factory, spawner, count)),
            Box::new(move |count| suite::spawns(factory, spawner, count)),
        )
    }));
    pairs
}

impl Pair {
    /// Warms both sides up, and finds out how much work makes a round.
    fn new(
        workload: &'static str,
        factory: &'static dyn RuntimeFactory,
        native: Side,
        suite: Side,
    ) -> Pair {
        native(100);
        let once = suite(1_000) / 1_000;
        let count = SIDE.as_nanos() / once.as_nanos().max(1);
        Pair {
            workload,
            runtime: factory.id(),
            native,
            suite,
            count: u64::try_from(count).unwrap_or(u64::MAX).max(10),
            rounds: Vec::new(),
        }
    }

    /// Which side goes first changes from round to round.
    fn take_turns(&mut self, round: usize) {
        let time = |side: &Side| side(self.count).as_secs_f64() * 1e9 / self.count as f64;
        self.rounds.push(if round % 2 == 0 {
            let native = time(&self.native);
            (native, time(&self.suite))
        } else {
            let suite = time(&self.suite);
            (time(&self.native), suite)
        });
    }

    fn print(&self) {
        let spread = |figure: fn(&(f64, f64)) -> f64| Spread::of(self.rounds.iter().map(figure));
        println!(
            "| {} | {} | {:.0} | {:.0} | {:.0} | {:.2} |",
            self.workload,
            self.runtime,
            spread(|(native, _)| *native),
            spread(|(_, suite)| *suite),
            spread(|(native, suite)| suite - native),
            spread(|(native, suite)| suite / native),
        );
    }
}

fn repeat(count: u64, work: impl Fn()) -> Duration {
    let start = Instant::now();
    (0..count).for_each(|_| work());
    start.elapsed()
}
