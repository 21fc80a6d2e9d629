//! What is linked, and what is wrong with it.

use std::fs;

use serde_json::Value;

use crate::fixture::{on, within};

#[test]
fn what_is_wrong_is_told_with_what_to_do() {
    let outcome = on("unwell", &["doctor", "-p", "unwell"]).run();
    outcome.assert_code(0);
    insta::with_settings!({
        prepend_module_to_snapshot => false,
        filters => vec![(r"\b\d+\.\d+\.\d+\b", "[version]")],
    }, {
        insta::assert_snapshot!("doctor", outcome.stdout);
    });
}

#[test]
fn json_has_who_brings_what() {
    let outcome = on("unwell", &["doctor", "-p", "lean", "--json"]).run();
    outcome.assert_code(0);
    let report: Value = serde_json::from_str(&outcome.stdout).unwrap();
    let lean = &report["packages"][0];
    let runtimes = lean["runtimes"].as_array().unwrap();
    let by = |name: &str| {
        let linked = runtimes.iter().find(|linked| linked["name"] == name);
        linked.map(|linked| linked["by"].as_str().unwrap())
    };
    assert_eq!(by("tokio"), Some("library"));
    assert_eq!(by("smol"), Some("matrix"));
    let findings = lean["findings"].as_array().unwrap();
    let said = |part: &str| {
        let mut findings = findings.iter();
        findings.any(|finding| finding["finding"].as_str().unwrap().contains(part))
    };
    assert!(said("in tests tokio has"), "{findings:?}");
    assert!(said("`rt` and not for its `time`"), "{findings:?}");
}

#[test]
fn a_package_that_is_well_has_no_warning() {
    let outcome = on("green", &["doctor"]).run();
    outcome.assert_code(0);
    assert!(
        outcome.stdout.ends_with("\nok: 0 problems, 0 warnings\n"),
        "{}",
        outcome.stdout
    );
}

#[test]
fn a_dependency_that_no_test_can_use_is_a_problem() {
    let folder = tempfile::tempdir().unwrap();
    let suite = concat!(env!("CARGO_MANIFEST_DIR"), "/../../suite");
    let manifest = format!(
        "[workspace]\n[package]\nname = \"old\"\nversion = \"0.0.0\"\nedition = \"2015\"\n\
         [build-dependencies]\nruntime-matrix = {{ path = {suite:?} }}\n"
    );
    fs::write(folder.path().join("Cargo.toml"), manifest).unwrap();
    fs::create_dir(folder.path().join("src")).unwrap();
    fs::write(folder.path().join("src/lib.rs"), "").unwrap();
    fs::write(folder.path().join("build.rs"), "fn main() {}").unwrap();
    let lock = concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.lock");
    fs::copy(lock, folder.path().join("Cargo.lock")).unwrap();
    let outcome = within(folder.path(), &["doctor", "--offline"]).run();
    outcome.assert_code(1);
    for part in [
        "PROBLEM: runtime-matrix stands in [build-dependencies], where no test can use it\n",
        "PROBLEM: the package is of edition 2015, which has no `async fn`\n",
        "\nNOT WELL: 2 problems, 1 warning\n",
    ] {
        assert!(outcome.stdout.contains(part), "{}", outcome.stdout);
    }
}

#[test]
fn a_package_without_the_dependency() {
    on("no_dependency", &["doctor"]).run().assert_error(
        1,
        "`no_dependency` does not depend on runtime-matrix: `cargo runtime-matrix init` or \
         `cargo add --dev runtime-matrix` adds it; or name another package with -p",
    );
}
