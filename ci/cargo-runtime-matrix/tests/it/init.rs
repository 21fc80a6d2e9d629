//! From nothing to a package with tests on every runtime.

use std::{
    fs,
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use crate::fixture::{Outcome, assert_stdout, within};

const MANIFEST: &str = "\
# The chat.
[workspace]

[package]
name = \"chat\" # for now
version = \"0.0.0\"
edition = \"2024\"
";

/// Makes a package with that Cargo.toml and nothing else.
fn fresh(manifest: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Cargo.toml"), manifest).unwrap();
    fs::create_dir(folder.path().join("src")).unwrap();
    fs::write(folder.path().join("src/lib.rs"), "").unwrap();
    folder
}

fn init(folder: &Path, args: &[&str]) -> Outcome {
    let mut all = vec!["init"];
    all.extend(args);
    within(folder, &all).run()
}

fn suite() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../suite")
}

#[test]
fn what_is_written_is_shown_and_runs() {
    let folder = fresh(MANIFEST);
    let suite = suite();
    let outcome = init(folder.path(), &["--path", suite.to_str().unwrap()]);
    outcome.assert_code(0);
    let manifest = fs::read_to_string(folder.path().join("Cargo.toml")).unwrap();
    let rest = manifest
        .strip_prefix(MANIFEST)
        .expect("what was there stays");
    assert!(
        rest.starts_with("\n[dev-dependencies]\nruntime-matrix = { path = \""),
        "{rest}"
    );

    let lock = suite.join("../Cargo.lock");
    fs::copy(lock, folder.path().join("Cargo.lock")).unwrap();
    let outcome = within(folder.path(), &["--offline", "--runtimes", "sim"]).run();
    outcome.assert_code(0);
    assert!(
        outcome.stdout.starts_with("1 test passes on sim"),
        "{}",
        outcome.stdout
    );
}

#[test]
fn a_dry_run_shows_the_diff_and_writes_nothing() {
    let folder = fresh(MANIFEST);
    let mut outcome = init(folder.path(), &["--dry-run"]);
    outcome.assert_code(0);
    // The workflow is longer than the rest, and has tests of its own.
    let (before, workflow) = outcome.stdout.split_once("@@ -0,0 +1,").unwrap();
    let (_, workflow) = workflow.split_once("@@ -0,0 +1,").unwrap();
    let (_, after) = workflow.split_once("\n--- a/").unwrap();
    let test = "[the first test]\n--- /dev/null\n+++ b/.github/workflows/runtime-matrix.yml\n[the workflow]\n--- a/";
    outcome.stdout = format!("{before}{test}{after}");
    assert_stdout!("init", outcome);
    assert!(!folder.path().join("tests").exists());
    let manifest = fs::read_to_string(folder.path().join("Cargo.toml")).unwrap();
    assert_eq!(manifest, MANIFEST);
}

#[test]
fn what_is_there_is_never_written_over() {
    let folder = fresh(&format!(
        "{MANIFEST}[dev-dependencies]\nruntime-matrix = \"0.1\"\n"
    ));
    fs::create_dir(folder.path().join("tests")).unwrap();
    fs::write(folder.path().join("tests/runtime_matrix.rs"), "// mine").unwrap();
    let outcome = init(folder.path(), &[]);
    outcome.assert_code(0);
    let test = fs::read_to_string(folder.path().join("tests/runtime_matrix.rs")).unwrap();
    assert_eq!(test, "// mine");
    for note in [
        "note: `runtime_matrix.rs` is there already: it is left as it is\n",
        "note: `Cargo.toml` depends on runtime-matrix already\n",
    ] {
        assert!(outcome.stdout.contains(note), "{}", outcome.stdout);
    }
    let again = init(folder.path(), &[]);
    again.assert_code(0);
    assert!(
        again
            .stdout
            .ends_with("\nthere is nothing to do; next: `cargo runtime-matrix`\n"),
        "{}",
        again.stdout
    );
}

#[test]
fn the_workflow_goes_to_the_root_of_the_repository() {
    let repository = tempfile::tempdir().unwrap();
    fs::create_dir(repository.path().join(".git")).unwrap();
    let package = repository.path().join("chat");
    fs::create_dir_all(package.join("src")).unwrap();
    fs::write(package.join("src/lib.rs"), "").unwrap();
    fs::write(package.join("Cargo.toml"), MANIFEST).unwrap();
    let outcome = init(&package, &[]);
    outcome.assert_code(0);
    assert!(
        repository
            .path()
            .join(".github/workflows/runtime-matrix.yml")
            .is_file()
    );
    assert!(
        outcome
            .stdout
            .contains("above `chat`: give its steps a `working-directory`"),
        "{}",
        outcome.stdout
    );
}

#[test]
fn several_packages_want_a_name() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("Cargo.toml"),
        "[workspace]\nresolver = \"3\"\nmembers = [\"one\", \"two\"]\n",
    )
    .unwrap();
    for name in ["one", "two"] {
        let package = folder.path().join(name);
        fs::create_dir_all(package.join("src")).unwrap();
        fs::write(package.join("src/lib.rs"), "").unwrap();
        let manifest =
            format!("[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n");
        fs::write(package.join("Cargo.toml"), manifest).unwrap();
    }
    init(folder.path(), &[])
        .assert_error(1, "there are 2 packages here (one, two): name one with -p");
    init(folder.path(), &["-p", "two"]).assert_code(0);
    assert!(folder.path().join("two/tests/runtime_matrix.rs").is_file());
}

#[test]
fn what_cannot_be_set_up_is_told() {
    let old = fresh(&MANIFEST.replace("2024", "2015"));
    init(old.path(), &[]).assert_error(
        1,
        "`chat` is of edition 2015, which has no `async fn`: move it to a newer one with `cargo fix --edition`",
    );
    let folder = fresh(MANIFEST);
    init(folder.path(), &["--path", "."]).assert_error(
        1,
        "--path takes the folder with runtime-matrix's Cargo.toml, and `.` holds `chat`",
    );
    init(folder.path(), &["--path", "nowhere"]).assert_error(
        1,
        "--path takes the folder with runtime-matrix's Cargo.toml, and `nowhere` is none: No such file or directory (os \
         error 2)",
    );
    assert!(
        !folder.path().join("tests").exists(),
        "nothing is written half"
    );
}
