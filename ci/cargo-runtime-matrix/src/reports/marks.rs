//! What a verdict comes to in formats that know fewer of them, and what it means in a line.

use runtime_matrix_report::Verdict;

use crate::table::Cell;

/// The four outcomes that every format for test results has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Passed,
    /// The test says that something is wrong.
    Failed,
    /// The test could not say anything: its process died, or was never built.
    Broken,
    /// The test did not run, or it failed as it was expected to.
    Skipped,
}

impl Outcome {
    pub(super) fn of(verdict: Verdict) -> Outcome {
        match verdict {
            Verdict::Hang | Verdict::Crash | Verdict::Interrupted | Verdict::BuildFailed => {
                Outcome::Broken
            }
            // What a later version knows besides is red if it says so.
            verdict if verdict.is_failure() => Outcome::Failed,
            Verdict::Unsupported | Verdict::Skipped | Verdict::Xfail => Outcome::Skipped,
            _ => Outcome::Passed,
        }
    }
}

/// Tells whether a cell has run: it says something of its runtime.
pub(super) fn has_run(cell: &Cell) -> bool {
    !matches!(cell.verdict, Verdict::Unsupported | Verdict::Skipped)
}

/// Returns what a verdict means, after its name.
pub(super) fn meaning(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "it ended well and left nothing behind",
        Verdict::Fail => "it returned an error, or a rule did not hold",
        Verdict::Panic => "it or one of its tasks panicked",
        Verdict::Timeout => "it was still making progress when its time was up",
        Verdict::Stalled => "nothing was runnable, and no wake came",
        Verdict::Deadlock => "nothing was left that could ever wake a task",
        Verdict::Hang => "a poll did not return",
        Verdict::Crash => "its process died",
        Verdict::Interrupted => "its process was ended because of another test",
        Verdict::Leak => "tasks of it were still running at its end",
        Verdict::Unsupported => "the runtime lacks a power that it requires",
        Verdict::Skipped => "it was left out on purpose",
        Verdict::Xfail => "it failed as expected",
        Verdict::Xpass => "it passed although it was expected to fail",
        Verdict::Flaky => "it failed first and passed when it was run again",
        Verdict::BuildFailed => "its test binary did not compile",
        _ => "cargo-runtime-matrix does not know it",
    }
}

/// A place in a file, as `file:line:column` or `file:line` has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place<'a> {
    pub(super) file: &'a str,
    pub(super) line: u32,
}

impl<'a> Place<'a> {
    pub(super) fn parse(text: &'a str) -> Option<Place<'a>> {
        let (rest, last) = text.rsplit_once(':')?;
        let last: u32 = last.parse().ok()?;
        let before = rest.rsplit_once(':');
        let line = before.and_then(|(file, line)| Some((file, line.parse().ok()?)));
        let (file, line) = line.unwrap_or((rest, last));
        (!file.is_empty()).then_some(Place { file, line })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fails_is_red_and_nothing_else() {
        for verdict in Verdict::ALL {
            let is_red = matches!(Outcome::of(verdict), Outcome::Failed | Outcome::Broken);
            assert_eq!(is_red, verdict.is_failure(), "{verdict}");
        }
        assert_eq!(Outcome::of(Verdict::Xfail), Outcome::Skipped);
    }

    #[test]
    fn each_verdict_has_its_meaning() {
        let mut meanings = Verdict::ALL.map(meaning);
        meanings.sort_unstable();
        assert!(meanings.windows(2).all(|two| two[0] != two[1]));
        assert!(!meanings.contains(&"cargo-runtime-matrix does not know it"));
    }

    #[test]
    fn a_place_is_a_file_and_a_line() {
        let place = |file, line| Some(Place { file, line });
        assert_eq!(Place::parse("tests/it.rs:3:5"), place("tests/it.rs", 3));
        assert_eq!(Place::parse("tests/it.rs:3"), place("tests/it.rs", 3));
        assert_eq!(Place::parse(r"C:\it.rs:3:5"), place(r"C:\it.rs", 3));
        for no_place in ["tests/it.rs", "", ":3", "it.rs:x"] {
            assert_eq!(Place::parse(no_place), None, "{no_place}");
        }
    }
}
