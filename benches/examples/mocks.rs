//! Prints what a call of a mock costs, beside the same call through mockall, as a Markdown table.

use runtime_matrix_benches::{Spread, mocks};

const ROUNDS: usize = 1_001;

/// Calls of each side in a round.
const CALLS: u64 = 10_000;

fn main() {
    let mut rounds: [Vec<f64>; 4] = Default::default();
    for _ in 0..ROUNDS {
        let sides = [
            mocks::mockall,
            mocks::mockall_boxed,
            mocks::suite,
            mocks::unmatched,
        ];
        for (side, times) in sides.iter().zip(&mut rounds) {
            times.push(side(CALLS).as_secs_f64() * 1e9 / CALLS as f64);
        }
    }
    let ratio = |side: &[f64]| {
        let ratios = side.iter().zip(&rounds[0]);
        Spread::of(ratios.map(|(ours, theirs)| ours / theirs))
    };
    println!("Medians (p10–p90) of {ROUNDS} interleaved rounds, in nanoseconds a call.\n");
    println!("| mock | time | ÷ mockall |");
    println!("|---|---|---|");
    let names = [
        "mockall",
        "mockall, async-trait",
        "suite, arguments matched",
        "suite, arguments recorded alone",
    ];
    for (name, side) in names.iter().zip(&rounds) {
        println!(
            "| {name} | {:.1} | {:.2} |",
            Spread::of(side.iter().copied()),
            ratio(side)
        );
    }
}
