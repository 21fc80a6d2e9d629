use anyhow::Result;
use runtime_matrix_report::Verdict;

use crate::rounds::{self, Fates, Run};

/// How often a cell is run again that is known to be flaky and has failed.
pub(crate) const RUNS: u32 = 3;

/// What became of a flaky cell that failed and was run again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Again {
    /// How many more runs there were.
    pub(crate) runs: u32,
    /// Whether the last of them passed.
    pub(crate) passed: bool,
}

/// Runs those of these tests again that have failed, each until it passes or has failed [`RUNS`] times more.
///
/// The fate of a test stays what it was: what came of the further runs is put beside it.
///
/// # Errors
///
/// Fails as [`rounds::run`] does.
pub(crate) fn run_again(
    fates: &mut Fates,
    tests: &[String],
    cell: &str,
    run: &mut Run<'_>,
) -> Result<()> {
    for test in tests {
        let verdict = fates.tests.get(test).map(|fate| fate.verdict);
        let has_failed =
            verdict.is_some_and(|verdict| verdict.is_failure() && verdict != Verdict::Interrupted);
        if !has_failed {
            continue;
        }
        let mut again = Again {
            runs: 0,
            passed: false,
        };
        while again.runs < RUNS && !again.passed {
            let more = rounds::run(std::slice::from_ref(test), true, cell, run)?;
            let mut fates = more.tests.values();
            if fates.any(|fate| fate.verdict == Verdict::Interrupted) {
                return Ok(());
            }
            again.runs += 1;
            again.passed = more
                .tests
                .values()
                .all(|fate| fate.verdict == Verdict::Pass);
        }
        fates.again.insert(test.clone(), again);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        process::{Ended, How},
        rounds::Fate,
    };

    /// Runs a test again whose process never leaves a record, and so fails each time.
    fn again(verdict: Verdict) -> (usize, Option<Again>) {
        let mut fates = Fates::default();
        fates.tests.insert("a".to_owned(), Fate::unknown(verdict));
        let mut count = 0;
        let run = &mut |_: &[String]| {
            count += 1;
            Ok(Ended {
                how: How::TestsFailed,
                ..Ended::interrupted()
            })
        };
        run_again(&mut fates, &["a".to_owned()], "sim", run).unwrap();
        assert_eq!(fates.tests["a"].verdict, verdict, "it stays what it was");
        (count, fates.again.get("a").copied())
    }

    #[test]
    fn what_fails_is_run_again_and_what_passes_is_not() {
        let always = Again {
            runs: RUNS,
            passed: false,
        };
        assert_eq!(again(Verdict::Panic), (3, Some(always)));
        assert_eq!(again(Verdict::Pass), (0, None));
        assert_eq!(again(Verdict::Unsupported), (0, None));
    }
}
