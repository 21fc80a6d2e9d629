//! Things that are measured beside each other, round by round.

use std::collections::BTreeMap;

use anyhow::Result;

use super::{
    figure::Figure,
    interrupt,
    model::{Group, Variant},
    progress::Progress,
    usage::Measures,
};

/// A group before it has figures.
#[derive(Debug)]
pub(crate) struct Contest<T> {
    pub(crate) profile: &'static str,
    pub(crate) name: String,
    pub(crate) size: u64,
    pub(crate) entries: Vec<Entry<T>>,
}

/// One of a group: what it is called, and what is run.
#[derive(Debug)]
pub(crate) struct Entry<T> {
    name: String,
    what: T,
    rounds: Vec<Measures>,
}

impl<T> Entry<T> {
    pub(crate) fn new(name: &str, what: T) -> Entry<T> {
        Entry {
            name: name.to_owned(),
            what,
            rounds: Vec::new(),
        }
    }
}

/// Measures each of all groups that often, in turns, and returns what is known when it is over or interrupted. Which of
/// a group comes first changes from round to round.
pub(crate) fn rounds<T>(
    contests: &mut [Contest<T>],
    rounds: usize,
    measure: impl Fn(&T) -> Result<Option<Measures>>,
) -> Result<()> {
    let mut progress = Progress::new(rounds * contests.len());
    for round in 0..rounds {
        for contest in &mut *contests {
            let Contest { name, profile, .. } = &contest;
            progress.step(&format!("{name}, {profile}, round {}", round + 1));
            if !contest.round(round, &measure)? {
                return Ok(());
            }
        }
    }
    Ok(())
}

impl<T> Contest<T> {
    /// Returns false after Ctrl-C; a round that is not whole does not count.
    fn round(
        &mut self,
        round: usize,
        measure: impl Fn(&T) -> Result<Option<Measures>>,
    ) -> Result<bool> {
        let count = self.entries.len();
        let mut all = vec![Measures::new(); count];
        for step in 0..count {
            let number = (round + step) % count;
            let measures = measure(&self.entries[number].what)?;
            match measures.filter(|_| !interrupt::is_asked()) {
                Some(measures) => all[number] = measures,
                None => return Ok(false),
            }
        }
        for (entry, measures) in self.entries.iter_mut().zip(all) {
            entry.rounds.push(measures);
        }
        Ok(true)
    }

    /// Makes figures of the rounds; `None` if there was none.
    pub(crate) fn group(&self) -> Option<Group> {
        let first = self.entries.first()?;
        let variants: Vec<Variant> = self
            .entries
            .iter()
            .enumerate()
            .map(|(number, entry)| Variant {
                name: entry.name.clone(),
                figures: figures(&entry.rounds, |_, value| Some(value)),
                ratios: if number == 0 {
                    BTreeMap::new()
                } else {
                    let ratio = |(round, measure): (usize, &str), value: f64| {
                        Some(value / first.rounds.get(round)?.get(measure)?)
                    };
                    figures(&entry.rounds, ratio)
                },
            })
            .collect();
        (!first.rounds.is_empty()).then(|| Group {
            profile: self.profile.to_owned(),
            name: self.name.clone(),
            size: self.size,
            variants,
        })
    }
}

/// Returns the figure of each measure.
fn figures(
    rounds: &[Measures],
    of: impl Fn((usize, &str), f64) -> Option<f64>,
) -> BTreeMap<String, Figure> {
    let mut samples: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for (round, measures) in rounds.iter().enumerate() {
        for (measure, value) in measures {
            if let Some(value) = of((round, measure), *value) {
                samples.entry(measure).or_default().push(value);
            }
        }
    }
    let figures = samples.into_iter();
    figures
        .filter_map(|(measure, samples)| Some((measure.to_owned(), Figure::of(&[samples])?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ratios_are_those_of_each_round() {
        let mut contest = Contest {
            profile: "dev",
            name: "two".to_owned(),
            size: 1,
            entries: vec![Entry::new("hand", 1.0), Entry::new("suite", 3.0)],
        };
        for round in 0..4 {
            // The machine is busy in one round, which hits both.
            let factor = if round == 2 { 10.0 } else { 1.0 };
            let measure = |what: &f64| Ok(Some(Measures::from([("wall_ns", what * factor)])));
            assert!(contest.round(round, measure).unwrap());
        }
        let group = contest.group().unwrap();
        let ratio = group.variants[1].ratios["wall_ns"];
        assert_eq!((ratio.p10, ratio.p50, ratio.p90), (3.0, 3.0, 3.0));
        assert!(group.variants[0].ratios.is_empty());
    }

    #[test]
    fn a_round_that_is_cut_short_does_not_count() {
        let mut contest = Contest {
            profile: "dev",
            name: "two".to_owned(),
            size: 1,
            entries: vec![Entry::new("hand", 1.0), Entry::new("suite", 3.0)],
        };
        let measure = |what: &f64| Ok((*what < 2.0).then(Measures::new));
        assert!(!contest.round(0, measure).unwrap());
        assert!(contest.group().is_none());
    }
}
