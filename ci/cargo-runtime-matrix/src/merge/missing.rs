//! Which tables are not there: shards of the same run, or jobs of a matrix.

use std::{
    collections::{BTreeMap, BTreeSet},
    str::FromStr,
};

use serde::Deserialize;

use crate::{runtimes::Runtimes, shard::Shard, table::Table, tables::Named};

/// The jobs that were to leave a table.
#[derive(Clone, Debug)]
pub(crate) struct Expected(Vec<Job>);

#[derive(Clone, Debug)]
struct Job {
    name: String,
    runtimes: Runtimes,
    shard: Shard,
}

impl FromStr for Expected {
    type Err = String;

    /// Reads what `matrix --json` has printed.
    fn from_str(text: &str) -> Result<Expected, String> {
        #[derive(Deserialize)]
        struct Matrix {
            include: Vec<Entry>,
        }
        #[derive(Deserialize)]
        struct Entry {
            runtime: String,
            shard: String,
        }
        let wrong = |why: String| format!("this is not what `matrix --json` prints: {why}");
        let matrix: Matrix =
            serde_json::from_str(text).map_err(|error| wrong(error.to_string()))?;
        let jobs = matrix.include.into_iter().map(|Entry { runtime, shard }| {
            let runtimes = Runtimes::parse(std::slice::from_ref(&runtime));
            Ok(Job {
                runtimes: runtimes.map_err(|error| wrong(error.to_string()))?,
                name: runtime,
                shard: shard.parse().map_err(wrong)?,
            })
        });
        jobs.collect::<Result<_, String>>().map(Expected)
    }
}

impl Job {
    /// Tells whether a table is this job's: of its shard, and with a runtime of its own.
    fn has_left(&self, table: &Table) -> bool {
        let is_whole = self.shard.is_the_only_one();
        let is_its_shard = table.shard.map_or(is_whole, |shard| shard == self.shard);
        is_its_shard
            && table
                .runtimes
                .iter()
                .any(|column| self.runtimes.has(&column.id))
    }
}

/// Says which tables are missing: those of the jobs that are known, or else shards of a run that has others.
pub(super) fn told(tables: &[Named], expected: Option<&Expected>) -> Vec<String> {
    match expected {
        Some(Expected(jobs)) => jobs
            .iter()
            .filter(|job| !tables.iter().any(|named| job.has_left(&named.table)))
            .map(|Job { name, shard, .. }| {
                format!("shard {shard} on {name}: its job has left no table, so run it again")
            })
            .collect(),
        None => shards(tables),
    }
}

/// A runtime of which one shard is there has the others too.
fn shards(tables: &[Named]) -> Vec<String> {
    let mut seen: BTreeSet<(&str, Shard)> = BTreeSet::new();
    for Named { table, .. } in tables {
        if let Some(shard) = table.shard {
            let columns = table.runtimes.iter();
            seen.extend(columns.map(|column| (column.id.as_str(), shard)));
        }
    }
    let mut missing: BTreeMap<Shard, BTreeSet<&str>> = BTreeMap::new();
    for (runtime, shard) in &seen {
        for sibling in shard.siblings() {
            if !seen.contains(&(*runtime, sibling)) {
                missing.entry(sibling).or_default().insert(runtime);
            }
        }
    }
    let told = missing.into_iter().map(|(shard, runtimes)| {
        let runtimes: Vec<&str> = runtimes.into_iter().collect();
        format!(
            "shard {shard} on {}: name its table too, or run it again",
            runtimes.join(", ")
        )
    });
    told.collect()
}
