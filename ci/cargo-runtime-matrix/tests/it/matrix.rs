//! The jobs for CI.

use serde_json::{Value, json};

use crate::fixture::on;

#[test]
fn each_runtime_of_the_dependency_has_its_jobs() {
    let outcome = on("green", &["matrix"]).run();
    outcome.assert_code(0);
    assert_eq!(
        outcome.stdout,
        "--runtimes sim --shard 1/1\n--runtimes tokio --shard 1/1\n--runtimes async_std --shard 1/1\n\
         --runtimes smol --shard 1/1\n--runtimes futures --shard 1/1\n"
    );
}

#[test]
fn the_runtimes_that_cargo_toml_names_are_all_that_have_jobs() {
    let outcome = on("choosy", &["matrix"]).run();
    outcome.assert_code(0);
    assert_eq!(
        outcome.stdout,
        "--runtimes sim --shard 1/1\n--runtimes tokio --shard 1/1\n--runtimes smol --shard 1/1\n"
    );
    let outcome = on("choosy", &["matrix", "--runtimes", "async_std"]).run();
    assert_eq!(outcome.stdout, "--runtimes async_std --shard 1/1\n");
}

#[test]
fn the_matrix_is_one_line_of_json() {
    let args = [
        "matrix",
        "--json",
        "--shards",
        "2",
        "--runtimes",
        "sim,tokio",
    ];
    let outcome = on("green", &args).run();
    outcome.assert_code(0);
    assert_eq!(
        outcome.stdout.lines().count(),
        1,
        "it fits into a file of outputs"
    );
    let matrix: Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(
        matrix,
        json!({"include": [
            {"runtime": "sim", "shard": "1/2"},
            {"runtime": "sim", "shard": "2/2"},
            {"runtime": "tokio", "shard": "1/2"},
            {"runtime": "tokio", "shard": "2/2"},
        ]})
    );
}

#[test]
fn what_no_job_could_run_is_told() {
    on("no_dependency", &["matrix"]).run().assert_error(
        1,
        "`no_dependency` does not depend on runtime-matrix: `cargo runtime-matrix init` or \
         `cargo add --dev runtime-matrix` adds it; or name another package with -p",
    );
    let outcome = on("green", &["matrix", "--shards", "0"]).run();
    outcome.assert_code(1);
    assert!(
        outcome.stderr.contains("0 is not in 1..=1000"),
        "{}",
        outcome.stderr
    );
    let outcome = on("green", &["matrix", "--runtimes", "smoll"]).run();
    outcome.assert_code(1);
    assert!(
        outcome.stderr.contains("did you mean `smol`?"),
        "{}",
        outcome.stderr
    );
}
