//! Prints how long tasks × 3 virtual sleeps take on each runtime, beside Tokio's own paused clock, as a Markdown table.
//!
//! `sleeps [tasks] [rounds] [runtime]`; 100,000 tasks and 5 rounds on every runtime unless told otherwise.

use std::env;

use runtime_matrix_benches::{Spread, clock, runtimes};

fn main() {
    let mut arguments = env::args().skip(1);
    let mut number = |default| {
        let argument = arguments.next();
        argument.map_or(default, |text| text.parse().expect("a whole number"))
    };
    let (tasks, rounds) = (number(100_000), number(5));
    let only = arguments.next();
    let chosen: Vec<_> = runtimes()
        .iter()
        .filter(|factory| only.as_deref().is_none_or(|id| id == factory.id()))
        .collect();
    let mut seconds = vec![Vec::new(); chosen.len()];
    let mut paused = Vec::new();
    // They take turns, so that a machine that is busy for a while is so for all.
    for _ in 0..rounds {
        paused.push(clock::paused_sleeps(tasks).as_secs_f64());
        for (factory, seconds) in chosen.iter().zip(&mut seconds) {
            seconds.push(clock::sleeps(**factory, tasks).as_secs_f64());
        }
    }
    let paused = Spread::of(paused);
    println!("{tasks} tasks × 3 virtual sleeps, in seconds: median (p10–p90) of {rounds}.\n");
    println!("| runtime | time | ÷ Tokio's paused clock |");
    println!("|---|---|---|");
    println!("| tokio, paused | {paused:.2} | 1.00 |");
    for (factory, seconds) in chosen.iter().zip(seconds) {
        let spread = Spread::of(seconds);
        let ratio = spread.median / paused.median;
        println!("| {} | {spread:.2} | {ratio:.2} |", factory.id());
    }
}
