//! What is told while tests run.

use std::{fs, process::Command};

use crate::fixture::on;

const SLOW: [&str; 4] = [
    "keeps_its_thread_for_a_while",
    "is_innocent",
    "--runtimes",
    "sim",
];

#[test]
fn without_a_terminal_there_is_a_line_for_each_process() {
    let outcome = on("green", &["ping", "--runtimes", "sim"]).run();
    let line = "\n     Running 1 test of it on sim\n";
    assert!(outcome.stderr.contains(line), "{}", outcome.stderr);
    let outcome = on(
        "green",
        &["ping", "sleeps", "--runtimes", "sim", "--stress", "3"],
    )
    .run();
    let line = "\n     Running 2 tests of it on sim, 3 times\n";
    assert!(outcome.stderr.contains(line), "{}", outcome.stderr);
}

#[test]
fn quiet_is_quiet_but_for_the_table() {
    let outcome = on("green", &["ping", "--runtimes", "sim", "-q"]).run();
    outcome.assert_code(0);
    assert_eq!(outcome.stderr, "");
    assert!(
        outcome.stdout.starts_with("1 test passes on sim"),
        "{}",
        outcome.stdout
    );
    let outcome = on("green", &["pong", "--runtimes", "sim", "-q"]).run();
    outcome.assert_code(4);
    assert!(outcome.stderr.starts_with("error: "), "{}", outcome.stderr);
}

/// `script` lends the call a terminal.
#[test]
fn in_a_terminal_there_is_a_bar_that_tells_what_takes_long() {
    // Builds what has to be built.
    on("unruly", &["is_innocent", "--runtimes", "sim"])
        .run()
        .assert_code(0);
    let folder = tempfile::tempdir().unwrap();
    let [stdout, terminal] = ["stdout", "terminal"].map(|name| folder.path().join(name));
    let call = on("unruly", &SLOW).within_a_terminal(&stdout);
    let mut script = Command::new("script");
    script.args(["-qec", &call]).arg(&terminal);
    if !cfg!(target_os = "linux") || script.output().is_err() {
        eprintln!("skipped: there is no `script` of util-linux here");
        return;
    }
    let terminal = String::from_utf8_lossy(&fs::read(terminal).unwrap()).into_owned();
    let bar = "sim [============>           ] 1/2, stays::keeps_its_thread_for_a_while for 1 s";
    assert!(terminal.contains(bar), "{terminal}");
    assert!(!terminal.contains("Running 2 tests"), "{terminal}");

    let stdout = fs::read_to_string(stdout).unwrap();
    assert!(
        stdout.starts_with("2 tests pass on sim, which ran alone\n"),
        "{stdout}"
    );
    assert!(!stdout.contains('\u{1b}'), "{stdout}");
}
