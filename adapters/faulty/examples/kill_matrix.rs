//! Runs each case of the catalogue of conformance on each faulty runtime and tells which case finds which fault.
//!
//! ```console
//! $ cargo run -p runtime-matrix-faulty --example kill_matrix                    # all, and fails if anything is amiss
//! $ cargo run -p runtime-matrix-faulty --example kill_matrix -- --bless         # and writes the matrix anew
//! $ cargo run -p runtime-matrix-faulty --example kill_matrix -- --fault 'cancel*' --case 'cancel::*'
//! $ cargo run -p runtime-matrix-faulty --example kill_matrix -- --odd 'late*' --case 'cancel::*'
//! ```
//!
//! The matrix that is kept has the cases that always find a fault, and after a question mark those that did so once, or on
//! which threads have a say: of the latter none is missed, and none is news.
//!
//! With patterns it only prints, with the words of each failure. Each fault has to be found by the case that the
//! catalogue of faults names, in the words that it names; each stable case has to find a fault.
//! On the runtimes that are odd but legal, no case may fail.

use std::{
    env,
    error::Error,
    fs,
    num::NonZeroUsize,
    path::Path,
    process::{Command, ExitCode},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    thread,
    time::Duration,
};

use runtime_matrix::{
    Capability, RuntimeFactory,
    conformance::{Case, CaseReport, Check, Determinism, Level, catalogue, serve},
};
use runtime_matrix_faulty::{Fault, Oddity};

/// What hangs does so for good: it is waited for no longer than that, and again for longer where that is news.
const SHORT: Duration = Duration::from_millis(400);
const LONGER: Duration = Duration::from_secs(3);
/// The matrix that is kept is made of so many runs: what did not come in all of them is a race, and stands apart.
const RUNS: usize = 2;
/// A change of the matrix counts only if it comes in as many more runs of the case: threads decide some of them.
const AGAIN: usize = 10;
/// What waits takes no processor, so there may be more of it than processors.
const AT_A_TIME: usize = 6;

type Failure = Box<dyn Error + Send + Sync>;

/// A fault, and the cases that fail on it.
struct Kill {
    fault: &'static Fault,
    failures: Vec<CaseReport>,
}

fn main() -> Result<ExitCode, Failure> {
    let faults = Fault::all()
        .iter()
        .map(|fault| fault as &dyn RuntimeFactory);
    let oddities = Oddity::all().iter().map(|oddity| oddity as _);
    serve(&faults.chain(oddities).collect::<Vec<_>>());
    let args = Args::read()?;
    if let Some(pattern) = &args.odd {
        let case = args.case.as_deref().unwrap_or("*");
        let wrong = failures_on_oddities(pattern, case)?;
        wrong.iter().for_each(|text| println!("{text}"));
        return Ok(ExitCode::from(u8::from(!wrong.is_empty())));
    }
    let chosen: Vec<&'static Fault> = Fault::all()
        .iter()
        .filter(|fault| {
            let pattern = args.fault.as_deref();
            pattern.is_none_or(|pattern| matches(pattern, fault.id()))
        })
        .collect();
    if chosen.is_empty() {
        return Err("no fault has such a name".into());
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("kill_matrix.txt");
    let kept = fs::read_to_string(&path).unwrap_or_default();
    let kills = run(&chosen, args.case.as_deref(), &kept)?;
    if args.is_partial() {
        print(&kills);
        return Ok(ExitCode::SUCCESS);
    }
    let mut wrong = complaints(&kills);
    wrong.extend(failures_on_oddities("*", "*")?);
    if args.bless {
        let mut runs = vec![kills];
        while runs.len() < RUNS {
            // What the first run has found is no news for the others.
            let found = matrix(&runs);
            runs.push(run(&chosen, None, &found)?);
        }
        fs::write(&path, matrix(&runs))?;
    } else {
        for kill in &kills {
            wrong.extend(kill.change(&kept)?);
        }
    }
    let cases = catalogue().filter(|case| case.is_run()).count();
    println!("{} faults, {cases} cases", chosen.len());
    for line in &wrong {
        println!("{line}");
    }
    Ok(if wrong.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn print(kills: &[Kill]) {
    for Kill { fault, failures } in kills {
        println!("== {}", fault.id());
        for failure in failures {
            println!("{}", failure.text(fault.id()));
        }
    }
}

#[derive(Default)]
struct Args {
    bless: bool,
    fault: Option<String>,
    case: Option<String>,
    odd: Option<String>,
}

impl Args {
    fn read() -> Result<Args, Failure> {
        let mut args = Args::default();
        let mut words = env::args().skip(1);
        while let Some(word) = words.next() {
            match word.as_str() {
                "--bless" => args.bless = true,
                "--fault" => args.fault = Some(words.next().ok_or("`--fault` needs a pattern")?),
                "--case" => args.case = Some(words.next().ok_or("`--case` needs a pattern")?),
                "--odd" => args.odd = Some(words.next().ok_or("`--odd` needs a pattern")?),
                other => {
                    return Err(format!("`{other}` is not known: see the top of the file").into());
                }
            }
        }
        Ok(args)
    }

    fn is_partial(&self) -> bool {
        self.fault.is_some() || self.case.is_some()
    }
}

/// Runs the cases on the faults, several at a time.
fn run(faults: &[&'static Fault], case: Option<&str>, kept: &str) -> Result<Vec<Kill>, Failure> {
    let (next, kills) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..AT_A_TIME {
            scope.spawn(|| {
                while let Some(fault) = faults.get(next.fetch_add(1, Relaxed)) {
                    let kill = kill(fault, case, kept);
                    kills.lock().expect("nothing panics under it").push(kill);
                }
            });
        }
    });
    let kills = kills.into_inner().expect("nothing panics under it");
    let mut kills = kills.into_iter().collect::<Result<Vec<_>, _>>()?;
    kills.sort_by_key(|kill: &Kill| faults.iter().position(|fault| *fault == kill.fault));
    Ok(kills)
}

fn kill(fault: &'static Fault, case: Option<&str>, kept: &str) -> Result<Kill, Failure> {
    let known = kept
        .lines()
        .find(|line| line.starts_with(&format!("{}: ", fault.id())));
    let is_known = |failure: &CaseReport| {
        let id = failure.case.id();
        let is_told = fault
            .killer()
            .is_none_or(|(case, words)| case != id || failure.text(fault.id()).contains(words));
        is_told && known.is_some_and(|line| line.split(' ').any(|known| known == id))
    };
    let mut failures = Vec::new();
    let report = check(fault, case.unwrap_or("*"))?.deadline(SHORT).run()?;
    for failure in report.failures() {
        // It may only have been slow.
        let again = if is_known(failure) {
            Some(failure.clone())
        } else {
            let report = check(fault, failure.case.id())?.deadline(LONGER).run()?;
            report.failures().next().cloned()
        };
        failures.extend(again);
    }
    Ok(Kill { fault, failures })
}

/// Returns the failures of cases on runtimes that are odd but legal, with their words.
fn failures_on_oddities(pattern: &str, case: &str) -> Result<Vec<String>, Failure> {
    let mut failures = Vec::new();
    for oddity in Oddity::all() {
        if matches(pattern, oddity.id()) {
            let report = check(oddity, case)?.run()?;
            failures.extend(report.failures().map(|failure| failure.text(oddity.id())));
        }
    }
    Ok(failures)
}

fn check(fault: &'static dyn RuntimeFactory, pattern: &str) -> Result<Check, Failure> {
    let binary = env::current_exe()?;
    Ok(Check::new(fault)
        .level(Level::May)
        .only(pattern)
        .workers(NonZeroUsize::MIN, move || {
            let mut command = Command::new(&binary);
            // To find out about frames takes longer than most cases do.
            command.env("RUST_BACKTRACE", "0");
            command
        }))
}

impl Kill {
    fn ids(&self) -> Vec<&'static str> {
        self.failures
            .iter()
            .map(|failure| failure.case.id())
            .collect()
    }

    /// Says what differs from the matrix that is kept.
    fn change(&self, kept: &str) -> Result<Option<String>, Failure> {
        let id = self.fault.id();
        let Some((always, at_times)) = row(kept, id) else {
            return Ok(Some(format!("{id}: it is not in the matrix")));
        };
        let found = self.ids();
        let (mut lost, mut news) = (Vec::new(), Vec::new());
        for &case in &always {
            if !found.contains(&case) && self.is_steady(case, false)? {
                lost.push(case);
            }
        }
        for case in found {
            let is_known = always.contains(&case) || at_times.contains(&case);
            if !is_known && !is_up_to_threads(case) && self.is_steady(case, true)? {
                news.push(case);
            }
        }
        let is_same = lost.is_empty() && news.is_empty();
        Ok(
            (!is_same)
                .then(|| format!("{id}: not found any more by {lost:?}, and now by {news:?}")),
        )
    }

    /// Tells whether the case finds the fault, or does not, whenever it is run.
    fn is_steady(&self, case: &str, finds: bool) -> Result<bool, Failure> {
        for _ in 0..AGAIN {
            let report = check(self.fault, case)?.deadline(LONGER).run()?;
            if (report.failures().count() > 0) != finds {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn by(&self, id: &str) -> Option<&CaseReport> {
        self.failures.iter().find(|failure| failure.case.id() == id)
    }
}

/// Says which faults are not found as they should be, and which cases find none.
fn complaints(kills: &[Kill]) -> Vec<String> {
    let mut wrong: Vec<String> = kills.iter().filter_map(complaint).collect();
    let counted = catalogue().filter(|case| case.is_run() && case.counts());
    for case in counted.filter(|case| case.level() < Level::Info) {
        if !kills.iter().any(|kill| kill.by(case.id()).is_some()) {
            wrong.push(format!("{}: it finds no fault", case.id()));
        }
    }
    wrong
}

fn complaint(kill: &Kill) -> Option<String> {
    let id = kill.fault.id();
    let Some((case, words)) = kill.fault.killer() else {
        return Some(format!("{id}: no case is named that finds it"));
    };
    let Some(failure) = kill.by(case) else {
        return Some(format!("{id}: `{case}` does not find it"));
    };
    let text = failure.text(id);
    let is_told = text.contains(words);
    (!is_told).then(|| format!("{id}: not found in the words `{words}`:\n{text}"))
}

/// Tells whether threads have a say in what a case sees on a fault: it may find it on one machine, and not on another.
fn is_up_to_threads(case: &str) -> bool {
    let case = Case::named(case).expect("the report is of the catalogue");
    let is_repeated = matches!(case.determinism(), Determinism::Repeated(_));
    is_repeated || case.requires().has(Capability::Blocking) || case.id().contains("thread")
}

/// Returns a line for each fault: the cases that find it, and after a question mark those that do so at times.
fn matrix(runs: &[Vec<Kill>]) -> String {
    let mut matrix = String::new();
    for (index, kill) in runs[0].iter().enumerate() {
        let found: Vec<Vec<&str>> = runs.iter().map(|run| run[index].ids()).collect();
        let in_all =
            |case: &&str| !is_up_to_threads(case) && found.iter().all(|ids| ids.contains(case));
        let mut at_times: Vec<&str> = found
            .iter()
            .flatten()
            .copied()
            .filter(|case| !in_all(case))
            .collect();
        at_times.sort_unstable();
        at_times.dedup();
        let always: Vec<&str> = found[0].iter().copied().filter(in_all).collect();
        matrix += &format!("{}: {}", kill.fault.id(), always.join(" "));
        if !at_times.is_empty() {
            matrix += &format!(" ? {}", at_times.join(" "));
        }
        matrix += "\n";
    }
    matrix
}

/// Reads the line of a fault.
fn row<'a>(kept: &'a str, fault: &str) -> Option<(Vec<&'a str>, Vec<&'a str>)> {
    let mut lines = kept.lines();
    let cases = lines.find_map(|line| line.strip_prefix(fault)?.strip_prefix(": "))?;
    let (always, at_times) = cases.split_once('?').unwrap_or((cases, ""));
    let words = |text: &'a str| text.split(' ').filter(|word| !word.is_empty()).collect();
    Some((words(always), words(at_times)))
}

/// Tells whether `text` is what the pattern says, in which a star at the end is any text.
fn matches(pattern: &str, text: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(beginning) => text.starts_with(beginning),
        None => text == pattern,
    }
}
