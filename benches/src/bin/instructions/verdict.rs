//! Counts held against a baseline.

use std::{collections::BTreeSet, fmt};

use crate::{baseline::Baseline, count::Counts};

/// A figure may rise by that part of it.
const MORE: f64 = 0.02;

/// What came of a check.
#[derive(Debug, PartialEq)]
pub(crate) struct Verdict {
    /// How many figures are within bounds.
    steady: usize,
    risen: Vec<Change>,
    fallen: Vec<Change>,
    /// Counted, and not in the baseline.
    new: Vec<String>,
    /// In the baseline, and not counted.
    gone: Vec<String>,
}

/// A figure that is not what it was.
#[derive(Debug, PartialEq)]
struct Change {
    name: String,
    was: u64,
    is: f64,
}

impl Verdict {
    /// Compares; of the baseline only what is `meant` is missed.
    pub(crate) fn of(
        baseline: &Baseline,
        counts: &Counts,
        meant: impl Fn(&str) -> bool,
    ) -> Verdict {
        let mut verdict = Verdict {
            steady: 0,
            risen: Vec::new(),
            fallen: Vec::new(),
            new: Vec::new(),
            gone: Vec::new(),
        };
        for (name, is) in counts {
            match baseline.instructions.get(name) {
                Some(was) => verdict.compare(name, *was, *is),
                None => verdict.new.push(name.clone()),
            }
        }
        let known = baseline.instructions.keys();
        let gone = known.filter(|name| meant(name) && !counts.contains_key(*name));
        verdict.gone.extend(gone.cloned());
        verdict
    }

    fn compare(&mut self, name: &str, was: u64, is: f64) {
        let change = Change {
            name: name.to_owned(),
            was,
            is,
        };
        // A baseline is rounded, by a half at most.
        if is > was as f64 * (1.0 + MORE) + 0.5 {
            self.risen.push(change);
        } else if is < was as f64 * (1.0 - MORE) - 0.5 {
            self.fallen.push(change);
        } else {
            self.steady += 1;
        }
    }

    /// Tells whether the check passes: what has fallen is only a hint.
    pub(crate) fn is_well(&self) -> bool {
        self.risen.is_empty() && self.new.is_empty() && self.gone.is_empty()
    }
}

/// Returns the names whose counts are not within bounds.
pub(crate) fn suspects(baseline: &Baseline, counts: &Counts) -> BTreeSet<String> {
    let verdict = Verdict::of(baseline, counts, |_| false);
    let changes = verdict.risen.into_iter().chain(verdict.fallen);
    changes.map(|change| change.name).collect()
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for change in &self.risen {
            writeln!(f, "RISEN {change}")?;
            writeln!(f, "  where: {}", how_to_look(&change.name))?;
            writeln!(f, "  meant: {}", how_to_bless(Some(&change.name)))?;
        }
        for name in &self.new {
            writeln!(
                f,
                "NEW {name} is not in the baseline: {}",
                how_to_bless(Some(name))
            )?;
        }
        for name in &self.gone {
            writeln!(
                f,
                "GONE {name} is in the baseline, and nothing of that name is counted: {}",
                how_to_bless(None)
            )?;
        }
        for change in &self.fallen {
            writeln!(
                f,
                "fallen {change}; to hold what was gained: {}",
                how_to_bless(Some(&change.name))
            )?;
        }
        let unlike = self.risen.len() + self.fallen.len();
        let all = self.steady + unlike + self.new.len();
        writeln!(
            f,
            "{} of {all} counts are within {:.0} % of the baseline",
            self.steady,
            MORE * 100.0
        )
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Change { name, was, is } = self;
        let percent = (is / *was as f64 - 1.0) * 100.0;
        write!(
            f,
            "{name}: {was} instructions in the baseline, {is:.0} now ({percent:+.1} %)"
        )
    }
}

const RUN: &str = "cargo run --profile bench -p runtime-matrix-benches --features all-runtimes --bin instructions --";

/// Returns how the baseline is written anew, for one figure or for all.
pub(crate) fn how_to_bless(name: Option<&str>) -> String {
    match name {
        Some(name) => format!("{RUN} --bless --only '{name}'"),
        None => format!("{RUN} --bless"),
    }
}

/// Returns how one sees where a figure's instructions go.
fn how_to_look(name: &str) -> String {
    format!(
        "valgrind --tool=callgrind --callgrind-out-file=out target/release/instructions --child '{name}' 1000 1 \
         && callgrind_annotate out"
    )
}

/// Returns a table of counts: each way, and how it stands to the first one of its workload and runtime.
pub(crate) fn table(counts: &Counts) -> String {
    let mut text = String::from("| workload | runtime | way | instructions |\n|---|---|---|--:|\n");
    for (name, count) in counts {
        let (rest, runtime) = name.rsplit_once('/').unwrap_or((name, ""));
        let (id, way) = rest.rsplit_once('/').unwrap_or((rest, ""));
        text += &format!("| {id} | {runtime} | {way} | {count:.0} |\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::circumstances::Circumstances;

    fn verdict(baseline: &[(&str, f64)], counts: &[(&str, f64)]) -> Verdict {
        let counts_of = |list: &[(&str, f64)]| -> Counts {
            let owned = list
                .iter()
                .map(|(name, count)| ((*name).to_owned(), *count));
            owned.collect()
        };
        let baseline = Baseline::new(Circumstances::default(), &counts_of(baseline));
        Verdict::of(&baseline, &counts_of(counts), |_| true)
    }

    #[test]
    fn two_percent_more_pass_and_what_is_above_fails() {
        assert!(verdict(&[("a/b/suite/sim", 1000.0)], &[("a/b/suite/sim", 1020.0)]).is_well());
        let risen = verdict(&[("a/b/suite/sim", 1000.0)], &[("a/b/suite/sim", 1021.0)]);
        assert!(!risen.is_well());
        let text = risen.to_string();
        for part in [
            "RISEN a/b/suite/sim: 1000 instructions in the baseline, 1021 now (+2.1 %)\n",
            "&& callgrind_annotate out",
            "-- --bless --only 'a/b/suite/sim'\n",
            "\n0 of 1 counts are within 2 % of the baseline\n",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }

    #[test]
    fn what_has_fallen_is_a_hint() {
        let fallen = verdict(&[("a/b/suite/sim", 1000.0)], &[("a/b/suite/sim", 979.0)]);
        assert!(fallen.is_well());
        assert!(
            fallen
                .to_string()
                .starts_with("fallen a/b/suite/sim: 1000 ")
        );
        assert!(
            !verdict(&[("a", 1000.0)], &[("a", 980.0)])
                .to_string()
                .contains("fallen")
        );
    }

    #[test]
    fn what_is_on_one_side_only_fails() {
        let both = [("a", 10.0), ("b", 10.0)];
        let new = verdict(&both[..1], &both);
        assert!(!new.is_well() && new.to_string().starts_with("NEW b is not in the baseline"));
        let gone = verdict(&both, &both[..1]);
        assert!(!gone.is_well() && gone.to_string().starts_with("GONE b is in the baseline"));
        assert!(verdict(&both, &both).is_well());
    }

    #[test]
    fn small_figures_may_be_rounded() {
        assert!(verdict(&[("a", 10.4)], &[("a", 10.4)]).is_well());
        assert!(!verdict(&[("a", 10.0)], &[("a", 11.0)]).is_well());
    }
}
