//! The jobs that CI can spread a run over: each has a runtime and a shard.

use std::collections::BTreeSet;

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
    let mut has_all = false;
    let mut features = Vec::new();
    let mut cells: Vec<&str> = Vec::new();
    let subjects = package::subjects(&run, &Cargo::new(&run, false))?;
    for subject in &subjects {
        let matrix = &subject.matrix;
        let runtimes = subject.config.runtimes(&runtimes);
        features.extend(runtimes.features(&matrix.features, &matrix.version)?);
        match runtimes {
            Runtimes::All => has_all = true,
            Runtimes::Only(only) => cells.extend(only.iter().map(String::as_str)),
        }
    }
    let names = match args.runtimes.is_empty() {
        true => jobs_of(&cells, has_all.then_some(&features)),
        false => args.runtimes.clone(),
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

/// Returns what `--runtimes` calls these cells, and the built-in ones that need none of the features but these: the
/// cells of one feature are built, and run, by one job, where all of them are wanted.
fn jobs_of(cells: &[&str], features: Option<&Vec<&str>>) -> Vec<String> {
    let is_built = |id: &str| {
        features.is_some_and(|all| feature_of(id).is_none_or(|feature| all.contains(&feature)))
    };
    let is_wanted = |id: &str| cells.contains(&id) || is_built(id);
    let mut names: Vec<&str> = Vec::new();
    for id in runtimes::ids().filter(|id| is_wanted(id)) {
        let feature = feature_of(id);
        let family: Vec<&str> = runtimes::ids()
            .filter(|other| feature_of(other) == feature)
            .collect();
        let name = match feature {
            Some(feature) if family.len() > 1 && family.iter().all(|id| is_wanted(id)) => feature,
            _ => id,
        };
        names.push(name);
    }
    names.extend(cells.iter().filter(|id| !runtimes::is_built_in(id)));
    let mut seen = BTreeSet::new();
    names.retain(|name| seen.insert(*name));
    names.into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built_in(features: &[&'static str]) -> Vec<String> {
        jobs_of(&[], Some(&features.to_vec()))
    }

    #[test]
    fn the_cells_of_a_feature_are_one_job() {
        assert_eq!(built_in(&[]), ["sim"]);
        assert_eq!(
            built_in(&["tokio", "async-std", "smol", "futures"]),
            ["sim", "tokio", "async_std", "smol", "futures"]
        );
    }

    #[test]
    fn cells_that_a_package_names_are_jobs_of_their_own_unless_they_are_the_whole_family() {
        let both = ["tokio_multi_thread", "sim", "tokio_current_thread"];
        assert_eq!(jobs_of(&both, None), ["sim", "tokio"]);
        let one = ["tokio_multi_thread", "mine", "sim", "mine"];
        assert_eq!(jobs_of(&one, None), ["sim", "tokio_multi_thread", "mine"]);
        let smol = vec!["smol"];
        assert_eq!(
            jobs_of(&["futures_pool"], Some(&smol)),
            ["sim", "smol", "futures_pool"]
        );
    }

    #[test]
    fn each_job_is_what_the_command_line_takes() {
        let names = built_in(&runtimes::features());
        Runtimes::parse(&names).unwrap();
    }
}
