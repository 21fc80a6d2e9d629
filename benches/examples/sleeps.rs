//! Prints how long tasks × 3 virtual sleeps take on each runtime, as a Markdown table.
//!
//! `sleeps [tasks] [rounds] [runtime]`; 100,000 tasks and 5 rounds on every runtime unless told otherwise.

use std::env;

use runtime_matrix_benches::{Spread, runtimes, suite};

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
    for _ in 0..rounds {
        for (factory, seconds) in chosen.iter().zip(&mut seconds) {
            seconds.push(suite::sleeps(**factory, tasks).as_secs_f64());
        }
    }
    println!("{tasks} tasks × 3 virtual sleeps, in seconds: median (p10–p90) of {rounds}.\n");
    println!("| runtime | time |");
    println!("|---|---|");
    for (factory, seconds) in chosen.iter().zip(seconds) {
        println!("| {} | {:.2} |", factory.id(), Spread::of(seconds));
    }
}
