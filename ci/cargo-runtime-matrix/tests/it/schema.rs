//! The table keeps to its schema, which says no to what is no table.

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::fixture::on;

const SCHEMA: &str = include_str!("../../schema/table-v1.json");

fn schema() -> Value {
    serde_json::from_str(SCHEMA).expect("the schema is JSON")
}

/// What readers go by: keys that it does not name are allowed.
fn validator() -> Validator {
    let schema = schema();
    jsonschema::draft202012::meta::validate(&schema).expect("the schema is one");
    jsonschema::draft202012::new(&schema).expect("its references are there")
}

/// What our own tables are held to: it names each key that they have.
fn strict() -> Validator {
    let mut schema = schema();
    let objects = schema["$defs"].as_object_mut().unwrap().values_mut();
    for object in objects.filter(|object| object["type"] == "object") {
        object["additionalProperties"] = json!(false);
    }
    schema["additionalProperties"] = json!(false);
    jsonschema::draft202012::new(&schema).expect("it stays one")
}

/// Returns the table of a run.
fn table(fixture: &str, args: &[&str]) -> Value {
    let mut all = vec!["--json"];
    all.extend(args);
    let outcome = on(fixture, &all).run();
    serde_json::from_str(&outcome.stdout).unwrap_or_else(|error| panic!("{error}: {outcome:?}"))
}

/// Returns where a table is wrong, and why.
fn faults(validator: &Validator, table: &Value) -> Vec<String> {
    let errors = validator.iter_errors(table);
    errors
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

#[test]
fn the_table_of_each_kind_of_run_keeps_to_it() {
    let strict = strict();
    let runs: [(&str, &[&str]); 8] = [
        ("green", &["--runtimes", "sim", "--shard", "1/2"]),
        ("red", &["--census", "_by_"]),
        (
            "aborts",
            &["crash", "innocent", "later", "--runtimes", "sim"],
        ),
        ("does_not_build", &["--runtimes", "sim"]),
        ("does_not_build_on_tokio", &["--runtimes", "sim,tokio"]),
        ("known", &["--runtimes", "sim"]),
        ("levels", &["--runtimes", "sim", "--level", "should"]),
        (
            "unruly",
            &["passes_each", "--runtimes", "sim", "--stress", "2"],
        ),
    ];
    for (fixture, args) in runs {
        let table = table(fixture, args);
        assert_eq!(faults(&strict, &table), [""; 0], "{fixture}");
    }
}

/// A table with one test, which passes.
fn small() -> Value {
    json!({
        "version": 1, "tool": "0.1.0", "exit": 0,
        "runtimes": [{"id": "sim", "version": null, "workers": 1, "note": null, "card": []}],
        "tests": [{
            "package": "chat", "target": "it", "test": "ping", "place": null, "diagnosis": null,
            "cells": [{
                "runtime": "sim", "verdict": "pass", "message": null, "place": null, "frame": null,
                "threads": null, "native_drops": null, "workers": 1, "seed": 0, "duration_us": 5, "rerun": null,
            }],
        }],
        "builds": [], "plain_tests": 0, "crashes": [], "notes": [],
    })
}

#[test]
fn a_table_that_is_broken_is_refused() {
    assert_eq!(faults(&validator(), &small()), [""; 0]);
    let cell = "/tests/0/cells/0";
    for (place, value, fault) in [
        ("/version", json!(2), "1 was expected"),
        ("/exit", json!(9), "9 is not one of 0, 1 or "),
        ("/tests", json!({}), "{} is not of type \"array\""),
        (
            "/plain_tests",
            json!(-1),
            "-1 is less than the minimum of 0",
        ),
        (
            &format!("{cell}/verdict"),
            json!("passed"),
            "\"passed\" is not one of \"pass\", \"fail\" or ",
        ),
        (&format!("{cell}/seed"), json!("7"), "\"7\" is not of types"),
        (
            &format!("{cell}/duration_us"),
            json!(-5),
            "-5 is less than the minimum of 0",
        ),
    ] {
        let mut table = small();
        *table.pointer_mut(place).unwrap() = value;
        let told = faults(&validator(), &table);
        assert_eq!(told.len(), 1, "{place}: {told:?}");
        assert!(
            told[0].starts_with(&format!("{place}: {fault}")),
            "{told:?}"
        );
    }
}

#[test]
fn no_key_can_be_left_out_and_others_can_be_added() {
    for place in ["", "/runtimes/0", "/tests/0", "/tests/0/cells/0"] {
        let whole = small();
        let object = whole.pointer(place).unwrap().as_object().unwrap();
        for key in object.keys() {
            let mut table = small();
            let object = table.pointer_mut(place).unwrap().as_object_mut().unwrap();
            object.remove(key);
            let told = faults(&validator(), &table);
            assert_eq!(told, [format!("{place}: \"{key}\" is a required property")]);
        }
        let mut table = small();
        let object = table.pointer_mut(place).unwrap().as_object_mut().unwrap();
        object.insert("a_new_key".to_owned(), json!([]));
        assert_eq!(faults(&validator(), &table), [""; 0], "{place}");
    }
}

#[test]
fn it_names_the_verdicts_that_there_are() {
    let schema = schema();
    let names = &schema["$defs"]["cell"]["properties"]["verdict"]["enum"];
    let known = runtime_matrix_report::Verdict::ALL.map(runtime_matrix_report::Verdict::name);
    assert_eq!(*names, json!(known));
}

#[test]
fn it_names_the_levels_of_tests() {
    let schema = schema();
    let names = &schema["$defs"]["test"]["properties"]["level"]["enum"];
    let known = runtime_matrix_report::Level::OF_TESTS.map(runtime_matrix_report::Level::name);
    assert_eq!(*names, json!(known));
}

#[test]
fn a_key_that_it_does_not_name_would_be_found() {
    let mut table = small();
    table["tests"][0]["cells"][0]["a_new_key"] = json!(1);
    assert_eq!(faults(&validator(), &table), [""; 0]);
    let told = faults(&strict(), &table);
    assert!(told[0].contains("'a_new_key' was unexpected"), "{told:?}");
}
