//! Counts the instructions of what needs neither threads nor time, and holds the counts against a baseline.
//!
//! `cargo run --profile bench -p runtime-matrix-benches --features all-runtimes --bin instructions -- --check`
//!
//! Times vary with the machine and with what else it does; how many instructions a piece of work takes does not. This
//! program runs itself under valgrind's callgrind, a process for each figure, and a figure is what one more unit of
//! work costs: what starts once is not in it. It is a matter of the compiler, the C library and valgrind too, so
//! a baseline that was made with others decides nothing.
//!
//! It exits with 0 if all is well or nothing could be decided, with 1 if the check failed, with 2 if it could not
//! be made.
//!
//! # Known limitations
//!
//! An instruction is no time: a miss of a cache and a system call count as little as an addition. Only what the
//! thread that drives the runtime does is counted.

mod baseline;
mod child;
mod circumstances;
mod count;
mod figures;
mod heap;
mod verdict;

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Result, bail};
use clap::Parser;

use baseline::Baseline;
use circumstances::Circumstances;
use figures::Figure;

/// Where the baseline is, if no other is named.
const BASELINE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/instructions.json");

/// Counts instructions under callgrind, and holds them against a baseline.
#[derive(Debug, Parser)]
#[command(name = "instructions")]
struct Args {
    /// Fails if a figure is more than 2 % above its baseline, or is in only one of the two
    #[arg(long, conflicts_with = "bless")]
    check: bool,
    /// Writes the baseline, from the median of five counts
    #[arg(long)]
    bless: bool,
    /// Takes the figures whose `<area>/<name>/<way>/<runtime>` matches; `*` is anything
    #[arg(long, value_name = "GLOB")]
    only: Option<String>,
    /// Prints the figures as JSON, as a baseline has them
    #[arg(long, conflicts_with_all = ["check", "bless"])]
    json: bool,
    /// Another file of the baseline
    #[arg(long, value_name = "FILE", default_value = BASELINE, hide_default_value = true)]
    baseline: PathBuf,
    /// Does that figure's work that often and as often again, on a heap of that seed, to be counted from outside
    #[arg(long, num_args = 3, value_names = ["FIGURE", "COUNT", "SEED"], hide = true)]
    child: Option<Vec<String>>,
}

fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("instructions: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Returns whether all is well.
fn run(args: &Args) -> Result<bool> {
    if let Some(child) = &args.child {
        let _litter = heap::litter(child[2].parse()?);
        figures::find(&child[0])?.run(child[1].parse()?);
        return Ok(true);
    }
    let figures = figures::chosen(args.only.as_deref());
    if figures.is_empty() {
        let only = args.only.as_deref().unwrap_or("*");
        bail!("no figure is `{only}`: they are called `<area>/<name>/<way>/<runtime>`");
    }
    if cfg!(debug_assertions) {
        bail!("this is a debug build, whose counts say nothing: add `--profile bench`");
    }
    let here = Circumstances::find()?;
    if args.check {
        return check(args, &figures, &here);
    }
    if args.bless {
        return bless(args, &figures, here);
    }
    let counts = count::all(&figures, 1..2)?;
    let counted = Baseline::new(here, &counts);
    if args.json {
        println!("{}", counted.to_json());
    } else {
        print!("{}", verdict::table(&counts));
    }
    Ok(true)
}

fn check(args: &Args, figures: &[Figure], here: &Circumstances) -> Result<bool> {
    let baseline = Baseline::read(&args.baseline)?;
    if let Some(other) = baseline.made_with.differs_from(here) {
        println!("nothing is decided: {other}; counts of the two cannot be compared");
        println!("{}", verdict::how_to_bless(None));
        return Ok(true);
    }
    let only = args.only.as_deref();
    let mut counts = count::all(figures, 1..2)?;
    // What looks wrong is looked at again, on other heaps: a count that is off by chance is off once.
    let suspects = verdict::suspects(&baseline, &counts);
    let again: Vec<_> = figures
        .iter()
        .filter(|figure| suspects.contains(&figure.name))
        .cloned()
        .collect();
    counts.extend(count::all(&again, 2..5)?);
    let verdict = verdict::Verdict::of(&baseline, &counts, |name| {
        only.is_none_or(|glob| figures::matches(glob, name))
    });
    print!("{verdict}");
    let elsewhere = baseline.made_with.runtimes_elsewhere(here);
    elsewhere.iter().for_each(|line| println!("{line}"));
    Ok(verdict.is_well())
}

fn bless(args: &Args, figures: &[Figure], here: Circumstances) -> Result<bool> {
    let mut baseline = match Baseline::read(&args.baseline) {
        Ok(baseline) if args.only.is_some() => baseline,
        Err(error) if args.only.is_some() => return Err(error),
        // What it was, or whether it was, does not matter: it is made anew.
        _ => Baseline::new(here.clone(), &count::Counts::new()),
    };
    if let Some(other) = baseline.made_with.differs_from(&here) {
        bail!("{other}: bless all of it, without `--only`");
    }
    let counts = count::all(figures, 1..6)?;
    baseline.take(here, &counts);
    baseline.write(&args.baseline)?;
    println!(
        "{} figures blessed: {}",
        counts.len(),
        args.baseline.display()
    );
    Ok(true)
}
