//! The process that measures one runtime: the workloads, whose ways take turns, and the curves.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use runtime_matrix::RuntimeFactory;
use runtime_matrix_benches::{Way, Workload, runtimes, workloads};
use runtime_matrix_core::Options;

use super::{
    args::MeasureArgs,
    glob::Glob,
    growth,
    line::{By, Curve, Line, Plan, Rounds, Runtime, Start},
    pin,
    usage::own_processor_time,
};

/// How long one time is, roughly: so long that the clock's own cost is nothing beside it.
const SIDE: Duration = Duration::from_millis(1);
/// So many rounds there are, however long one takes; less where it is only to be seen whether it works.
const FEWEST: usize = 3;
const FEWEST_QUICK: usize = 1;
const MOST: usize = 1_001;
/// With lower counts, what a way prepares is much of the processor time that it takes.
const LEAST_BY_PROCESSOR: u64 = 1_000;

/// Measures what is asked for and tells of it line by line.
pub(crate) fn run(args: &MeasureArgs) -> Result<()> {
    let factory = factory(&args.runtime)?;
    let workers = factory.workers(&Options::default());
    let core = if args.no_pin || workers > 1 {
        None
    } else {
        pin::to_one_core()
    };
    let all = chosen(factory, args.only.as_ref());
    if let Some(id) = &args.once {
        return once(&all, id, args.way);
    }
    let curves = if args.growth {
        growth::of(&all, args.quick)
    } else {
        Vec::new()
    };
    let steady = || all.iter().filter(|workload| !is_fresh(workload));
    Line::Start(Start {
        runtime: Runtime {
            id: factory.id().to_owned(),
            version: factory.version().map(str::to_owned),
            workers,
            core,
        },
        lines: (steady().count() + 2 * curves.len()) as u64,
        workloads: all.iter().map(plan).collect(),
    })
    .tell()?;
    let budget = Duration::from_secs_f64(args.seconds);
    let fewest = if args.quick { FEWEST_QUICK } else { FEWEST };
    for workload in steady() {
        Line::Rounds(rounds(workload, budget, fewest)).tell()?;
    }
    for (workload, counts) in curves {
        for curve in self::curves(workload, &counts, budget, fewest) {
            Line::Curve(curve).tell()?;
        }
    }
    Ok(Line::End.tell()?)
}

/// Returns the runtime of that id.
pub(crate) fn factory(id: &str) -> Result<&'static dyn RuntimeFactory> {
    let found = runtimes().iter().find(|factory| factory.id() == id);
    found
        .copied()
        .with_context(|| format!("no runtime `{id}` is built in"))
}

/// Returns the workloads of a runtime whose ids match.
pub(crate) fn chosen(factory: &'static dyn RuntimeFactory, only: Option<&Glob>) -> Vec<Workload> {
    let mut all = workloads(factory);
    all.retain(|workload| only.is_none_or(|glob| glob.matches(workload.id)));
    all
}

fn plan(workload: &Workload) -> Plan {
    Plan {
        id: workload.id.to_owned(),
        unit: workload.unit.to_owned(),
        ways: workload
            .ways
            .iter()
            .map(|way| way.name.to_owned())
            .collect(),
        fresh: is_fresh(workload),
    }
}

fn is_fresh(workload: &Workload) -> bool {
    workload.ways.iter().any(|way| way.once_per_process)
}

/// Does the work once, as the first that this process does, and prints how many nanoseconds it took.
fn once(all: &[Workload], id: &str, way: usize) -> Result<()> {
    let workload = all.iter().find(|workload| workload.id == id);
    let way = workload.and_then(|workload| workload.ways.get(way));
    let way = way.with_context(|| format!("there is no such way of `{id}`"))?;
    println!("{}", way.run(1).as_nanos());
    Ok(())
}

/// Has the ways take turns for as long as the budget allows.
fn rounds(workload: &Workload, budget: Duration, fewest: usize) -> Rounds {
    let (count, all) = calibrated(workload);
    let rounds = budget.as_nanos() / all.as_nanos().max(1);
    let rounds = usize::try_from(rounds).unwrap_or(MOST).clamp(fewest, MOST);
    Rounds {
        id: workload.id.to_owned(),
        count,
        rounds: (0..rounds)
            .map(|round| turn(&workload.ways, round, count))
            .collect(),
    }
}

/// Has each way do the work that many times, and returns what one took in nanoseconds, by the way. Which goes first
/// changes from round to round.
fn turn(ways: &[Way], round: usize, count: u64) -> Vec<f64> {
    let mut times = vec![0.0; ways.len()];
    for step in 0..ways.len() {
        let way = (round + step) % ways.len();
        times[way] = nanoseconds(ways[way].run(count)) / count as f64;
    }
    times
}

/// Finds out how often the work is done for one time, and how long a round of it takes; this warms up, too.
fn calibrated(workload: &Workload) -> (u64, Duration) {
    let mut count = workload.batch;
    loop {
        let began = Instant::now();
        let slowest = workload.ways.iter().map(|way| way.run(count)).max();
        let all = began.elapsed();
        let slowest = slowest.unwrap_or_default();
        // What is prepared outside of what is timed may take most of a round.
        if slowest >= SIDE / 2 || all >= SIDE * 100 || count >= u64::MAX / 8 {
            return (count, all);
        }
        let wanted = SIDE.as_nanos() / (slowest.as_nanos() / u128::from(count)).max(1);
        let wanted = u64::try_from(wanted).unwrap_or(u64::MAX);
        // What the first time takes is no measure of later ones.
        let wanted = wanted.clamp(count + workload.batch, count * 8);
        count = wanted / workload.batch * workload.batch;
    }
}

/// Times each count for a share of the budget, by the clock and by the processor.
fn curves(workload: &Workload, counts: &[u64], budget: Duration, fewest: usize) -> [Curve; 2] {
    let _ = calibrated(workload);
    let curve = |by| Curve {
        id: workload.id.to_owned(),
        by,
        counts: Vec::new(),
        rounds: Vec::new(),
    };
    let (mut clock, mut processor) = (curve(By::Clock), curve(By::Processor));
    for count in counts {
        let (mut by_clock, mut by_processor) = (Vec::new(), Vec::new());
        let began = Instant::now();
        while by_clock.len() < fewest || (by_clock.len() < MOST && began.elapsed() < budget / 4) {
            let (times, taken) = turn_by_both(&workload.ways, by_clock.len(), *count);
            by_clock.push(times);
            by_processor.extend(taken);
        }
        clock.counts.push(*count);
        clock.rounds.push(by_clock);
        if *count >= LEAST_BY_PROCESSOR && !by_processor.is_empty() {
            processor.counts.push(*count);
            processor.rounds.push(by_processor);
        }
    }
    [clock, processor]
}

/// A turn, and the processor time that each way takes with what it prepares, where the system tells it.
fn turn_by_both(ways: &[Way], round: usize, count: u64) -> (Vec<f64>, Option<Vec<f64>>) {
    let mut times = vec![0.0; ways.len()];
    let mut taken = vec![None; ways.len()];
    for step in 0..ways.len() {
        let way = (round + step) % ways.len();
        let before = own_processor_time();
        times[way] = nanoseconds(ways[way].run(count)) / count as f64;
        let after = own_processor_time();
        taken[way] = before
            .zip(after)
            .map(|(before, after)| nanoseconds(after.saturating_sub(before)) / count as f64);
    }
    (times, taken.into_iter().collect())
}

fn nanoseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e9
}
