//! What Cargo.toml says of the runs of a package: its features for a cell, its runtimes, its baseline.

use std::{fs, path::Path};

use serde_json::Value;

use crate::fixture::{Outcome, assert_stdout, on, prepared, within};

/// The runtimes that `choosy` names.
const CHOSEN: [&str; 4] = ["sim", "tokio_current_thread", "tokio_multi_thread", "smol"];

fn verdicts(outcome: &Outcome, test: &str) -> Vec<(String, String)> {
    let table: Value = serde_json::from_str(&outcome.stdout).expect("nothing but JSON");
    let tests = table["tests"].as_array().expect("a list");
    let test = tests
        .iter()
        .find(|row| row["test"] == test)
        .expect("the test is there");
    let text = |cell: &Value, key: &str| cell[key].as_str().expect("a text").to_owned();
    let cells = test["cells"].as_array().expect("a list");
    cells
        .iter()
        .map(|cell| (text(cell, "runtime"), text(cell, "verdict")))
        .collect()
}

#[test]
fn each_cell_is_run_with_the_features_that_it_wants() {
    let outcome = on("choosy", &["--json"]).run();
    outcome.assert_code(0);
    let passes = |cell: &&str| ((*cell).to_owned(), "pass".to_owned());
    let all: Vec<_> = CHOSEN.iter().map(passes).collect();
    assert_eq!(verdicts(&outcome, "is_built_for_its_runtime"), all);
    assert_eq!(verdicts(&outcome, "is_there_with_tokio_alone"), all[1..3]);
    let greets = verdicts(&outcome, "greets");
    assert_eq!(greets[..3], all[..3]);
    assert_eq!(
        greets[3].1, "xfail",
        "its default features are off, and the baseline is read"
    );
}

#[test]
fn the_features_of_a_cell_are_in_the_line_that_runs_it_again() {
    let empty = tempfile::NamedTempFile::new().unwrap();
    let path = empty.path().display().to_string();
    let outcome = on(
        "choosy",
        &["greets", "--runtimes", "smol", "--baseline", &path],
    )
    .run();
    outcome.assert_code(2);
    let rerun = "rerun: cargo test -p choosy --test it --no-default-features --features \
                 runtime-matrix/smol,rt-smol greets::smol -- --exact --include-ignored\n";
    assert!(outcome.stdout.contains(rerun), "{}", outcome.stdout);
}

#[test]
fn a_cell_that_does_not_build_with_its_features_is_one_of_many() {
    let outcome = on("choosy", &["-F", "rt-tokio", "is_built"]).run();
    outcome.assert_code(5);
    assert_stdout!("choosy_chosen", outcome);
}

#[test]
fn an_isolated_runtime_leans_on_no_other() {
    let unified = on("leans", &["--runtimes", "sim,tokio"]).run();
    unified.assert_code(0);
    let isolated = on("leans", &["--runtimes", "sim,tokio", "--isolate"]).run();
    isolated.assert_code(5);
    let told = "1 test passes wherever it runs: not built on sim\n\n\
                leans: does not build without a runtime's feature\n";
    assert!(isolated.stdout.starts_with(told), "{}", isolated.stdout);
    let told = "\nbuild-failed `leans` does not build without a feature of runtime-matrix:\n  \
                error[E0433]: cannot find `time` in `tokio`\n";
    assert!(isolated.stdout.contains(told), "{}", isolated.stdout);
    assert!(
        isolated.stderr.contains("    Building `leans` for sim\n"),
        "{}",
        isolated.stderr
    );
}

/// Returns a copy of `choosy` with this in its Cargo.toml, in the place of what it says of its runs, and tests that are
/// red. For cargo, two of the same name are one package, wherever they are.
fn copy(name: &str, section: &str) -> tempfile::TempDir {
    let original = prepared("choosy");
    let copy = tempfile::tempdir().expect("there is a folder for temporary files");
    for folder in ["src", "tests"] {
        fs::create_dir(copy.path().join(folder)).unwrap();
    }
    for file in ["Cargo.lock", "src/lib.rs"] {
        fs::copy(original.join(file), copy.path().join(file)).unwrap();
    }
    fs::write(copy.path().join("tests/it.rs"), RED).unwrap();
    let manifest = fs::read_to_string(original.join("Cargo.toml")).unwrap();
    let (before, _) = manifest
        .split_once("[package.metadata")
        .expect("it is the last section");
    let before = before.replace("\"choosy\"", &format!("\"{name}\""));
    fs::write(copy.path().join("Cargo.toml"), before + section).unwrap();
    copy
}

#[track_caller]
fn assert_refused(section: &str, message: &str) {
    let copy = copy("refused", section);
    within(copy.path(), &["--offline", "--runtimes", "sim"])
        .run()
        .assert_error(1, message);
}

#[test]
fn what_is_not_there_is_told_with_its_line() {
    let one = |line: &str| format!("[package.metadata.runtime-matrix]\n{line}\n");
    assert_refused(
        &one("runtime = [\"sim\"]"),
        "Cargo.toml:20: [package.metadata.runtime-matrix] has no key `runtime`: did you mean `runtimes`?",
    );
    assert_refused(
        &one("smol = { features = [\"rt_smol\"] }"),
        "Cargo.toml:20: the package has no feature `rt_smol`: did you mean `rt-smol`?",
    );
    assert_refused(
        &one("runtimes = [\"sim\", \"smoll\"]"),
        "Cargo.toml:20: there is no runtime `smoll`: did you mean `smol`?",
    );
    assert_refused(
        &one("baseline = \"red.toml\""),
        "`baseline` in the Cargo.toml of `refused` names `red.toml`, which is no file: name another, or have \
         `cargo runtime-matrix bless` write it",
    );
    assert_refused(
        "[package.metadata]\nruntime-matrix = true\n",
        "Cargo.toml:20: `runtime-matrix` wants a table: write [package.metadata.runtime-matrix]",
    );
}

#[test]
fn a_runtime_that_no_test_has() {
    let copy = copy(
        "other",
        "[package.metadata.runtime-matrix]\nruntimes = [\"sim\", \"my_runtime\"]\n",
    );
    within(copy.path(), &["--offline"]).run().assert_error(
        1,
        "there is no runtime `my_runtime`, which `runtimes` in the Cargo.toml of `other` names: its tests have sim",
    );
}

#[test]
fn a_baseline_is_written_that_there_is_not_yet() {
    let copy = copy(
        "blessed",
        "[package.metadata.runtime-matrix]\nbaseline = \"red.toml\"\nruntimes = [\"sim\"]\n",
    );
    let bless = |more: &[&str]| {
        let mut args = vec!["bless", "--offline", "--reason", "sums are hard"];
        args.extend(more);
        within(copy.path(), &args).run()
    };
    let dry = bless(&["--dry-run"]);
    dry.assert_code(0);
    assert_stdout!("bless", dry);
    let path: &Path = &copy.path().join("red.toml");
    assert!(!path.exists(), "it was not to be written");

    bless(&[]).assert_code(0);
    within(copy.path(), &["--offline"]).run().assert_code(0);
    let again = bless(&[]);
    again.assert_code(0);
    assert_eq!(again.stdout, "red.toml: nothing to change\n");

    fs::write(copy.path().join("tests/it.rs"), RED.replace("3);", "2);")).unwrap();
    within(copy.path(), &["--offline"]).run().assert_code(2);
    let mended = bless(&[]);
    mended.assert_code(0);
    assert!(
        mended.stdout.ends_with("red.toml: entries: 1 removed\n"),
        "{}",
        mended.stdout
    );
    within(copy.path(), &["--offline"]).run().assert_code(0);
}

const RED: &str = "\
#[runtime_matrix::test]
async fn adds() {
    assert_eq!(1 + 1, 3);
}

#[runtime_matrix::test]
async fn fails() -> Result<(), String> {
    Err(\"no\".to_owned())
}
";

#[test]
fn a_blessing_wants_a_reason() {
    let outcome = on("choosy", &["bless"]).run();
    outcome.assert_code(1);
    assert!(
        outcome.stderr.contains("--reason <TEXT>"),
        "{}",
        outcome.stderr
    );
    let empty = on("choosy", &["bless", "--reason", " "]).run();
    empty.assert_code(1);
    assert!(
        empty
            .stderr
            .contains("it is empty: say why the cells are red"),
        "{}",
        empty.stderr
    );
}
