use super::*;

#[test]
fn a_table_is_read_as_it_was_written() {
    let mut table = Table::new();
    table.exit = Exit::Failures;
    let mut cell = Cell::new("smol", Verdict::BuildFailed);
    cell.message = Some("a\u{1b}[0m \"quoted\"".to_owned());
    cell.expected = Some(Expected {
        verdict: "failure".to_owned(),
        was: None,
        reason: None,
        link: Some("https://example.org".to_owned()),
        until: Some("2027-01-31".to_owned()),
        entry: "runtime-matrix.toml:3".to_owned(),
    });
    table.tests.push(Row {
        cells: vec![cell, Cell::new("sim", Verdict::Pass)],
        level: Level::May,
        ..Row::default()
    });
    let text = serde_json::to_string(&table).unwrap();
    assert_eq!(serde_json::from_str::<Table>(&text).unwrap(), table);
}

#[test]
fn what_fell_to_another_has_not_failed_itself() {
    let failed = Verdict::ALL.map(|verdict| Cell::new("sim", verdict).has_failed());
    let red = Verdict::ALL.map(Verdict::is_failure);
    let apart = Verdict::ALL.into_iter().zip(failed).zip(red);
    let apart = apart.filter(|((_, failed), red)| failed != red);
    let apart: Vec<Verdict> = apart.map(|((verdict, _), _)| verdict).collect();
    assert_eq!(apart, [Verdict::Interrupted, Verdict::BuildFailed]);
}

#[test]
fn a_test_without_a_level_is_a_must() {
    let text = serde_json::to_string(&Row::of("ping", [])).unwrap();
    assert!(!text.contains("level"), "{text}");
    assert_eq!(
        serde_json::from_str::<Row>(&text).unwrap().level,
        Level::Must
    );
    let wrong = text.replacen('{', "{\"level\":\"info\",", 1);
    let error = serde_json::from_str::<Row>(&wrong).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("`info` is no level of a test"),
        "{error}"
    );
}

#[test]
fn a_test_is_left_out_by_the_level_that_was_asked_for_if_it_ran_nowhere() {
    let mut skipped = Cell::new("sim", Verdict::Skipped);
    skipped.message = Level::May.left_out(Level::Should);
    let row = |other: Verdict| Row {
        level: Level::May,
        ..Row::of("ping", [Cell::new("smol", other), skipped.clone()])
    };
    for other in Verdict::ALL {
        let is_out = matches!(
            other,
            Verdict::Skipped | Verdict::Unsupported | Verdict::BuildFailed
        );
        let by = is_out.then_some(Level::Should);
        assert_eq!(row(other).left_out_by(), by, "{other}");
    }
    let mut for_a_reason = row(Verdict::Skipped);
    for_a_reason.cells[1].message = Some("it sings".to_owned());
    assert_eq!(for_a_reason.left_out_by(), None);
    let of_another_level = Row {
        level: Level::Should,
        ..row(Verdict::Skipped)
    };
    assert_eq!(of_another_level.left_out_by(), None);
}

#[test]
fn what_is_no_verdict_and_no_exit_code_is_told() {
    let text = serde_json::to_string(&Cell::new("sim", Verdict::Pass)).unwrap();
    let wrong = text.replace("\"pass\"", "\"passed\"");
    let error = serde_json::from_str::<Cell>(&wrong).unwrap_err();
    assert!(
        error.to_string().starts_with("`passed` is no verdict"),
        "{error}"
    );
    let text = serde_json::to_string(&Table::new()).unwrap();
    let wrong = text.replace("\"exit\":0", "\"exit\":9");
    let error = serde_json::from_str::<Table>(&wrong).unwrap_err();
    assert!(
        error.to_string().starts_with("9 is no exit code"),
        "{error}"
    );
}
