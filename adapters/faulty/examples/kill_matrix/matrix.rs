//! The matrix that is kept: a line for each fault.

use std::collections::BTreeSet;

/// What one run has found out of a fault.
pub(crate) struct Found {
    pub(crate) fault: &'static str,
    /// The cases that found it, in the order of the catalogue.
    pub(crate) by: Vec<&'static str>,
}

/// The line of a fault.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Row<'a> {
    /// The cases that found it in all runs.
    pub(crate) sure: Vec<&'a str>,
    /// Those that found it in some.
    pub(crate) at_times: Vec<&'a str>,
}

/// Returns a line for each fault: the cases that find it, and after a question mark those that do so at times.
///
/// `kept` is the matrix of earlier runs, if they count too.
pub(crate) fn matrix(runs: &[Vec<Found>], kept: &str) -> String {
    let mut matrix = String::new();
    for (index, first) in runs[0].iter().enumerate() {
        let earlier = Row::of(kept, first.fault);
        let found = || runs.iter().map(|run| &run[index].by);
        let in_all = |case: &&str| {
            let was_sure = earlier.as_ref().is_none_or(|row| row.sure.contains(case));
            was_sure && found().all(|by| by.contains(case))
        };
        let sure: Vec<&str> = first.by.iter().copied().filter(in_all).collect();
        let before = earlier
            .iter()
            .flat_map(|row| row.sure.iter().chain(&row.at_times));
        let at_times: BTreeSet<&str> = found()
            .flatten()
            .chain(before)
            .copied()
            .filter(|case| !in_all(case))
            .collect();
        matrix += &format!("{}:", first.fault);
        let mark = (!at_times.is_empty()).then_some("?");
        for word in sure.into_iter().chain(mark).chain(at_times) {
            matrix += &format!(" {word}");
        }
        matrix += "\n";
    }
    matrix
}

impl<'a> Row<'a> {
    /// Reads the line of that fault.
    pub(crate) fn of(kept: &'a str, fault: &str) -> Option<Row<'a>> {
        let mut lines = kept.lines();
        let cases = lines.find_map(|line| line.strip_prefix(fault)?.strip_prefix(':'))?;
        let (sure, at_times) = cases.split_once('?').unwrap_or((cases, ""));
        Some(Row {
            sure: sure.split_whitespace().collect(),
            at_times: at_times.split_whitespace().collect(),
        })
    }

    pub(crate) fn knows(&self, case: &str) -> bool {
        self.sure.contains(&case) || self.at_times.contains(&case)
    }

    /// Returns the cases that have to find it and did not.
    pub(crate) fn lost(&self, found: &[&str]) -> Vec<&'a str> {
        let sure = self.sure.iter().copied();
        sure.filter(|case| !found.contains(case)).collect()
    }

    /// Returns the cases that found it and never did before.
    pub(crate) fn unknown<'f>(&self, found: &[&'f str]) -> Vec<&'f str> {
        let found = found.iter().copied();
        found.filter(|case| !self.knows(case)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(by: &[&'static str]) -> Vec<Found> {
        vec![Found {
            fault: "a_fault",
            by: by.to_vec(),
        }]
    }

    /// Whatever a case is called: `threads::race` is as sure as any other if it comes each time.
    #[test]
    fn what_comes_in_each_run_is_sure() {
        let all = [
            run(&["threads::race", "b", "z"]),
            run(&["a", "threads::race", "b"]),
        ];
        assert_eq!(matrix(&all, ""), "a_fault: threads::race b ? a z\n");
        assert_eq!(matrix(&all[..1], ""), "a_fault: threads::race b z\n");
        assert_eq!(matrix(&[run(&["b"]), run(&[])], ""), "a_fault: ? b\n");
        assert_eq!(matrix(&[run(&[])], ""), "a_fault:\n");
    }

    #[test]
    fn what_came_in_each_earlier_run_has_to_come_again() {
        let kept = "a_fault: b slow z ? a\n";
        let more = matrix(&[run(&["a", "b", "new", "z"])], kept);
        assert_eq!(more, "a_fault: b z ? a new slow\n");
        assert_eq!(matrix(&[run(&["b"])], "another: x"), "a_fault: b\n");
    }

    #[test]
    fn a_line_is_read_as_it_is_written() {
        let kept = "a_fault_more: x\na_fault: threads::race b ? a z\nnone:\n";
        let row = Row::of(kept, "a_fault").expect("there is one");
        assert_eq!(row.sure, ["threads::race", "b"]);
        assert_eq!(row.at_times, ["a", "z"]);
        assert_eq!(Row::of(kept, "none"), Some(Row::default()));
        assert_eq!(Row::of(kept, "another"), None);
    }

    #[test]
    fn what_is_sure_can_be_lost_and_what_is_not_cannot() {
        let row = Row::of("a_fault: threads::race b ? a z", "a_fault").expect("there is one");
        assert_eq!(row.lost(&["a", "b"]), ["threads::race"]);
        assert_eq!(row.lost(&["b", "threads::race"]), [""; 0]);
        assert_eq!(row.unknown(&["z", "b", "threads::new"]), ["threads::new"]);
    }
}
