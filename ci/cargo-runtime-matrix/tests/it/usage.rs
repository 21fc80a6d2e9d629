//! What is asked for wrongly, each with its message.

use std::path::Path;

use crate::fixture::{on, within};

#[test]
fn help_and_version_are_no_errors() {
    for (arg, text) in [
        ("--help", "Exit codes:"),
        ("--version", env!("CARGO_PKG_VERSION")),
    ] {
        let outcome = on("green", &[arg]).run();
        outcome.assert_code(0);
        assert!(outcome.stdout.contains(text), "{}", outcome.stdout);
    }
}

#[test]
fn an_argument_that_there_is_not() {
    let outcome = on("green", &["--runtime"]).run();
    outcome.assert_code(1);
    assert!(
        outcome
            .stderr
            .contains("a similar argument exists: '--runtimes'"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn a_runtime_that_is_named_twice() {
    on("green", &["--runtimes", "smol,smol"])
        .run()
        .assert_error(1, "--runtimes names `smol` twice: name each runtime once");
    on("green", &["--runtimes", "tokio,tokio_multi_thread"])
        .run()
        .assert_error(
            1,
            "--runtimes names `tokio_multi_thread` twice: name each runtime once",
        );
}

#[test]
fn a_runtime_that_there_is_not() {
    on("green", &["--runtimes", "smoll"]).run().assert_error(
        1,
        "there is no runtime `smoll`: did you mean `smol`? --runtimes takes sim, tokio_current_thread, \
         tokio_multi_thread, async_std, smol, futures_local, futures_pool, tokio, futures",
    );
}

#[test]
fn a_filter_that_matches_nothing() {
    on("green", &["sleep_s", "--runtimes", "sim"])
        .run()
        .assert_error(
            4,
            "no test matches `sleep_s`, of 5 that have cells; the nearest are sleeps",
        );
    on("green", &["zzz", "yyy", "--runtimes", "sim"])
        .run()
        .assert_error(
            4,
            "no test matches `zzz` or `yyy`, of 5 that have cells; the first are blocks, \
         finds_its_surroundings, ping",
        );
    on("green", &["ping::sim", "--runtimes", "sim"]).run().assert_error(
        4,
        "no test matches `ping::sim`, of 5 that have cells; the cell is no part of a filter: leave it off \
         and say `--runtimes sim`",
    );
}

#[test]
fn a_package_without_tests_that_have_cells() {
    on("no_tests", &["--runtimes", "sim"]).run().assert_error(
        4,
        "there is no matrix test: write one with `#[runtime_matrix::test]`; tests behind a feature need -F",
    );
}

#[test]
fn a_package_without_the_dependency() {
    for args in [[].as_slice(), &["-p", "no_dependency"]] {
        on("no_dependency", args).run().assert_error(
            1,
            "`no_dependency` does not depend on runtime-matrix: `cargo runtime-matrix init` or \
             `cargo add --dev runtime-matrix` adds it; or name another package with -p",
        );
    }
}

#[test]
fn a_package_that_does_not_exist() {
    on("green", &["-p", "gren"]).run().assert_error(
        1,
        "there is no package `gren` in the workspace: did you mean `green`?",
    );
}

#[test]
fn a_feature_that_no_package_has() {
    on("green", &["-F", "fast"]).run().assert_error(
        1,
        "no package that is run has the feature `fast` (there is green): leave it off, or name another \
         package with -p",
    );
}

#[test]
fn an_argument_that_would_choose_tests_behind_our_back() {
    on("green", &[]).for_the_binaries(&["--ignored"]).run().assert_error(
        1,
        "`--ignored` cannot be handed to the test binaries, as it decides what they run: put filters \
         before `--`",
    );
}

#[test]
fn a_folder_that_is_no_package() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = within(folder.path(), &[]).run();
    outcome.assert_error(
        1,
        &format!(
            "could not find `Cargo.toml` in `{}` or any parent directory",
            folder.path().display()
        ),
    );
}

#[test]
fn a_cargo_that_is_not_there() {
    let outcome = on("green", &[])
        .env("CARGO", Path::new("/nowhere/cargo"))
        .run();
    outcome.assert_error(
        1,
        "cargo cannot be started as `/nowhere/cargo` (No such file or directory (os error 2)): put it on \
         the PATH, or point CARGO at it",
    );
}
