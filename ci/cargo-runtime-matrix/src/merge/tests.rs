use runtime_matrix_report::{Level, Verdict};

use super::*;

/// A table of one test of the package `chat`, with these cells.
fn table(test: &str, cells: &[(&str, Verdict)]) -> Table {
    let mut table = Table::new();
    table.runtimes = cells
        .iter()
        .map(|(id, _)| Column {
            id: (*id).to_owned(),
            ..Column::default()
        })
        .collect();
    table.tests = vec![Row {
        package: "chat".to_owned(),
        target: "it".to_owned(),
        test: test.to_owned(),
        cells: cells
            .iter()
            .map(|(id, verdict)| Cell::new(id, *verdict))
            .collect(),
        ..Row::default()
    }];
    conclude(&mut table);
    table
}

fn sharded(test: &str, shard: &str, cells: &[(&str, Verdict)]) -> Table {
    let mut table = table(test, cells);
    table.shard = Some(shard.parse().unwrap());
    table
}

/// Merges tables, of which the first is called `a`.
fn merged(tables: &[Table], expected: Option<&Expected>) -> Table {
    let names = ["a", "b", "c", "d"].into_iter();
    let named = names.zip(tables).map(|(name, table)| Named {
        name: name.to_owned(),
        table: table.clone(),
    });
    merge(named.collect(), expected)
}

use Verdict::{Crash, Fail, Pass, Skipped, Unsupported};

#[test]
fn one_table_stays_what_it_is() {
    let mut one = table("ping", &[("sim", Pass), ("smol", Fail)]);
    one.notes = vec!["a note".to_owned()];
    one.plain_tests = 3;
    assert_eq!(merged(std::slice::from_ref(&one), None), one);
}

#[test]
fn runtimes_that_ran_apart_are_compared() {
    let smol = table("ping", &[("smol", Fail)]);
    let sim = table("ping", &[("sim", Pass)]);
    assert_eq!(smol.tests[0].diagnosis, None, "it knows of no other");
    let both = merged(&[smol.clone(), sim.clone()], None);
    assert_eq!(both.tests.len(), 1);
    let ids: Vec<&str> = both
        .runtimes
        .iter()
        .map(|column| column.id.as_str())
        .collect();
    assert_eq!(ids, ["sim", "smol"]);
    let diagnosis = both.tests[0].diagnosis.as_ref().unwrap();
    assert_eq!(diagnosis.sentence, "differs: green on sim, red on smol");
    assert_eq!(both.exit, Exit::Failures);
    assert_eq!(merged(&[sim, smol], None), both, "in any order");
}

#[test]
fn shards_are_joined_row_by_row() {
    let first = sharded("ping", "1/2", &[("sim", Pass)]);
    let second = sharded("dial", "2/2", &[("sim", Pass)]);
    let both = merged(&[first.clone(), second.clone()], None);
    let tests: Vec<&str> = both.tests.iter().map(|row| row.test.as_str()).collect();
    assert_eq!(tests, ["dial", "ping"]);
    assert_eq!(
        (both.exit, both.shard, both.notes.len()),
        (Exit::Ok, None, 0)
    );
    assert_eq!(merged(&[second, first], None), both, "in any order");
}

#[test]
fn the_same_cell_counts_once_and_the_worse_one_of_two() {
    let pass = table("ping", &[("sim", Pass)]);
    let twice = merged(&[pass.clone(), pass.clone()], None);
    assert_eq!(twice, pass);
    let crash = table("ping", &[("sim", Crash)]);
    for tables in [[pass.clone(), crash.clone()], [crash, pass]] {
        let both = merged(&tables, None);
        assert_eq!(both.tests[0].cells.len(), 1);
        assert_eq!(both.tests[0].cells[0].verdict, Crash);
        assert_eq!(both.exit, Exit::Hangs);
    }
    let note = |first, second| {
        let both = merged(
            &[
                table("ping", &[("sim", first)]),
                table("ping", &[("sim", second)]),
            ],
            None,
        );
        both.notes[0].clone()
    };
    assert_eq!(
        note(Fail, Skipped),
        "`ping` on sim is fail in `a` and skipped in `b`: the worse one counts"
    );
}

#[test]
fn shards_that_are_missing_are_named() {
    let first = sharded("ping", "1/3", &[("sim", Pass), ("smol", Pass)]);
    let third = sharded("dial", "3/3", &[("smol", Pass)]);
    let both = merged(&[third, first], None);
    assert_eq!(both.exit, Exit::Failures);
    assert_eq!(
        both.missing,
        [
            "shard 2/3 on sim, smol: name its table too, or run it again",
            "shard 3/3 on sim: name its table too, or run it again"
        ]
    );
}

#[test]
fn jobs_that_left_no_table_are_named() {
    let expected = "{\"include\":[{\"runtime\":\"tokio\",\"shard\":\"1/2\"},\
                    {\"runtime\":\"tokio\",\"shard\":\"2/2\"},{\"runtime\":\"sim\",\"shard\":\"1/1\"},\
                    {\"runtime\":\"smol\",\"shard\":\"1/1\"}]}";
    let expected: Expected = expected.parse().unwrap();
    let tokio = sharded("ping", "2/2", &[("tokio_multi_thread", Pass)]);
    let sim = table("ping", &[("sim", Pass)]);
    let both = merged(&[tokio, sim], Some(&expected));
    assert_eq!(both.exit, Exit::Failures);
    assert_eq!(
        both.missing,
        [
            "shard 1/2 on tokio: its job has left no table, so run it again",
            "shard 1/1 on smol: its job has left no table, so run it again"
        ]
    );
}

#[test]
fn what_is_no_list_of_jobs_is_told() {
    let told = |text: &str| text.parse::<Expected>().unwrap_err();
    assert_eq!(
        told("{}"),
        "this is not what `matrix --json` prints: missing field `include` at line 1 column 2"
    );
    let job = |runtime, shard| {
        told(&format!(
            "{{\"include\":[{{\"runtime\":\"{runtime}\",\"shard\":\"{shard}\"}}]}}"
        ))
    };
    assert!(job("smoll", "1/1").contains("there is no runtime `smoll`: did you mean `smol`?"));
    assert!(job("smol", "2/1").contains("`2/1` is no shard"));
}

#[test]
fn nothing_ran_if_nothing_did_anywhere() {
    let nothing = table("ping", &[("sim", Unsupported)]);
    assert_eq!(nothing.exit, Exit::NothingRan);
    let something = table("ping", &[("smol", Pass)]);
    assert_eq!(merged(&[nothing.clone(), something], None).exit, Exit::Ok);
    let still = table("dial", &[("sim", Unsupported)]);
    assert_eq!(merged(&[nothing, still], None).exit, Exit::NothingRan);
    assert_eq!(merged(&[Table::new()], None).exit, Exit::NothingRan);
}

#[test]
fn the_worst_exit_counts() {
    let mut passed = table("ping", &[("sim", Pass)]);
    passed.exit = Exit::Internal;
    let both = merged(&[passed, table("ping", &[("sim", Pass)])], None);
    assert_eq!(both.exit, Exit::Internal);
}

#[test]
fn plain_tests_are_counted_once_for_a_package() {
    let with = |package: &str, plain| {
        let mut table = table("ping", &[("sim", Pass)]);
        table.tests[0].package = package.to_owned();
        table.plain_tests = plain;
        table
    };
    let all = [with("chat", 2), with("server", 3), with("chat", 2)];
    let all = merged(&all, None);
    assert_eq!(all.plain_tests, 5);
    assert_eq!(
        all.tests.len(),
        2,
        "two packages may have a test of the same name"
    );
}

#[test]
fn what_one_table_lacks_another_has() {
    let (mut bare, mut told) = (
        table("ping", &[("sim", Pass)]),
        table("ping", &[("sim", Pass)]),
    );
    bare.runtimes.clear();
    told.runtimes[0].version = Some("1.0.0".to_owned());
    told.tests[0].place = Some("tests/it.rs:1:1".to_owned());
    let both = merged(&[bare, told.clone()], None);
    assert_eq!(both.runtimes, told.runtimes);
    assert_eq!(both.tests[0].place, told.tests[0].place);
    let mut newer = told.clone();
    newer.runtimes[0].version = Some("1.0.1".to_owned());
    let both = merged(&[told, newer], None);
    assert_eq!(
        both.notes,
        ["sim is 1.0.1 in `b`, and 1.0.0 in a table before it"]
    );
}

#[test]
fn a_test_has_its_level_from_the_table_that_knows_it() {
    let mut knows = table("ping", &[("sim", Pass)]);
    knows.tests[0].level = Level::Should;
    let unbuilt = table("ping", &[("smol", Verdict::BuildFailed)]);
    for tables in [[knows.clone(), unbuilt.clone()], [unbuilt, knows]] {
        assert_eq!(merged(&tables, None).tests[0].level, Level::Should);
    }
}
