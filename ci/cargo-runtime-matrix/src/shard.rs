//! A share of the tests: several jobs run one each, and `report` puts their tables together.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::plan::{Batch, Plan, PlannedTest, nothing};

/// A run is cut into so many shards at most.
pub(crate) const MOST: u32 = 1_000;

/// One of several shares of the tests, as in `2/3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "Raw")]
pub(crate) struct Shard {
    /// From 1 on.
    index: u32,
    count: u32,
}

/// A shard as it is read.
#[derive(Deserialize)]
struct Raw {
    index: u32,
    count: u32,
}

impl Shard {
    /// What stands before a shard where a run says what it leaves out.
    pub(crate) const WHAT: &str = "shard ";

    /// Returns a shard, or says why it is none.
    fn new(index: u32, count: u32) -> Result<Shard, String> {
        if count > MOST {
            return Err(format!(
                "there are at most {MOST} shards, and `{index}/{count}` is one of more"
            ));
        }
        if index == 0 || index > count {
            return Err(format!(
                "`{index}/{count}` is no shard: the first is `1/{0}`, the last `{0}/{0}`",
                count.max(1)
            ));
        }
        Ok(Shard { index, count })
    }

    /// Returns all of so many shards, in order.
    pub(crate) fn all(count: u32) -> impl Iterator<Item = Shard> {
        (1..=count).map(move |index| Shard { index, count })
    }

    /// Returns all shards of the run that this is one of.
    pub(crate) fn siblings(self) -> impl Iterator<Item = Shard> {
        Shard::all(self.count)
    }

    pub(crate) fn is_the_only_one(self) -> bool {
        self.count == 1
    }

    /// Leaves this share of the tests in the plan.
    ///
    /// They are dealt out in the order of their names, those that run before those that do not: so each
    /// shard has as many as the next, to within one, and no test is in two of them or in none.
    ///
    /// # Errors
    ///
    /// Fails if that leaves nothing to run.
    pub(crate) fn keep(self, plan: &mut Plan) -> anyhow::Result<()> {
        let running = self.deal(plan);
        if plan.batches.is_empty() {
            let all = match running {
                1 => "1 test runs".to_owned(),
                all => format!("{all} tests run"),
            };
            return Err(nothing(format!(
                "shard {self} is empty, as {all} in all: name fewer shards"
            )));
        }
        Ok(())
    }

    /// Returns how many tests ran before.
    fn deal(self, plan: &mut Plan) -> usize {
        let mut runs = vec![false; plan.tests.len()];
        for index in plan.batches.iter().flat_map(|batch| &batch.tests) {
            runs[*index] = true;
        }
        let name =
            |test: &PlannedTest| (test.subject, test.binary.target.clone(), test.path.clone());
        let mut order: Vec<usize> = (0..plan.tests.len()).collect();
        order.sort_by_cached_key(|index| (!runs[*index], name(&plan.tests[*index])));
        let mut is_kept = vec![false; plan.tests.len()];
        for (turn, index) in order.into_iter().enumerate() {
            is_kept[index] = turn % self.count as usize + 1 == self.index as usize;
        }
        retain(plan, &is_kept);
        runs.into_iter().filter(|runs| *runs).count()
    }
}

/// Takes tests out of the plan, where batches name them by their places.
fn retain(plan: &mut Plan, is_kept: &[bool]) {
    let mut places = Vec::new();
    let mut kept = Vec::new();
    for (test, is_kept) in plan.tests.drain(..).zip(is_kept) {
        places.push(is_kept.then_some(kept.len()));
        if *is_kept {
            kept.push(test);
        }
    }
    plan.tests = kept;
    for batch in &mut plan.batches {
        batch.tests = batch
            .tests
            .iter()
            .filter_map(|index| places[*index])
            .collect();
    }
    plan.batches.retain(|Batch { tests, .. }| !tests.is_empty());
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Shard, String> {
        let wrong = || format!("`{text}` is no shard: say which of how many, as in `1/3`");
        let (index, count) = text.split_once('/').ok_or_else(wrong)?;
        let (Ok(index), Ok(count)) = (index.parse(), count.parse()) else {
            return Err(wrong());
        };
        Shard::new(index, count)
    }
}

impl TryFrom<Raw> for Shard {
    type Error = String;

    fn try_from(Raw { index, count }: Raw) -> Result<Shard, String> {
        Shard::new(index, count)
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Shard, String> {
        text.parse()
    }

    #[test]
    fn a_shard_is_one_of_several() {
        let shard = parse("2/3").unwrap();
        assert_eq!(shard.to_string(), "2/3");
        let all: Vec<String> = shard.siblings().map(|shard| shard.to_string()).collect();
        assert_eq!(all, ["1/3", "2/3", "3/3"]);
    }

    #[test]
    fn what_is_no_shard_is_told() {
        assert_eq!(
            parse("2").unwrap_err(),
            "`2` is no shard: say which of how many, as in `1/3`"
        );
        assert_eq!(
            parse("-1/3").unwrap_err(),
            "`-1/3` is no shard: say which of how many, as in `1/3`"
        );
        for text in ["0/3", "4/3"] {
            assert_eq!(
                parse(text).unwrap_err(),
                format!("`{text}` is no shard: the first is `1/3`, the last `3/3`")
            );
        }
        assert_eq!(
            parse("1/4000000000").unwrap_err(),
            "there are at most 1000 shards, and `1/4000000000` is one of more"
        );
    }

    /// Returns the tests of each shard of a plan, of which the first ones have a batch.
    fn dealt(tests: usize, running: usize, count: u32) -> Vec<Vec<String>> {
        let shards = Shard::all(count).map(|shard| {
            let mut plan = Plan::for_tests(tests, running);
            shard.deal(&mut plan);
            for batch in &plan.batches {
                assert!(
                    !batch.tests.is_empty()
                        && batch.tests.iter().all(|index| *index < plan.tests.len())
                );
            }
            plan.tests.into_iter().map(|test| test.path).collect()
        });
        shards.collect()
    }

    #[test]
    fn each_test_is_in_one_shard() {
        for (tests, running, count) in [(10, 10, 3), (10, 4, 3), (2, 2, 3), (0, 0, 2)] {
            let shards = dealt(tests, running, count);
            let (most, least) = (
                shards.iter().map(Vec::len).max().unwrap(),
                shards.iter().map(Vec::len).min().unwrap(),
            );
            assert!(most - least <= 1, "{shards:?}");
            let mut all = shards.concat();
            all.sort();
            all.dedup();
            assert_eq!(all.len(), tests, "{shards:?}");
        }
    }

    #[test]
    fn each_shard_has_as_many_that_run() {
        // Tests 0 to 3 run, the six others do not.
        let shards = dealt(10, 4, 2);
        let running = |shard: &Vec<String>| {
            let names = ["test_0", "test_1", "test_2", "test_3"];
            shard
                .iter()
                .filter(|test| names.contains(&test.as_str()))
                .count()
        };
        assert_eq!(shards.iter().map(running).collect::<Vec<_>>(), [2, 2]);
    }
}
