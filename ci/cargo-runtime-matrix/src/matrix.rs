//! The jobs that CI can spread a run over: each has a runtime and a shard.

use anyhow::Result;
use serde::Serialize;

use crate::{
    args::MatrixArgs,
    cargo::Cargo,
    package,
    runtimes::{self, Runtimes, feature_of},
    shard::Shard,
};

/// A `strategy.matrix` of GitHub's.
#[derive(Serialize)]
struct Matrix {
    include: Vec<Job>,
}

#[derive(Serialize)]
struct Job {
    /// What `--runtimes` takes.
    runtime: String,
    /// What `--shard` takes.
    shard: String,
}

/// Returns the jobs, as text or as one line of JSON.
///
/// # Errors
///
/// Fails where there is no package with the dependency, and on a runtime that it does not have.
pub(crate) fn run(args: &MatrixArgs) -> Result<String> {
    let run = args.run();
    let runtimes = Runtimes::parse(&args.runtimes)?;
    let mut features = Vec::new();
    for subject in package::subjects(&run, &Cargo::new(&run, false))? {
        let matrix = &subject.matrix;
        features.extend(runtimes.features(&matrix.features, &matrix.version)?);
    }
    let names = if args.runtimes.is_empty() {
        built_in(&features)
    } else {
        args.runtimes.clone()
    };
    let jobs = names.iter().flat_map(|runtime| {
        Shard::all(args.shards).map(|shard| Job {
            runtime: runtime.clone(),
            shard: shard.to_string(),
        })
    });
    let include: Vec<Job> = jobs.collect();
    if args.json {
        return Ok(serde_json::to_string(&Matrix { include })? + "\n");
    }
    let lines = include
        .iter()
        .map(|Job { runtime, shard }| format!("--runtimes {runtime} --shard {shard}\n"));
    Ok(lines.collect())
}

/// Returns what `--runtimes` calls the runtimes that need none of the features but these: the cells of one
/// feature are built, and run, by one job.
fn built_in(features: &[&str]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for id in runtimes::ids() {
        let feature = feature_of(id);
        if feature.is_some_and(|feature| !features.contains(&feature)) {
            continue;
        }
        let cells = runtimes::ids().filter(|other| feature_of(other) == feature);
        let name = match feature {
            Some(family) if cells.count() > 1 => family,
            _ => id,
        };
        if names.last().is_none_or(|last| last != name) {
            names.push(name.to_owned());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cells_of_a_feature_are_one_job() {
        assert_eq!(built_in(&[]), ["sim"]);
        assert_eq!(
            built_in(&["tokio", "async-std", "smol", "futures"]),
            ["sim", "tokio", "async_std", "smol", "futures"]
        );
    }

    #[test]
    fn each_job_is_what_the_command_line_takes() {
        let names = built_in(&runtimes::features());
        Runtimes::parse(&names).unwrap();
    }
}
