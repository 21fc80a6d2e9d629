//! What is known to be red: each verdict that a baseline changes, and each fault that it can have.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use crate::fixture::{CELLS, Outcome, assert_stdout, on};

/// A baseline in a folder of its own.
struct Baseline {
    folder: TempDir,
}

impl Baseline {
    fn new(text: &str) -> Baseline {
        let folder = tempfile::tempdir().expect("there is a folder for temporary files");
        fs::write(folder.path().join("a.toml"), text).expect("it can be written");
        Baseline { folder }
    }

    fn path(&self) -> String {
        self.folder.path().join("a.toml").display().to_string()
    }

    /// Runs the tests of `known`, as far as `args` let them through.
    fn run(&self, args: &[&str]) -> Outcome {
        let path = self.path();
        let mut all = vec!["--baseline", &path, "--today", "2026-11-26"];
        all.extend(args);
        on("known", &all)
            .env("FAILURES_ARE_IN", self.folder.path())
            .run()
    }

    /// Returns the first cell of a test.
    fn cell(&self, test: &str, runtime: &str) -> Value {
        let outcome = self.run(&["--json", "--runtimes", runtime, test]);
        let table: Value = serde_json::from_str(&outcome.stdout).expect("nothing but JSON");
        table["tests"][0]["cells"][0].clone()
    }

    /// Asserts that the baseline is refused, with `message`, in which `@` is its path.
    #[track_caller]
    fn assert_refused(&self, message: &str) {
        let outcome = self.run(&["--runtimes", "sim"]);
        assert_eq!(outcome.code, Some(1), "{outcome:?}");
        assert_eq!(outcome.stdout, "");
        let error = outcome.stderr.split_once("error: ").expect("an error").1;
        assert_eq!(error.trim_end(), message.replace('@', &self.path()));
    }
}

#[test]
fn what_is_known_to_be_red_is_no_failure() {
    let outcome = on("known", &[]).run();
    outcome.assert_code(0);
    assert_stdout!("known", outcome);
}

#[test]
fn a_cell_that_passes_unexpectedly_fails() {
    let baseline = Baseline::new(
        "[[expect]]\ntest = \"pass*\"\ncells = \"smol\"\nverdict = \"panic\"\nreason = \"it did\"\n",
    );
    let outcome = baseline.run(&["passes", "--runtimes", "sim,smol"]);
    outcome.assert_code(2);
    let told = format!(
        "  xpass on smol\n    the cell passes, and the baseline expects `panic` (it did): remove the entry at {}:1, or \
         the cell from it\n",
        baseline.path()
    );
    assert!(outcome.stdout.contains(&told), "{}", outcome.stdout);
}

#[test]
fn a_cell_that_fails_otherwise_stays_red() {
    let baseline =
        Baseline::new("[[expect]]\ntest = \"leaks\"\nverdict = \"panic\"\nreason = \"it did\"\n");
    let cell = baseline.cell("leaks", "sim");
    assert_eq!(cell["verdict"], "leak");
    assert_eq!(cell["expected"]["verdict"], "panic");
    assert_eq!(cell["expected"]["was"], Value::Null);
    let message = cell["message"].as_str().unwrap();
    let told = format!(
        "the baseline expects `panic` here, not `leak` ({}:1)",
        baseline.path()
    );
    assert!(message.ends_with(&told), "{message}");
}

#[test]
fn the_table_holds_what_was_expected_and_what_was() {
    let outcome = on("known", &["--json", "leaks", "--runtimes", "sim"]).run();
    outcome.assert_code(0);
    let table: Value = serde_json::from_str(&outcome.stdout).unwrap();
    let cell = &table["tests"][0]["cells"][0];
    assert_eq!(cell["verdict"], "xfail");
    let expected = serde_json::json!({
        "verdict": "leak",
        "was": "leak",
        "reason": "the task is meant to stay",
        "link": null,
        "until": "2199-12-31",
        "entry": "runtime-matrix.toml:16",
    });
    assert_eq!(cell["expected"], expected);
}

#[test]
fn a_flaky_cell_is_run_again_and_stays_red() {
    let baseline = Baseline::new(
        "[[expect]]\ntest = \"comes_and_goes\"\nverdict = \"flaky\"\nreason = \"the wind\"\n",
    );
    let failing = baseline.folder.path().join("sim");
    fs::write(&failing, "").unwrap();
    let outcome = baseline.run(&["comes_and_goes", "--runtimes", "sim"]);
    assert!(!failing.exists(), "it has failed once");
    outcome.assert_code(2);
    let told = format!(
        "`panic` at first; it passed when it was run again: the baseline calls it flaky ({}:1: the wind)",
        baseline.path()
    );
    assert!(outcome.stdout.contains(&told), "{}", outcome.stdout);
    assert!(
        outcome.stdout.contains("comes_and_goes  FLAKY\n"),
        "{}",
        outcome.stdout
    );
}

#[test]
fn a_flaky_cell_that_never_passes_is_what_it_is() {
    let baseline = Baseline::new(
        "[[expect]]\ntest = \"net::panics_everywhere\"\nverdict = \"flaky\"\nreason = \"the wind\"\n",
    );
    let cell = baseline.cell("net::panics_everywhere", "sim");
    assert_eq!(cell["verdict"], "panic");
    let message = cell["message"].as_str().unwrap();
    let told = format!(
        "it failed in 3 further runs too, although the baseline calls it flaky ({}:1)",
        baseline.path()
    );
    assert!(message.ends_with(&told), "{message}");
}

#[test]
fn where_all_is_left_out_nothing_ran() {
    let outcome = on("known", &["takes_the_process_down"]).run();
    outcome.assert_code(4);
    let table = on("known", &["--json", "takes_the_process_down"]).run();
    let table: Value = serde_json::from_str(&table.stdout).unwrap();
    let cells = table["tests"][0]["cells"].as_array().unwrap();
    assert_eq!(cells.len(), CELLS.len());
    for cell in cells {
        assert_eq!(
            (&cell["verdict"], &cell["message"]),
            (&"skipped".into(), &"aborts, by design".into())
        );
    }
}

#[test]
fn faults_of_entries_are_told_all_at_once() {
    let baseline = Baseline::new(
        "[[expects]]\n\
         [[expect]]\ntest = \"leaks\"\nverdict = \"leek\"\nreason = \"it does\"\n\
         [[expect]]\ntest = \"leaks\"\nverdict = \"leak\"\n\
         [[expect]]\ntest = \"leaks\"\ncells = [\"smoll\", \"sim\", \"sim\"]\nverdict = \"leak\"\nlink = \"later\"\n\
         [[expect]]\nreson = \"it does\"\nuntil = \"2026-02-30\"\n\
         [[expect]]\ntest = \"leaks\"\nverdict = \"pass\"\nreason = \"\"\nuntil = 2026-11-25\n",
    );
    baseline.assert_refused(
        "@:1: a baseline has no key `expects`: did you mean `expect`?\n\
         @:4: `leek` cannot be expected: did you mean `leak`?\n\
         @:6: the entry for `leaks` does not say why: give it a `reason`, or a `link` to one\n\
         @:11: there is no runtime `smoll`: did you mean `smol`?\n\
         @:11: `sim` is named twice: name each runtime once\n\
         @:13: `later` is no link: begin it with https://, or call it a `reason`\n\
         @:15: an entry has no key `reson`: did you mean `reason`?\n\
         @:14: the entry does not say which tests it is for: give it a `test`\n\
         @:14: the entry does not say what it expects: give it a `verdict`\n\
         @:16: the calendar has no day 2026-02-30\n\
         @:20: `reason` wants a text: write reason = \"…\"\n\
         @:21: the entry ended on 2026-11-25: remove it if its cause is mended, or give it another day\n\
         @:19: `pass` cannot be expected: a cell that passes needs no entry",
    );
}

#[test]
fn an_entry_holds_on_its_last_day_and_not_on_the_next() {
    let baseline = Baseline::new(
        "[[expect]]\ntest = \"leaks\"\nverdict = \"leak\"\nreason = \"it does\"\nuntil = \"2026-11-26\"\n",
    );
    baseline.run(&["leaks", "--runtimes", "sim"]).assert_code(0);
    let path = baseline.path();
    let late = ["leaks", "--baseline", &path, "--today", "2026-11-27"];
    on("known", &late).run().assert_error(
        1,
        &format!("{path}:5: the entry ended on 2026-11-26: remove it if its cause is mended, or give it another day"),
    );
}

#[test]
fn an_entry_that_is_for_nothing() {
    let entry = |more: &str| {
        Baseline::new(&format!(
            "[[expect]]\nverdict = \"panic\"\nreason = \"it did\"\n{more}\n"
        ))
    };
    entry("test = \"net::panics_on_tokio\"").assert_refused(
        "@:1: no test matches `net::panics_on_tokio`, of 6 that have cells: the nearest is net::panics_on_smol; name \
         it, or remove the entry",
    );
    entry("test = \"quarterly::*\"").assert_refused(
        "@:1: no test matches `quarterly::*`, of 6 that have cells: remove the entry, or switch its feature on with -F",
    );
    entry("test = \"leaks\"\ntarget = \"its\"")
        .assert_refused("@:1: no test target is called `its`: did you mean `it`?");
    entry("test = \"leaks\"\npackage = \"unknown\"").assert_refused(
        "@:1: there is no package `unknown` in the workspace: did you mean `known`?",
    );
    entry("test = \"leaks\"\ncells = [\"my_runtime\"]")
        .assert_refused("@:1: there is no runtime `my_runtime`: there is sim");
}

#[test]
fn entries_that_want_different_things() {
    let baseline = Baseline::new(
        "[[expect]]\ntest = \"*\"\ncells = \"sim\"\nverdict = \"skip\"\nreason = \"no time\"\n\
         [[expect]]\ntest = \"leaks\"\nverdict = \"leak\"\nreason = \"it does\"\n",
    );
    baseline.assert_refused(
        "@:6: `leaks` on sim is expected to be `leak` here and `skip` at @:1: keep one of them",
    );
}

#[test]
fn a_baseline_that_is_none() {
    Baseline::new("[[expect]\n")
        .assert_refused("@:1: this is no TOML: unclosed array table, expected `]`");
    Baseline::new("expect = [{ test = \"leaks\" }]\n")
        .assert_refused("@:1: `expect` wants tables: write each entry below a line [[expect]]");
    on("known", &["--baseline", "none.toml"]).run().assert_error(
        1,
        "--baseline names `none.toml`, which is no file: name another, or have `cargo runtime-matrix bless` write it",
    );
    let no_text = tempfile::tempdir().unwrap();
    let path = no_text.path().join("a.toml");
    fs::write(&path, [0xff, 0xfe]).unwrap();
    let path = path.display().to_string();
    on("known", &["--baseline", &path]).run().assert_error(
        1,
        &format!("`{path}` cannot be read (stream did not contain valid UTF-8)"),
    );
    let outcome = on("known", &["--today", "tomorrow"]).run();
    outcome.assert_code(1);
    assert!(
        outcome
            .stderr
            .contains("`tomorrow` is no day: write it as in 2027-01-31"),
        "{}",
        outcome.stderr
    );
}
