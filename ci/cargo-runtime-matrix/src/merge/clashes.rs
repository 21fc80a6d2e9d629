//! Cells that several tables have, and not alike.

use runtime_matrix_report::Verdict;

use crate::table::{Cell, Row};

/// So many clashes are told one by one.
const MOST: usize = 5;

/// What tables say differently of one cell.
#[derive(Debug, Default)]
pub(super) struct Clashes {
    told: Vec<String>,
    count: usize,
}

impl Clashes {
    /// Tells whether a cell is worse than the one that is known, and notes it if they are not alike; `before` and
    /// `name` are the tables that they are from.
    pub(super) fn is_worse(
        &mut self,
        row: &Row,
        (known, before): (&Cell, &str),
        (cell, name): (&Cell, &str),
    ) -> bool {
        if known.verdict == cell.verdict {
            return false;
        }
        self.count += 1;
        if self.told.len() < MOST {
            self.told.push(format!(
                "`{}` on {} is {} in `{before}` and {} in `{name}`: the worse one counts",
                row.test, cell.runtime, known.verdict, cell.verdict
            ));
        }
        weight(cell.verdict) > weight(known.verdict)
    }

    pub(super) fn told(self) -> Vec<String> {
        let (count, mut told) = (self.count, self.told);
        if count > told.len() {
            let more = count - told.len();
            told.push(format!(
                "{more} more cells are not alike in two tables: the worse one counts"
            ));
        }
        told
    }
}

/// Tells how bad a verdict is: what the exit code ranks is ranked so here, and what did not run proves less
/// than what passed.
fn weight(verdict: Verdict) -> u32 {
    match verdict {
        Verdict::BuildFailed => 7,
        Verdict::Hang | Verdict::Crash => 6,
        Verdict::Interrupted => 4,
        verdict if verdict.is_failure() => 5,
        Verdict::Unsupported | Verdict::Skipped => 3,
        Verdict::Xfail => 2,
        Verdict::Pass => 0,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_worse_than_anything_else() {
        let (red, others): (Vec<Verdict>, Vec<Verdict>) = Verdict::ALL
            .into_iter()
            .partition(|verdict| verdict.is_failure());
        let least = red.into_iter().map(weight).min();
        let most = others.into_iter().map(weight).max();
        assert!(least > most);
    }

    #[test]
    fn many_clashes_are_counted() {
        let mut clashes = Clashes::default();
        let row = Row::default();
        let (pass, fail) = (
            Cell::new("sim", Verdict::Pass),
            Cell::new("sim", Verdict::Fail),
        );
        assert!(!clashes.is_worse(&row, (&fail, "a"), (&fail, "b")));
        for _ in 0..8 {
            assert!(clashes.is_worse(&row, (&pass, "a"), (&fail, "b")));
        }
        let told = clashes.told();
        assert_eq!(told.len(), 6);
        assert_eq!(
            told[5],
            "3 more cells are not alike in two tables: the worse one counts"
        );
    }
}
