//! Prints how many random schedules a second `sim` runs, beside shuttle, as a Markdown table.
//!
//! `schedules [schedules] [rounds]`; 50,000 and 9 unless told otherwise. The rounds are interleaved.

use std::{env, time::Duration};

use runtime_matrix_benches::{Spread, schedules};

fn main() {
    let mut arguments = env::args().skip(1);
    let mut number = |default: u64| {
        let argument = arguments.next();
        argument.map_or(default, |text| text.parse().expect("a whole number"))
    };
    let (count, rounds) = (number(50_000), number(9));
    let per_second = |time: Duration| count as f64 / time.as_secs_f64() / 1_000.0;
    let (mut sim, mut shuttle, mut ratio) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds {
        let (ours, theirs) = (schedules::sim(count), schedules::shuttle(count));
        sim.push(per_second(ours));
        shuttle.push(per_second(theirs));
        ratio.push(theirs.as_secs_f64() / ours.as_secs_f64());
    }
    println!(
        "Three tasks of three yields each, {count} random schedules a round: median (p10–p90) of {rounds}.\n"
    );
    println!("| | thousand schedules a second |");
    println!("|---|---|");
    println!("| `sim` | {:.0} |", Spread::of(sim));
    println!("| shuttle | {:.0} |", Spread::of(shuttle));
    println!("| ratio | {:.2} |", Spread::of(ratio));
}
