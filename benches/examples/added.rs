//! Prints what the suite adds to a runtime's own means, as a Markdown table.
//!
//! The sides of a pair take turns within one process, a few milliseconds each, and what is compared is the two
//! halves of each turn, so that a machine that is busy for a while is so for both.

use runtime_matrix_benches::{Spread, Way, runtimes, workloads};

const ROUNDS: usize = 501;

/// How long one side of a round is to take, in nanoseconds.
const SIDE: f64 = 2e6;

/// What is compared, and with what. A cell is compared with the bare "build the runtime, drive a root, end it".
const PAIRS: [(&str, &str); 3] = [
    ("overhead/warm", "executor"),
    ("task/spawn_from_root", "native"),
    ("task/spawn_from_task", "native"),
];

struct Pair {
    workload: &'static str,
    runtime: &'static str,
    bare: Way,
    suite: Way,
    count: u64,
    rounds: Vec<(f64, f64)>,
}

fn main() {
    let mut pairs = pairs();
    for round in 0..ROUNDS {
        for pair in &mut pairs {
            pair.take_turns(round);
        }
    }
    println!(
        "In ns for one, medians (p10–p90) of {ROUNDS} rounds; `added` and `ratio` compare within a round.\n"
    );
    println!("| workload | runtime | bare | suite | added | ratio |");
    println!("|---|---|---|---|---|---|");
    for pair in &pairs {
        pair.print();
    }
}

fn pairs() -> Vec<Pair> {
    let mut pairs = Vec::new();
    for factory in runtimes() {
        for mut workload in workloads(*factory) {
            let Some(&(_, bare)) = PAIRS.iter().find(|(id, _)| *id == workload.id) else {
                continue;
            };
            let mut take = |name| {
                let index = workload.ways.iter().position(|way| way.name == name);
                index.map(|index| workload.ways.swap_remove(index))
            };
            // `sim` has nothing but its executor.
            let bare = take(bare).or_else(|| take("executor"));
            let suite = take("suite");
            let (bare, suite) = bare.zip(suite).expect("both are in the list");
            pairs.push(Pair::new(workload.id, factory.id(), bare, suite));
        }
    }
    pairs
}

impl Pair {
    /// Warms both sides up, and finds out how much work makes a round.
    fn new(workload: &'static str, runtime: &'static str, bare: Way, suite: Way) -> Pair {
        let _ = bare.run(100);
        let once = time(&suite, 1_000);
        Pair {
            workload,
            runtime,
            bare,
            suite,
            count: ((SIDE / once) as u64).max(10),
            rounds: Vec::new(),
        }
    }

    /// Which side goes first changes from round to round.
    fn take_turns(&mut self, round: usize) {
        self.rounds.push(if round % 2 == 0 {
            let bare = time(&self.bare, self.count);
            (bare, time(&self.suite, self.count))
        } else {
            let suite = time(&self.suite, self.count);
            (time(&self.bare, self.count), suite)
        });
    }

    fn print(&self) {
        let spread = |figure: fn(&(f64, f64)) -> f64| Spread::of(self.rounds.iter().map(figure));
        println!(
            "| {} | {} | {:.0} | {:.0} | {:.0} | {:.2} |",
            self.workload,
            self.runtime,
            spread(|(bare, _)| *bare),
            spread(|(_, suite)| *suite),
            spread(|(bare, suite)| suite - bare),
            spread(|(bare, suite)| suite / bare),
        );
    }
}

/// Returns what one takes, in nanoseconds.
fn time(way: &Way, count: u64) -> f64 {
    way.run(count).as_secs_f64() * 1e9 / count as f64
}
