//! Tests that nextest runs: the real one where it is installed, and one that stands for it.

use std::{
    env,
    ffi::OsString,
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

use crate::fixture::{Outcome, on};

/// Puts a program into a folder, as a script.
fn script(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

fn path_with(folder: &Path) -> OsString {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = [folder.to_owned()]
        .into_iter()
        .chain(env::split_paths(&path));
    env::join_paths(folders).unwrap()
}

fn with_fake(args: &[&str], code: &str) -> (Outcome, String) {
    fake_on("green", args, code)
}

/// Runs tests by a nextest that writes down how it is called, and has cargo run them; then it ends with that code.
fn fake_on(fixture: &str, args: &[&str], code: &str) -> (Outcome, String) {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let text = format!(
        "[ \"$2\" = --version ] && exit 0\n\
         echo \"$*\" >> '{}'\n\
         shift 2\n\
         for arg do\n\
           shift\n\
           case \"$arg\" in --no-fail-fast|--run-ignored=all|--retries=0) ;; *) set -- \"$@\" \"$arg\" ;; esac\n\
         done\n\
         '{}' test --no-fail-fast \"$@\"\n\
         exit {code}",
        log.display(),
        env!("CARGO"),
    );
    script(folder.path(), "cargo-nextest", &text);
    let call = on(
        fixture,
        &[args, &["--nextest", "--runtimes", "sim,smol"]].concat(),
    );
    let outcome = call.env("PATH", Path::new(&path_with(folder.path()))).run();
    (outcome, fs::read_to_string(log).unwrap_or_default())
}

#[test]
fn it_is_told_which_tests_to_run_and_the_records_say_what_became_of_them() {
    let (outcome, log) = with_fake(&["sleeps", "loop"], "0");
    outcome.assert_code(0);
    let told = "2 tests identical on all 2 runtimes\n";
    assert!(outcome.stdout.starts_with(told), "{}", outcome.stdout);
    let mut calls: Vec<&str> = log.lines().collect();
    calls.sort_unstable();
    let [sim, smol] = calls[..] else {
        panic!("there is one call for each runtime: {log}")
    };
    for (call, cell) in [(sim, "sim"), (smol, "smol")] {
        assert!(call.starts_with("nextest run --offline"), "{call}");
        assert!(
            call.contains(" --test it --features runtime-matrix/smol "),
            "{call}"
        );
        let names = format!(
            " --no-fail-fast --run-ignored=all --retries=0 -- --exact r#loop::{cell} sleeps::{cell}"
        );
        assert!(call.ends_with(&names), "{call}");
    }
}

#[test]
fn what_it_fails_is_red_although_the_cells_pass() {
    let (outcome, _) = with_fake(&["ping"], "100");
    outcome.assert_code(2);
    let told = "  fail on sim, smol\n    nextest failed the test although its cell passed\n";
    assert!(outcome.stdout.contains(told), "{}", outcome.stdout);
}

/// `falls_short` fails, unless it is left out.
#[test]
fn a_level_reaches_the_tests_that_it_runs() {
    let args = ["keeps", "falls_short", "--level", "must"];
    let (outcome, _) = fake_on("levels", &args, "0");
    outcome.assert_code(0);
    let by_cargo = [&args[..], &["--runtimes", "sim,smol"]].concat();
    assert_eq!(outcome.stdout, on("levels", &by_cargo).run().stdout);
}

#[test]
fn the_real_one_runs_them_too() {
    let version = Command::new(env!("CARGO"))
        .args(["nextest", "--version"])
        .output();
    if !version.is_ok_and(|version| version.status.success()) {
        eprintln!("skipped: cargo-nextest is not installed here");
        return;
    }
    let outcome = on("green", &["--nextest", "--runtimes", "sim,smol"]).run();
    outcome.assert_code(0);
    let told = "5 tests identical on all 2 runtimes\n";
    assert!(outcome.stdout.starts_with(told), "{}", outcome.stdout);

    let args = ["ends::", "--nextest", "--runtimes", "sim"];
    let outcome = on("unruly", &args).run();
    outcome.assert_code(3);
    let told = "1 pass, 6 crash\n";
    assert!(outcome.stdout.ends_with(told), "{}", outcome.stdout);
}

#[test]
fn where_it_is_not_installed_it_is_told_how_to_install_it() {
    let folder = tempfile::tempdir().unwrap();
    let text = format!(
        "[ \"$1\" = nextest ] && exit 101\nexec '{}' \"$@\"",
        env!("CARGO")
    );
    let cargo = script(folder.path(), "cargo", &text);
    on("green", &["--nextest"]).env("CARGO", cargo).run().assert_error(
        1,
        "cargo-nextest is not installed: install it with `cargo install --locked cargo-nextest`, or leave --nextest \
         off",
    );
}

#[test]
fn it_is_not_told_to_choose_tests_by_itself() {
    let call = on("green", &["--nextest"]);
    call.for_the_binaries(&["--partition=hash:1/2"]).run().assert_error(
        1,
        "`--partition` cannot be handed to nextest, as it decides what runs and how often: use the options of `cargo \
         runtime-matrix` before `--`",
    );
}
