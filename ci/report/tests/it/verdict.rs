use runtime_matrix_report::Verdict;

#[test]
fn the_names_are_those_of_the_vocabulary() {
    assert_eq!(
        Verdict::ALL.map(Verdict::name).join(", "),
        "pass, fail, panic, timeout, stalled, deadlock, hang, crash, interrupted, leak, \
         unsupported, skipped, xfail, xpass, flaky, build-failed",
    );
}

#[test]
fn each_name_leads_back_to_its_verdict() {
    for verdict in Verdict::ALL {
        assert_eq!(Verdict::from_name(verdict.name()), Some(verdict));
    }
}

#[test]
fn other_names_lead_nowhere() {
    for name in ["", "Pass", "pass ", "build_failed", "passed"] {
        assert_eq!(Verdict::from_name(name), None, "{name:?}");
    }
}

#[test]
fn four_verdicts_are_no_failures() {
    let fine = Verdict::ALL.into_iter().filter(|it| !it.is_failure());
    assert_eq!(
        fine.collect::<Vec<_>>(),
        [
            Verdict::Pass,
            Verdict::Unsupported,
            Verdict::Skipped,
            Verdict::Xfail,
        ],
    );
}

#[test]
fn a_verdict_displays_as_its_name_and_takes_a_width() {
    assert_eq!(format!("{:<6}|", Verdict::Pass), "pass  |");
}
