//! What shells and `man` know of the arguments.

use std::fs;

use crate::fixture::within;

#[test]
fn a_shell_is_told_of_commands_and_arguments() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let outcome = within(folder.path(), &["completions", shell]).run();
        outcome.assert_code(0);
        for word in ["self-check", "runtimes"] {
            assert!(outcome.stdout.contains(word), "{shell}: {}", outcome.stdout);
        }
    }
    let outcome = within(folder.path(), &["completions", "csh"]).run();
    outcome.assert_code(1);
    assert!(
        outcome.stderr.contains("[possible values: bash,"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn the_manual_is_a_page_or_a_folder_of_pages() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = within(folder.path(), &["man"]).run();
    outcome.assert_code(0);
    assert!(
        outcome.stdout.contains(".SH SYNOPSIS"),
        "{}",
        outcome.stdout
    );

    let outcome = within(folder.path(), &["man", "--dir", "pages"]).run();
    outcome.assert_code(0);
    let first = fs::read_to_string(folder.path().join("pages/cargo-runtime-matrix.1")).unwrap();
    assert!(first.contains("cargo runtime\\-matrix"), "{first}");
    let explain = folder.path().join("pages/cargo-runtime-matrix-explain.1");
    assert!(explain.is_file(), "{}", outcome.stdout);
}

#[test]
fn a_folder_that_cannot_be_written() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("pages"), "a file").unwrap();
    within(folder.path(), &["man", "--dir", "pages"])
        .run()
        .assert_error(1, "`pages` cannot be written: File exists (os error 17)");
}
