//! What was found is told once, with all places, and can be replayed alone.

use std::{env, process::Command, time::Duration};

use runtime_matrix::{
    cancel::{Count, Disturbance, Sweep, Swept, sweep, table},
    factories,
};

/// Takes its item before it sleeps twice.
fn loses() -> Sweep<Vec<u32>, u32> {
    sweep(
        |_| async { vec![1] },
        |rt, items: &mut Vec<u32>| {
            Box::pin(async move {
                let item = items.pop();
                rt.sleep(Duration::from_secs(1)).await;
                rt.sleep(Duration::from_secs(1)).await;
                item.unwrap_or_default()
            })
        },
    )
    .conserves(|items, output| Count {
        sent: 1,
        inside: items.len(),
        returned: output.iter().count(),
        ..Count::default()
    })
    .named("take | twice")
}

fn found(swept: &Swept, disturbance: Disturbance) -> usize {
    let findings = swept.findings().iter();
    findings
        .filter(|finding| finding.disturbance() == Some(disturbance))
        .count()
}

#[test]
fn the_same_on_all_points_and_cells_is_one_finding() {
    let swept = loses().run();
    assert_eq!(found(&swept, Disturbance::DropPending), 1, "{swept}");
    let finding = &swept.findings()[0];
    assert_eq!(finding.points(), [1, 2]);
    let ids: Vec<_> = factories().iter().map(|factory| factory.id()).collect();
    assert_eq!(finding.cells(), ids);
}

#[test]
fn a_report_says_what_was_lost_and_where_and_how_to_rerun_it() {
    let report = loses().cells(&[]).run().to_string();
    let expected = [
        "sweep of take | twice: 4 findings (2 suspension points, 19 replays on sim)",
        "  P1, dropped while it waits: 1 of 1 is lost: sent 1, received 0, inside 0, returned 0",
        "    at suspension points 1 (a sleep made at suite/tests/it/cancel/report.rs:",
        ", 2 (a sleep made at suite/tests/it/cancel/report.rs:",
        "RUNTIME_MATRIX_SWEEP=\"P1@1 on sim\" cargo test",
    ];
    for part in expected {
        assert!(report.contains(part), "`{part}` is missing in {report}");
    }
}

#[test]
fn what_was_doubled_is_told_apart_from_what_was_lost() {
    let swept = sweep(|_| async {}, |_, (): &mut ()| Box::pin(async {}))
        .conserves(|(), _| Count {
            sent: 1,
            received: 1,
            returned: 1,
            inside: 0,
        })
        .run();
    let expected = "1 is there twice: sent 1, received 1, inside 0, returned 1";
    assert_eq!(swept.findings()[0].message(), expected);
}

#[test]
fn a_table_has_a_row_for_each_operation() {
    let safe = sweep(
        |_| async {},
        |rt, (): &mut ()| Box::pin(async move { rt.yield_now().await }),
    );
    let safe = safe.cells(&[]).named("yield").run();
    let table = table([&safe, &loses().cells(&[]).run()]);
    let lines: Vec<_> = table.lines().collect();
    let head = "| operation | P0 | P1 | P2 | P3 | P4 | P5 | P6 | P7-abort | P7-drop | notes |";
    assert_eq!(lines[0], head);
    assert_eq!(
        lines[2],
        "| yield | ok | ok | ok | ok | ok | ok | ok | ok | ok |  |"
    );
    let unsafe_row = "| take \\| twice | ok | unsafe | unsafe | ok | unsafe | ok | ok | unsafe | ok | P1: 1 of 1";
    assert!(lines[3].starts_with(unsafe_row), "{table}");
    assert_eq!(lines.len(), 4);
}

#[test]
fn a_table_says_what_does_not_apply() {
    let swept = sweep(|_| async {}, |_, (): &mut ()| Box::pin(async {})).cells(&[]);
    let table = swept.named("ready").run().table();
    assert!(
        table.contains(
            "| ready | ok | - | - | - | - | - | ok | ok | ok | the operation never suspends"
        ),
        "{table}"
    );
}

#[test]
fn what_is_replayed() {
    println!("{}", loses().cells(&[]).run());
}

/// Runs that test again with a variable set, and returns what it prints.
fn replayed(rerun: &str) -> String {
    printed(&[("RUNTIME_MATRIX_SWEEP", rerun)])
}

fn printed(variables: &[(&str, &str)]) -> String {
    let mut again = Command::new(env::current_exe().expect("this is a test binary"));
    again.args(["--exact", "cancel::report::what_is_replayed", "--nocapture"]);
    let output = again.envs(variables.iter().copied()).output();
    String::from_utf8_lossy(&output.expect("it runs again").stdout).into_owned()
}

#[test]
fn the_environment_replays_one_disturbance_alone() {
    let text = replayed("P4@2 on sim");
    for part in [
        "sweep of take | twice: 1 finding (0 suspension points, 1 replay on sim)",
        "P4, kept without being polled, then dropped: 1 of 1 is lost",
        "at suspension point 2 (a sleep made at",
        "note: only `P4@2 on sim` was replayed, as RUNTIME_MATRIX_SWEEP says",
    ] {
        assert!(text.contains(part), "`{part}` is missing in {text}");
    }
}

#[test]
fn a_replay_of_a_point_that_is_not_reached_says_so() {
    let text = replayed("P1@9 on sim");
    let expected = "note: the operation suspended 2 times and did not come to point 9";
    assert!(text.contains(expected), "{text}");
}

#[test]
fn a_replay_that_cannot_be_read_is_refused() {
    let text = replayed("P1 on sim");
    let expected =
        "not run: RUNTIME_MATRIX_SWEEP: `P1 on sim` names no suspension point: write a disturbance";
    assert!(text.contains(expected), "{text}");
    let text = replayed("P1@1 on nowhere");
    assert!(
        text.contains("not run: RUNTIME_MATRIX_SWEEP: there is no cell `nowhere`"),
        "{text}"
    );
}

#[test]
fn a_rerun_has_the_seed_that_was_asked_for_and_the_test() {
    let text = printed(&[("RUNTIME_MATRIX_SEED", "7"), ("CARGO_PKG_NAME", "mine")]);
    let expected =
        "rerun: RUNTIME_MATRIX_SEED=7 RUNTIME_MATRIX_SWEEP=\"P1@1 on sim\" cargo test -p mine";
    assert!(text.contains(expected), "{text}");
}

/// An operation of which each replay takes a while.
fn takes_long() -> Sweep<(), ()> {
    sweep(
        |_| async {},
        |_, (): &mut ()| Box::pin(async { std::thread::sleep(Duration::from_millis(520)) }),
    )
    .cells(&[])
}

#[test]
fn a_long_sweep_says_how_far_it_has_come() {
    if env::var_os("RUNTIME_MATRIX_TEARDOWN").is_some() {
        return takes_long().named("long").replays(2).run().unwrap();
    }
    let mut again = Command::new(env::current_exe().expect("this is a test binary"));
    again.args([
        "--exact",
        "cancel::report::a_long_sweep_says_how_far_it_has_come",
    ]);
    // Any variable will do that tells the two apart.
    let output = again.env("RUNTIME_MATRIX_TEARDOWN", "9s").output();
    let told = String::from_utf8_lossy(&output.expect("it runs again").stderr).into_owned();
    assert!(told.contains("runtime-matrix: sweep of long: "), "{told}");
    assert!(told.contains(" replays, now on sim, 0 findings"), "{told}");
}
