//! What a cell says of code that reaches past its runtime, where that is forbidden.

use runtime_matrix_core::Instances;
use runtime_matrix_report::Verdict;

use crate::tracking::{failure::Failure, tracker::Tracker};

/// The beginnings of the names of threads, with what starts them. The system may cut names off.
const KNOWN: [(&str, &str); 6] = [
    ("async-io", "the reactor that smol and async-std share"),
    ("async-std/", "async-std's global runtime"),
    (
        "blocking-",
        "the thread pool of smol and async-std for blocking calls",
    ),
    ("futures-timer", "the timer of `futures-timer`"),
    ("smol-", "smol's global executor"),
    ("tokio-r", "a Tokio runtime of its own"),
];

const WAY_OUT: &str = "spawn by `Runtime::spawn` and `Runtime::spawn_blocking`, sleep by `Runtime::sleep`, connect \
                       by `Runtime::connect`; what has to have a thread of its own joins it before the test ends";

/// What is known at the end of a cell in which nothing may be reached past the runtime.
#[derive(Debug)]
pub(crate) struct Findings<'a> {
    /// The names of the threads behind the runtime; `None` where it cannot be told whose they are.
    pub(crate) threads: Option<&'a [String]>,
    /// How many tasks were started past the suite; `None` where the runtime does not tell.
    pub(crate) tasks: Option<u64>,
    pub(crate) instances: Instances,
}

impl Findings<'_> {
    /// Fails the cell for what was found.
    pub(crate) fn judge(&self, tracker: &Tracker) {
        let threads = self.threads.filter(|threads| !threads.is_empty());
        let tasks = self.tasks.filter(|tasks| *tasks > 0);
        let failures = threads.map(of_threads).into_iter();
        for failure in failures.chain(tasks.map(of_tasks)) {
            tracker.fail(failure);
        }
    }

    /// Says what could not be found out.
    pub(crate) fn undecided(&self) -> Vec<String> {
        let mut undecided = Vec::new();
        if self.threads.is_none() {
            undecided.push(
                "it cannot be told whether threads were started behind the runtime: that needs Linux, and a \
                 process that runs nothing else, as `cargo test` gives the tests of the attribute"
                    .to_owned(),
            );
        }
        // Nobody finds an instance that is not global but by its handle.
        if self.tasks.is_none() && self.instances == Instances::Global {
            undecided.push(
                "it cannot be told whether tasks were started past the test: the runtime is global, and does not \
                 count its tasks"
                    .to_owned(),
            );
        }
        undecided
    }
}

fn of_threads(names: &[String]) -> Failure {
    let list = names.join("`, `");
    let s = if names.len() == 1 { "" } else { "s" };
    let message = format!(
        "nothing may be reached past the runtime (`forbid(ambient)`), and the thread{s} `{list}` ran behind it \
         when the test had ended"
    );
    let mut failure = Failure::new(Verdict::Fail, message);
    let known = KNOWN
        .iter()
        .filter(|(start, _)| names.iter().any(|name| name.starts_with(start)));
    failure
        .details
        .extend(known.map(|(start, what)| format!("`{start}…` is {what}")));
    failure.details.push(WAY_OUT.to_owned());
    failure
}

fn of_tasks(count: u64) -> Failure {
    let s = if count == 1 { "" } else { "s" };
    let message = format!(
        "nothing may be reached past the runtime (`forbid(ambient)`), and {count} task{s} started past it, as by \
         `tokio::spawn`, still ran when the test had ended"
    );
    let mut failure = Failure::new(Verdict::Fail, message);
    failure.details.push(WAY_OUT.to_owned());
    failure
}
