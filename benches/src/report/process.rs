//! `process`: whole test binaries of empty tests, by hand with each runtime's own means and by the suite.
//!
//! All binaries are of one package, so that both sides of a pair have a runtime with the same features. `sim` has no
//! means of its own, and is beside plain `#[test]`.

use std::{path::PathBuf, process::Command};

use anyhow::{Context, Result, bail};

use super::{
    Exit,
    args::ProcessArgs,
    beside::{self, Contest, Entry},
    circumstances::{Circumstances, repository},
    generated::{Generated, Workshop, count_tests},
    interrupt,
    model::Run,
    output,
    profile::Build,
    say,
    timed::chosen_runtimes,
    usage,
};

/// How a runtime's empty test is written by hand.
const BY_HAND: [(&str, &str, &str); 7] = [
    ("sim", "#[test]", "#[test]\nfn @() {}\n"),
    (
        "tokio_current_thread",
        "#[tokio::test]",
        "#[tokio::test]\nasync fn @() {}\n",
    ),
    (
        "tokio_multi_thread",
        "#[tokio::test] with two workers",
        "#[tokio::test(flavor = \"multi_thread\", worker_threads = 2)]\nasync fn @() {}\n",
    ),
    (
        "async_std",
        "#[async_std::test]",
        "#[async_std::test]\nasync fn @() {}\n",
    ),
    (
        "smol",
        "smol::block_on",
        "#[test]\nfn @() {\n    smol::block_on(async {});\n}\n",
    ),
    (
        "futures_local",
        "futures' block_on",
        "#[test]\nfn @() {\n    futures_executor::block_on(async {});\n}\n",
    ),
    (
        "futures_pool",
        "futures' ThreadPool of two, and block_on",
        "#[test]\nfn @() {\n    let _pool = futures_executor::ThreadPool::builder().pool_size(2).create().unwrap();\n    \
         futures_executor::block_on(async {});\n}\n",
    ),
];

/// Does what the arguments of `process` say.
pub(crate) fn run(args: &ProcessArgs) -> Result<Exit> {
    let runtimes = chosen_runtimes(&args.runtimes)?;
    let mut report = output::open(&args.output)?;
    let workshop = Workshop::new(args.keep)?;
    interrupt::heed()?;
    let mut circumstances = Circumstances::now();
    let mut contests = Vec::new();
    for build in &args.profiles {
        for size in &args.tests {
            let contests_of_size = contests_of(*build, *size, &runtimes, &workshop)?;
            contests.extend(contests_of_size);
        }
    }
    let measured = beside::rounds(
        &mut contests,
        usize::from(args.rounds),
        |binary: &PathBuf| usage::run(Command::new(binary).arg("--quiet")),
    );
    circumstances.end();
    let complete = measured.is_ok() && !interrupt::is_asked();
    report.process = Some(Run {
        circumstances,
        complete,
        found: contests.iter().filter_map(Contest::group).collect(),
    });
    output::write(&report, &args.output)?;
    measured?;
    Ok(if complete {
        Exit::Ok
    } else {
        Exit::Interrupted
    })
}

/// Writes and builds the binaries.
fn contests_of(
    build: Build,
    size: u64,
    runtimes: &[&str],
    workshop: &Workshop,
) -> Result<Vec<Contest<PathBuf>>> {
    say(&format!(
        "cargo builds {} binaries of {size} tests, {}",
        2 * runtimes.len(),
        build.name()
    ));
    let written = write(size, runtimes, workshop)?;
    let binaries = written.build(written.command(build))?;
    let binary = |name: String| -> Result<PathBuf> {
        let path = binaries.get(&name);
        let path = path.with_context(|| format!("cargo has not built `{name}`"))?;
        count_tests(path, size)?;
        Ok(path.clone())
    };
    let contest = |runtime: &&str| {
        let (_, by_hand, _) = by_hand(runtime)?;
        Ok(Contest {
            profile: build.name(),
            name: (*runtime).to_owned(),
            size,
            entries: vec![
                Entry::new(by_hand, binary(format!("hand_{runtime}"))?),
                Entry::new("the suite", binary(format!("suite_{runtime}"))?),
            ],
        })
    };
    runtimes.iter().map(contest).collect()
}

fn write(size: u64, runtimes: &[&str], workshop: &Workshop) -> Result<Generated> {
    let mut files = Vec::new();
    for runtime in runtimes {
        let hand = by_hand(runtime)?.2;
        let suite = format!("#[runtime_matrix::test(only({runtime}))]\nasync fn @() {{}}\n");
        for (side, test) in [("hand", hand), ("suite", suite.as_str())] {
            let tests = (0..size).map(|number| test.replace('@', &format!("case_{number}")));
            let text = tests.collect::<Vec<_>>().join("\n");
            files.push((format!("tests/{side}_{runtime}.rs"), text));
        }
    }
    workshop.write(&format!("empty_{size}"), &dependencies(runtimes), &files)
}

fn by_hand(runtime: &str) -> Result<(&'static str, &'static str, &'static str)> {
    let found = BY_HAND.iter().find(|(id, ..)| *id == runtime);
    match found {
        Some(found) => Ok(*found),
        None => bail!("nobody has written an empty test by hand for `{runtime}`: leave it out"),
    }
}

fn dependencies(runtimes: &[&str]) -> String {
    let families = [
        (
            "tokio",
            "tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }\n",
        ),
        (
            "async_std",
            "async-std = { version = \"1\", features = [\"attributes\"] }\n",
        ),
        ("smol", "smol = \"2\"\n"),
        (
            "futures",
            "futures-executor = { version = \"0.3\", features = [\"thread-pool\"] }\n",
        ),
    ];
    let has = |family: &str| runtimes.iter().any(|runtime| runtime.starts_with(family));
    let chosen: Vec<_> = families.iter().filter(|family| has(family.0)).collect();
    let features: Vec<String> = chosen
        .iter()
        .map(|family| format!("\"{}\"", family.0.replace('_', "-")))
        .collect();
    let suite = repository().join("suite");
    let native: String = chosen.iter().map(|family| family.1).collect();
    format!(
        "runtime-matrix = {{ path = {:?}, features = [{}] }}\n{native}",
        suite.display().to_string(),
        features.join(", ")
    )
}
