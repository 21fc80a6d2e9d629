//! What becomes of a cell by what is expected of it.

use runtime_matrix_report::Verdict;

use super::{Again, Entry, Expects};
use crate::table::{Cell, Expected, Runs};

/// Judges a cell that was run by an entry.
pub(super) fn judge(cell: &mut Cell, entry: &Entry, again: Option<Again>) {
    let was = cell.verdict;
    let (verdict, remark) = match (entry.expects, was) {
        // It has not run, or not to its end.
        (
            _,
            Verdict::Unsupported | Verdict::Skipped | Verdict::BuildFailed | Verdict::Interrupted,
        )
        | (Expects::Skip, _)
        | (Expects::Flaky, Verdict::Pass) => (was, None),
        (Expects::Flaky, _) => match (again, sometimes(cell)) {
            (Some(again), _) => flaky(was, entry, again),
            (None, Some(runs)) => (Verdict::Flaky, Some(passed_in(runs, entry))),
            (None, None) => (was, None),
        },
        (_, Verdict::Pass) => (Verdict::Xpass, Some(xpass(entry))),
        (Expects::Failure | Expects::Verdict(_), _) if sometimes(cell).is_some() => {
            (was, Some(not_always(entry)))
        }
        (Expects::Failure, _) => (Verdict::Xfail, None),
        (Expects::Verdict(expected), was) if expected == was => (Verdict::Xfail, None),
        (Expects::Verdict(expected), _) => (
            was,
            Some(format!(
                "the baseline expects `{expected}` here, not `{was}` ({})",
                entry.place
            )),
        ),
    };
    cell.verdict = verdict;
    if let Some(remark) = remark {
        cell.message = Some(match cell.message.take() {
            Some(message) => format!("{message}\n{remark}"),
            None => remark,
        });
    }
    cell.expected = Some(expected(entry, (verdict != was).then_some(was)));
}

/// Returns a cell that an entry leaves out.
pub(super) fn left_out(runtime: &str, entry: &Entry) -> Cell {
    let mut cell = Cell::new(runtime, Verdict::Skipped);
    cell.message = Some(entry.why());
    cell.expected = Some(expected(entry, None));
    cell
}

fn expected(entry: &Entry, was: Option<Verdict>) -> Expected {
    Expected {
        verdict: entry.expects.name().to_owned(),
        was: was.map(|was| was.name().to_owned()),
        reason: entry.reason.clone(),
        link: entry.link.clone(),
        until: entry.until.map(|date| date.to_string()),
        entry: entry.place.clone(),
    }
}

/// Returns the runs of a cell that failed in some of them.
fn sometimes(cell: &Cell) -> Option<Runs> {
    cell.runs.filter(|runs| runs.failed < runs.all)
}

fn passed_in(runs: Runs, entry: &Entry) -> String {
    format!(
        "it passed in {} of {} runs: the baseline calls it flaky ({}: {})",
        runs.all - runs.failed,
        runs.all,
        entry.place,
        entry.why()
    )
}

fn not_always(entry: &Entry) -> String {
    format!(
        "the baseline expects `{}` in each run ({}): call it flaky there",
        entry.expects, entry.place
    )
}

fn flaky(was: Verdict, entry: &Entry, again: Again) -> (Verdict, Option<String>) {
    let Again { runs, passed } = again;
    if passed {
        let times = match runs {
            1 => "when it was run again".to_owned(),
            runs => format!("in the last of {runs} further runs"),
        };
        let remark = format!(
            "it passed {times}: the baseline calls it flaky ({}: {})",
            entry.place,
            entry.why()
        );
        return (Verdict::Flaky, Some(format!("`{was}` at first; {remark}")));
    }
    let remark = format!(
        "it failed in {runs} further runs too, although the baseline calls it flaky ({})",
        entry.place
    );
    (was, Some(remark))
}

fn xpass(entry: &Entry) -> String {
    format!(
        "the cell passes, and the baseline expects `{}` ({}): remove the entry at {}, or the cell from it",
        entry.expects,
        entry.why(),
        entry.place
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(expects: Expects) -> Entry {
        Entry {
            place: "a.toml:3".to_owned(),
            test: "ping".to_owned(),
            package: None,
            target: None,
            cells: Vec::new(),
            expects,
            reason: Some("sums are hard".to_owned()),
            link: None,
            until: None,
        }
    }

    /// Returns what becomes of a verdict, and the message.
    fn judged(was: Verdict, expects: Expects, again: Option<Again>) -> (Verdict, String) {
        let mut cell = Cell::new("sim", was);
        cell.message = was.is_failure().then(|| "no".to_owned());
        judge(&mut cell, &entry(expects), again);
        let expected = cell.expected.expect("the facts are in the cell");
        let before = expected.was.as_deref().and_then(Verdict::from_name);
        assert_eq!(before.unwrap_or(cell.verdict), was);
        (cell.verdict, cell.message.unwrap_or_default())
    }

    #[test]
    fn a_failure_of_the_expected_kind_is_none() {
        use Verdict::{Leak, Panic, Xfail};
        let expected = |was, expects| judged(was, expects, None);
        assert_eq!(
            expected(Panic, Expects::Verdict(Panic)),
            (Xfail, "no".to_owned())
        );
        assert_eq!(expected(Leak, Expects::Failure), (Xfail, "no".to_owned()));
        let (verdict, message) = expected(Leak, Expects::Verdict(Panic));
        assert_eq!(verdict, Leak, "another failure stays as red as it is");
        assert_eq!(
            message,
            "no\nthe baseline expects `panic` here, not `leak` (a.toml:3)"
        );
    }

    #[test]
    fn a_pass_that_was_not_expected_is_a_failure() {
        for expects in [Expects::Failure, Expects::Verdict(Verdict::Hang)] {
            let (verdict, message) = judged(Verdict::Pass, expects, None);
            assert_eq!(verdict, Verdict::Xpass);
            assert_eq!(
                message,
                format!(
                    "the cell passes, and the baseline expects `{expects}` (sums are hard): remove the entry at \
                     a.toml:3, or the cell from it"
                )
            );
        }
    }

    #[test]
    fn what_fails_in_some_of_its_runs_is_flaky_and_nothing_else() {
        let judged = |expects| {
            let mut cell = Cell::new("sim", Verdict::Panic);
            cell.runs = Some(Runs {
                all: 20,
                failed: 3,
                seed: None,
            });
            judge(&mut cell, &entry(expects), None);
            (cell.verdict, cell.message.expect("there is a remark"))
        };
        let (verdict, message) = judged(Expects::Flaky);
        assert_eq!(verdict, Verdict::Flaky);
        assert_eq!(
            message,
            "it passed in 17 of 20 runs: the baseline calls it flaky (a.toml:3: sums are hard)"
        );
        let (verdict, message) = judged(Expects::Failure);
        assert_eq!(verdict, Verdict::Panic);
        assert_eq!(
            message,
            "the baseline expects `failure` in each run (a.toml:3): call it flaky there"
        );
    }

    #[test]
    fn what_has_not_run_meets_no_expectation_and_breaks_none() {
        use Verdict::{BuildFailed, Interrupted, Skipped, Unsupported};
        for was in [BuildFailed, Interrupted, Skipped, Unsupported] {
            assert_eq!(judged(was, Expects::Failure, None).0, was);
        }
    }

    #[test]
    fn flaky_never_turns_red_to_green() {
        let again = |passed| Some(Again { runs: 2, passed });
        for was in Verdict::ALL.into_iter().filter(|was| was.is_failure()) {
            for passed in [false, true] {
                let (verdict, _) = judged(was, Expects::Flaky, again(passed));
                assert!(verdict.is_failure(), "{was} has become {verdict}");
            }
        }
        let (verdict, message) = judged(Verdict::Panic, Expects::Flaky, again(true));
        assert_eq!(verdict, Verdict::Flaky);
        assert_eq!(
            message,
            "no\n`panic` at first; it passed in the last of 2 further runs: the baseline calls it flaky (a.toml:3: \
             sums are hard)"
        );
        assert_eq!(
            judged(Verdict::Pass, Expects::Flaky, None),
            (Verdict::Pass, String::new())
        );
    }
}
