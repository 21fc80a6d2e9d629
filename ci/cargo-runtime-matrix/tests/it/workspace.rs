//! Which packages of a workspace are run.

use serde_json::Value;

use crate::fixture::{prepared, within};

/// Returns the tests that run on `sim`, called in that folder of the workspace.
fn tests(folder: &str, args: &[&str]) -> Vec<String> {
    let mut all = vec!["--offline", "--json", "--runtimes", "sim"];
    all.extend(args);
    let outcome = within(&prepared("several").join(folder), &all).run();
    outcome.assert_code(0);
    let table: Value = serde_json::from_str(&outcome.stdout).expect("nothing but JSON");
    let tests = table["tests"].as_array().expect("a list");
    let name = |test: &Value| test["test"].as_str().expect("a name").to_owned();
    tests.iter().map(name).collect()
}

#[test]
fn the_packages_are_those_that_cargo_would_take() {
    assert_eq!(tests("", &[]), ["of_one"], "the default members");
    assert_eq!(tests("two/src", &[]), ["of_two"], "the member around");
    assert_eq!(tests("", &["--workspace"]), ["of_one", "of_two"]);
    assert_eq!(tests("one", &["-p", "two"]), ["of_two"]);
    assert_eq!(
        tests("two", &["-p", "one", "-p", "two@0.0.0"]),
        ["of_one", "of_two"]
    );
    assert_eq!(
        tests("", &["--manifest-path", "two/Cargo.toml"]),
        ["of_two"]
    );
}

#[test]
fn a_feature_goes_to_the_package_that_has_it() {
    assert_eq!(
        tests("", &["--workspace", "-F", "extra"]),
        ["extra_of_one", "of_one", "of_two"]
    );
    assert_eq!(
        tests("", &["--workspace", "-F", "one/extra"]),
        ["extra_of_one", "of_one", "of_two"]
    );
}

#[test]
fn a_member_without_the_dependency_is_told_when_it_is_named() {
    let outcome = within(&prepared("several"), &["--offline", "-p", "three"]).run();
    outcome.assert_error(
        1,
        "`three` does not depend on runtime-matrix: `cargo runtime-matrix init` or \
         `cargo add --dev runtime-matrix` adds it; or name another package with -p",
    );
}
