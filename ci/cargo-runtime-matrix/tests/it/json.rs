//! The table as data.

use serde_json::Value;

use crate::fixture::{CELLS, on};

/// Returns the table, which is all that there is on the standard output.
fn table(fixture: &str, args: &[&str]) -> Value {
    let mut all = vec!["--json"];
    all.extend(args);
    let outcome = on(fixture, &all).run();
    let table: Value = serde_json::from_str(&outcome.stdout).expect("nothing but JSON");
    assert_eq!(table["exit"].as_i64(), outcome.code.map(i64::from));
    table
}

fn names<'a>(list: &'a Value, key: &str) -> Vec<&'a str> {
    let entries = list.as_array().expect("a list");
    entries
        .iter()
        .map(|entry| entry[key].as_str().expect("a name"))
        .collect()
}

#[test]
fn the_table_holds_each_cell_of_each_test() {
    let table = table("green", &[]);
    assert_eq!(table["version"], 1);
    assert_eq!(names(&table["runtimes"], "id"), CELLS);
    let tests = [
        "blocks",
        "finds_its_surroundings",
        "ping",
        "r#loop",
        "sleeps",
    ];
    assert_eq!(names(&table["tests"], "test"), tests);
    let ping = &table["tests"][2];
    assert_eq!(ping["package"], "green");
    assert_eq!(ping["target"], "it");
    assert!(
        ping["place"]
            .as_str()
            .is_some_and(|place| place.starts_with("tests/it.rs:"))
    );
    assert_eq!(ping["diagnosis"], Value::Null);
    assert_eq!(names(&ping["cells"], "runtime"), CELLS);
    assert_eq!(names(&ping["cells"], "verdict"), ["pass"; 7]);
    assert_eq!(table["plain_tests"], 1);
}

#[test]
fn each_runtime_has_its_card() {
    let table = table("green", &["ping", "--runtimes", "sim,smol"]);
    for runtime in table["runtimes"].as_array().unwrap() {
        assert!(
            names(&runtime["card"], "name").contains(&"handle_drop"),
            "{runtime}"
        );
    }
}

#[test]
fn what_is_not_known_is_null_and_never_guessed() {
    let table = table("green", &["ping", "--runtimes", "sim"]);
    let cell = &table["tests"][0]["cells"][0];
    assert_eq!(cell["threads"], Value::Null, "nobody counted them");
    assert_eq!(cell["message"], Value::Null);
    assert!(cell["duration_us"].is_u64());
}

#[test]
fn a_failure_has_all_that_is_known_of_it() {
    let table = table(
        "red",
        &["sleeps_by_tokio", "--runtimes", "smol,tokio_current_thread"],
    );
    let test = &table["tests"][0];
    let (green, red) = (&test["cells"][0], &test["cells"][1]);
    assert_eq!(green["rerun"], Value::Null);
    assert_eq!(red["verdict"], "panic");
    assert_eq!(
        red["rerun"],
        "cargo test -p red --test it --features runtime-matrix/smol sleeps_by_tokio::smol -- --exact \
         --include-ignored"
    );
    let sentence = test["diagnosis"]["sentence"].as_str().unwrap();
    assert!(
        sentence.starts_with("needs a Tokio reactor: green on tokio_current_thread, red on smol"),
        "{sentence}"
    );
}

#[test]
fn a_build_that_fails_is_in_the_table() {
    let table = table("does_not_build_on_tokio", &["--runtimes", "sim,tokio"]);
    assert_eq!(table["builds"][0]["feature"], "tokio");
    let error = table["builds"][0]["error"].as_str().unwrap();
    assert!(
        error.starts_with("error[E0659]: `time` is ambiguous"),
        "{error}"
    );
    let begins = &table["tests"][0];
    assert_eq!(
        names(&begins["cells"], "verdict"),
        ["pass", "build-failed", "build-failed"]
    );
}
