//! What libtest and the records make of the cells: which there are, which are ignored and why, and where.

use std::{
    env,
    fmt::Write,
    fs,
    path::Path,
    process::{self, Command},
};

const LINE: u32 = line!() + 2;
#[runtime_matrix::test]
async fn placed() {
    std::future::ready(()).await;
}

/// Runs this very binary, and returns whether it succeeded, and what it said.
fn run(arguments: &[&str], report: Option<&Path>) -> (bool, String) {
    let mut command = Command::new(env::current_exe().expect("this is a binary"));
    command.args(arguments).args(["--test-threads=1"]);
    match report {
        Some(folder) => command.env("RUNTIME_MATRIX_REPORT", folder),
        None => command.env_remove("RUNTIME_MATRIX_REPORT"),
    };
    let output = command.output().expect("it ran before");
    let text = String::from_utf8(output.stdout).expect("libtest writes text");
    (output.status.success(), text)
}

/// Returns the cells below a path with their outcome, a line each, as `test path::cell ... outcome`.
fn outcomes(path: &str) -> String {
    let (success, text) = run(&[path], None);
    assert!(success, "{text}");
    let prefix = format!("test {path}::");
    text.lines()
        .filter_map(|line| line.strip_prefix(&prefix))
        .fold(String::new(), |mut outcomes, line| {
            writeln!(outcomes, "{line}").expect("a string takes it all");
            outcomes
        })
}

/// Asserts what becomes of the cells of a test, with and without Tokio.
#[track_caller]
fn assert_outcomes(path: &str, without_tokio: &[&str], with_tokio: &[&str]) {
    let expected = match runtime_matrix::factories().len() {
        1 => without_tokio,
        _ => with_tokio,
    };
    let outcomes = outcomes(path);
    assert_eq!(outcomes.lines().collect::<Vec<_>>(), expected, "{path}");
}

#[test]
fn a_test_has_a_cell_on_each_runtime() {
    assert_outcomes(
        "names::r#match",
        &["sim ... ok"],
        &[
            "sim ... ok",
            "tokio_current_thread ... ok",
            "tokio_multi_thread ... ok",
        ],
    );
}

#[test]
fn what_only_names_is_there_or_says_what_it_needs() {
    assert_outcomes("keys::only_one", &["sim ... ok"], &["sim ... ok"]);
    assert_outcomes(
        "keys::only_a_family",
        &[
            "sim ... ok",
            "tokio_current_thread ... ignored, needs the feature `tokio` of runtime-matrix",
            "tokio_multi_thread ... ignored, needs the feature `tokio` of runtime-matrix",
        ],
        &[
            "sim ... ok",
            "tokio_current_thread ... ok",
            "tokio_multi_thread ... ok",
        ],
    );
    let off = [
        "futures_local ... ignored, needs the feature `futures` of runtime-matrix",
        "futures_pool ... ignored, needs the feature `futures` of runtime-matrix",
        "smol ... ignored, needs the feature `smol` of runtime-matrix",
    ];
    assert_outcomes("keys::only_what_is_off", &off, &off);
}

#[test]
fn what_is_off_fails_when_it_is_run_all_the_same() {
    for path in [
        "keys::only_what_is_off::smol",
        "attributes::panics_where_nothing_runs::smol",
    ] {
        let (success, text) = run(&[path, "--exact", "--ignored"], None);
        assert!(!success, "{text}");
        assert!(
            text.contains("needs the feature `smol` of runtime-matrix"),
            "{text}"
        );
    }
}

#[test]
fn skips_show_their_reasons() {
    assert_outcomes(
        "keys::skipped",
        &["sim ... ignored, for a reason"],
        &[
            "sim ... ignored, for a reason",
            "tokio_current_thread ... ok",
            "tokio_multi_thread ... ok",
        ],
    );
    assert_outcomes(
        "keys::skipped_twice",
        &["sim ... ok"],
        &[
            "sim ... ok",
            "tokio_current_thread ... ok",
            "tokio_multi_thread ... ignored, for one reason",
        ],
    );
}

#[test]
fn what_is_required_and_missing_is_unsupported() {
    assert_outcomes(
        "keys::requires_what_none_has",
        &["sim ... ignored, unsupported: sim has no `local`"],
        &[
            "sim ... ignored, unsupported: sim has no `local`",
            "tokio_current_thread ... ignored, unsupported: tokio_current_thread has no `native_clock`",
            "tokio_multi_thread ... ignored, unsupported: tokio_multi_thread has no `native_clock`",
        ],
    );
    assert_outcomes(
        "keys::a_reason_of_ones_own_comes_first",
        &["sim ... ignored, for a reason"],
        &[
            "sim ... ignored, for a reason",
            "tokio_current_thread ... ignored, unsupported: tokio_current_thread has no `threads`",
            "tokio_multi_thread ... ok",
        ],
    );
}

#[test]
fn a_reason_of_a_cell_takes_the_place_of_the_users() {
    let others = [
        "tokio_current_thread ... ignored, for the user's reason",
        "tokio_multi_thread ... ignored, for the user's reason",
    ];
    let sim = "sim ... ignored, for a better reason";
    assert_outcomes(
        "attributes::ignored_and_skipped",
        &[sim],
        &[sim, others[0], others[1]],
    );
    let sim = "sim ... ignored, for the user's reason";
    assert_outcomes("attributes::ignored", &[sim], &[sim, others[0], others[1]]);
    assert_outcomes(
        "attributes::ignored_above",
        &[sim],
        &[sim, others[0], others[1]],
    );
}

#[test]
fn a_panic_is_expected_on_a_condition() {
    let sim = "sim - should panic ... ok";
    let others = [
        "tokio_current_thread - should panic ... ok",
        "tokio_multi_thread - should panic ... ok",
    ];
    for path in ["attributes::panics", "attributes::panics_on_a_condition"] {
        assert_outcomes(path, &[sim], &[sim, others[0], others[1]]);
    }
}

#[test]
fn the_keys_of_a_module_are_handed_down() {
    assert_outcomes(
        "defaults::one_runtime::takes_the_keys",
        &["sim ... ok"],
        &["sim ... ok"],
    );
    assert_outcomes(
        "defaults::one_runtime::other_keys_stay",
        &["sim ... ok"],
        &["sim ... ok"],
    );
    assert_outcomes(
        "defaults::one_runtime::deeper::takes_the_keys",
        &["sim ... ok"],
        &["sim ... ok"],
    );
    assert_outcomes(
        "defaults::with_rstest::plain::number_1_1",
        &["sim ... ok"],
        &["sim ... ok"],
    );
    assert_outcomes(
        "defaults::one_runtime::the_keys_of_a_test_win",
        &["tokio_current_thread ... ignored, needs the feature `tokio` of runtime-matrix"],
        &["tokio_current_thread ... ok"],
    );
    let ignored = "sim ... ignored, for the module's reason";
    assert_outcomes(
        "defaults::skips::takes_the_keys",
        &[ignored],
        &[
            ignored,
            "tokio_current_thread ... ok",
            "tokio_multi_thread ... ok",
        ],
    );
}

#[test]
fn a_key_of_a_test_takes_the_place_of_the_modules() {
    assert_outcomes(
        "defaults::skips::a_test_that_says_where_it_runs_runs_there",
        &["sim ... ok"],
        &["sim ... ok"],
    );
    assert_outcomes(
        "defaults::skips::skips_are_not_added_up",
        &["sim ... ok"],
        &[
            "sim ... ok",
            "tokio_current_thread ... ignored, for its own reason",
            "tokio_multi_thread ... ignored, for its own reason",
        ],
    );
    assert_outcomes(
        "defaults::skips::neither_are_requirements",
        &["sim ... ignored, for the module's reason"],
        &[
            "sim ... ignored, for the module's reason",
            "tokio_current_thread ... ignored, unsupported: tokio_current_thread has no `local`",
            "tokio_multi_thread ... ignored, unsupported: tokio_multi_thread has no `local`",
        ],
    );
}

#[test]
fn the_place_of_a_test_is_that_of_its_function() {
    let records = records("places::placed::sim");
    let place = format!("tests/it/places.rs:{LINE}:10");
    assert!(records.contains(&place), "{place} is not in {records}");
    assert!(records.contains(r#""package":"user""#), "{records}");
    assert!(records.contains(r#""test":"places::placed""#), "{records}");
}

#[test]
fn a_transport_stands_between_the_test_and_its_cells() {
    let (sim, off) = ("sim ... ok", "smol ... ignored, needs the feature `smol`");
    let cells = |sim: &str, others: &str| {
        let others =
            ["tokio_current_thread", "tokio_multi_thread"].map(|cell| format!("{cell}{others}"));
        [vec![sim.to_owned()], others.to_vec()].concat()
    };
    for (path, sim, others) in [
        ("transports::all::tcp", sim, " ... ok"),
        ("transports::all::unix", sim, " ... ok"),
        ("transports::all::memory", sim, " ... ok"),
        (
            "transports::skipped::tcp",
            "sim ... ignored, for a reason",
            " ... ok",
        ),
        (
            "transports::panics::unix",
            "sim - should panic ... ok",
            " - should panic ... ok",
        ),
    ] {
        let cells = cells(sim, others);
        let cells: Vec<_> = cells.iter().map(String::as_str).collect();
        assert_outcomes(path, &[sim], &cells);
    }
    let off = format!("{off} of runtime-matrix");
    assert_outcomes("transports::off::unix", &[&off], &[&off]);
}

#[test]
fn the_records_know_the_transport_as_part_of_the_test() {
    for transport in ["tcp", "unix", "memory"] {
        let records = records(&format!("transports::all::{transport}::sim"));
        let test = format!(r#""test":"transports::all::{transport}""#);
        assert!(records.contains(&test), "{test} is not in {records}");
        assert!(records.contains("tests/it/transports.rs:8:10"), "{records}");
    }
    let records = records("transports::r#match::memory::sim");
    assert!(
        records.contains(r#""test":"transports::match::memory""#),
        "{records}"
    );
}

#[test]
fn the_records_know_of_a_panic_that_is_expected() {
    for path in [
        "attributes::panics::sim",
        "attributes::panics_on_a_condition::sim",
    ] {
        let records = records(path);
        assert!(records.contains(r#""verdict":"pass""#), "{records}");
    }
}

#[test]
fn a_timeout_is_handed_down() {
    let (success, text) = run(
        &[
            "defaults::limits::is_handed_down::sim",
            "--exact",
            "--ignored",
        ],
        None,
    );
    assert!(!success, "{text}");
    assert!(text.contains("70 ms") || text.contains("70ms"), "{text}");
}

/// Runs a cell and returns its records.
fn records(cell: &str) -> String {
    let folder = cell.replace("::", "-");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{folder}-{}", process::id()));
    fs::create_dir_all(&folder).expect("there is room");
    let (success, text) = run(&[cell, "--exact"], Some(&folder));
    assert!(success, "{text}");

    let files = fs::read_dir(&folder).expect("the folder is there");
    let records = files
        .map(|file| fs::read_to_string(file.expect("a file").path()).expect("the records are text"))
        .collect();
    fs::remove_dir_all(folder).expect("the folder is ours");
    records
}
