//! Runtimes that would take a check down with them: each case still has a verdict, and the check an end.

use std::{
    env,
    future::Future,
    io::{self, Write},
    num::NonZeroUsize,
    pin::Pin,
    process::{self, Command},
    sync::Arc,
    thread,
    time::Duration,
};

use runtime_matrix::{
    RuntimeFactory, Sim, Verdict,
    conformance::{Check, Report, serve},
};
use runtime_matrix_core::{BoxFuture, BuildError, Card, Executor, Options, Shutdown, TaskHandle};

/// A runtime that does that in its `block_on`, or where its name says.
struct Hostile {
    id: &'static str,
    does: fn(),
}

struct Instance {
    base: Arc<dyn Executor>,
    hostile: &'static Hostile,
}

/// The two cases that the checks below ask for.
const CASES: [&str; 2] = [
    "block_on::returns_after_its_root",
    "cancel::completes_after_the_drop",
];

static HOSTILE: [Hostile; 13] = [
    Hostile {
        id: "aborts",
        does: || process::abort(),
    },
    Hostile {
        id: "exits",
        does: || process::exit(0),
    },
    Hostile {
        id: "parks_for_ever",
        does: || loop {
            thread::park();
        },
    },
    Hostile {
        id: "spins_for_ever",
        does: || loop {
            std::hint::spin_loop();
        },
    },
    Hostile {
        id: "spawns_for_ever",
        does: || loop {
            drop(thread::spawn(|| {}).join());
        },
    },
    Hostile {
        id: "overflows_its_stack",
        does: || drop(deep(0)),
    },
    Hostile {
        id: "panics",
        does: || panic!("the reactor is on fire"),
    },
    Hostile {
        id: "prints_what_is_no_text",
        does: || {
            let _ = io::stdout().write_all(b"\xff\xfe@runtime-matrix-case\tpass\t1");
        },
    },
    Hostile {
        id: "holds_the_output_and_prints_for_ever",
        does: || {
            let mut output = io::stdout().lock();
            while output.write_all(b"still here\n").is_ok() {
                thread::sleep(Duration::from_millis(10));
            }
        },
    },
    Hostile {
        id: "prints_one_line_for_ever",
        does: || {
            let mut output = io::stdout().lock();
            while output.write_all(&[b'.'; 1 << 16]).is_ok() {
                thread::sleep(Duration::from_millis(10));
            }
        },
    },
    Hostile {
        id: "panics_at_great_length",
        does: || panic!("{}", "no ".repeat(1 << 20)),
    },
    Hostile {
        id: "spawns_tasks_for_ever",
        does: || {},
    },
    Hostile {
        id: "cannot_be_built",
        does: || {},
    },
];

#[expect(unconditional_recursion, reason = "that is the point")]
fn deep(number: u64) -> Vec<u64> {
    let mut numbers = deep(std::hint::black_box(number) + 1);
    numbers.push(number);
    numbers
}

impl RuntimeFactory for Hostile {
    fn id(&self) -> &'static str {
        self.id
    }

    fn card(&self) -> Card {
        Sim.card()
    }

    fn build(&self, options: &Options) -> Result<Arc<dyn Executor>, BuildError> {
        let hostile = HOSTILE.iter().find(|hostile| hostile.id == self.id);
        let hostile = hostile.ok_or_else(|| BuildError::new("nobody of that name"))?;
        if self.id == "cannot_be_built" {
            return Err(BuildError::new("no file descriptor is left"));
        }
        let base = Sim.build(options)?;
        Ok(Arc::new(Instance { base, hostile }))
    }
}

impl Executor for Instance {
    fn block_on(&self, root: Pin<&mut dyn Future<Output = ()>>) {
        (self.hostile.does)();
        if self.hostile.id == "spawns_tasks_for_ever" {
            multiply(&self.base);
        }
        self.base.block_on(root);
    }

    fn spawn(&self, future: BoxFuture<()>) -> Box<dyn TaskHandle> {
        self.base.spawn(future)
    }

    fn shutdown(&self, deadline: Duration) -> Shutdown {
        self.base.shutdown(deadline)
    }
}

/// Spawns a task that does so in its turn: the executor never runs out of them.
fn multiply(base: &Arc<dyn Executor>) {
    let weak = Arc::downgrade(base);
    drop(base.spawn(Box::pin(async move {
        if let Some(base) = weak.upgrade() {
            multiply(&base);
        }
    })));
}

/// Checks it in processes of this very test.
fn check(id: &str, test: &str) -> Report {
    check_cases(id, test, &CASES)
}

fn check_cases(id: &str, test: &str, cases: &[&str]) -> Report {
    let check = in_workers(id, test);
    let check = cases.iter().fold(check, |check, case| check.only(case));
    check.run().expect("the check is made")
}

fn in_workers(id: &str, test: &str) -> Check {
    let all: Vec<&dyn RuntimeFactory> = HOSTILE.iter().map(|hostile| hostile as _).collect();
    serve(&all);
    let hostile = HOSTILE.iter().find(|hostile| hostile.id == id);
    let binary = env::current_exe().expect("it runs");
    let path = format!("hostile::{test}");
    Check::new(hostile.expect("it is one of them"))
        .deadline(Duration::from_millis(500))
        .workers(NonZeroUsize::MIN, move || {
            let mut command = Command::new(&binary);
            command.args([&*path, "--exact", "--nocapture"]);
            command
        })
}

/// Asks for that verdict of each case, and for those words of the first one.
#[track_caller]
fn is_told(report: &Report, verdict: Verdict, words: &str) {
    for told in report.cases() {
        assert_eq!(told.verdict, verdict, "{report}");
    }
    let text = report.case(CASES[0]).expect("it was asked for");
    let text = text.text(report.runtime());
    assert!(text.contains(words), "{text}");
}

#[test]
fn one_that_aborts() {
    let report = check("aborts", "one_that_aborts");
    is_told(&report, Verdict::Crash, "its process died: signal: 6");
}

/// What is said beforehand of its case does not hide how it fails.
#[test]
fn one_that_is_known_to_abort() {
    let check = in_workers("aborts", "one_that_is_known_to_abort").only(CASES[0]);
    let report = check.known(CASES[0], "it is not ready").run();
    let report = report.expect("the check is made");
    is_told(&report, Verdict::Xfail, "it is not ready (crash)");
}

#[test]
fn one_that_exits() {
    let report = check("exits", "one_that_exits");
    is_told(&report, Verdict::Crash, "its process died: exit status: 0");
}

#[test]
fn one_that_parks_for_ever() {
    let report = check("parks_for_ever", "one_that_parks_for_ever");
    is_told(
        &report,
        Verdict::Hang,
        "after 500ms it still waits for a turn of the root",
    );
}

#[test]
fn one_that_spins_for_ever() {
    let report = check("spins_for_ever", "one_that_spins_for_ever");
    is_told(
        &report,
        Verdict::Hang,
        "after 500ms it still waits for a turn of the root",
    );
}

#[test]
fn one_that_spawns_for_ever() {
    let report = check("spawns_for_ever", "one_that_spawns_for_ever");
    is_told(
        &report,
        Verdict::Hang,
        "after 500ms it still waits for a turn of the root",
    );
}

#[test]
fn one_that_overflows_its_stack() {
    let report = check("overflows_its_stack", "one_that_overflows_its_stack");
    is_told(&report, Verdict::Crash, "has overflowed its stack");
}

#[test]
fn one_that_panics() {
    let report = check("panics", "one_that_panics");
    is_told(&report, Verdict::Panic, "the reactor is on fire");
}

/// What it prints is no answer, however much it looks like one.
#[test]
fn one_that_prints_what_is_no_text() {
    let report = check("prints_what_is_no_text", "one_that_prints_what_is_no_text");
    for case in report.cases() {
        assert_eq!(case.verdict, Verdict::Pass, "{report}");
    }
}

/// Its process is ended: nothing comes through any more.
#[test]
fn one_that_holds_the_output_and_prints_for_ever() {
    let report = check_cases(
        "holds_the_output_and_prints_for_ever",
        "one_that_holds_the_output_and_prints_for_ever",
        &CASES[..1],
    );
    is_told(
        &report,
        Verdict::Hang,
        "its process did not answer within 10.5s",
    );
}

#[test]
fn one_that_prints_one_line_for_ever() {
    let report = check_cases(
        "prints_one_line_for_ever",
        "one_that_prints_one_line_for_ever",
        &CASES[..1],
    );
    is_told(
        &report,
        Verdict::Hang,
        "its process did not answer within 10.5s",
    );
}

#[test]
fn one_that_panics_at_great_length() {
    let report = check("panics_at_great_length", "one_that_panics_at_great_length");
    is_told(&report, Verdict::Panic, "n … and 3129344 bytes more");
}

/// It is fair to the case all the same, and its shutdown drops them.
#[test]
fn one_that_spawns_tasks_for_ever() {
    let report = check("spawns_tasks_for_ever", "one_that_spawns_tasks_for_ever");
    for case in report.cases() {
        assert_eq!(case.verdict, Verdict::Pass, "{report}");
    }
}

#[test]
fn one_that_cannot_be_built() {
    let report = check("cannot_be_built", "one_that_cannot_be_built");
    is_told(&report, Verdict::Fail, "no file descriptor is left");
}
