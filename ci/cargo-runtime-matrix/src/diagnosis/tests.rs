use runtime_matrix_report::Verdict;

use super::*;
use crate::table::CardEntry;

const REACTOR: &str = "the test panicked: there is no reactor running, must be called from the context of a \
                       Tokio 1.x runtime";

/// A runtime whose card has these entries, as in `handle_drop=Cancels task_thread=Workers`.
fn column(id: &str, card: &str) -> Column {
    let entries = card
        .split_whitespace()
        .filter_map(|entry| entry.split_once('='));
    Column {
        id: id.to_owned(),
        card: entries
            .map(|(name, value)| CardEntry {
                name: name.to_owned(),
                value: value.replace('+', ", "),
            })
            .collect(),
        ..Column::default()
    }
}

fn columns() -> [Column; 3] {
    [
        column(
            "sim",
            "capabilities=timer+blocking handle_drop=Cancels task_thread=Root",
        ),
        column(
            "tokio_current_thread",
            "capabilities=timer+blocking handle_drop=Detaches task_thread=Root",
        ),
        column(
            "smol",
            "capabilities=timer+threads handle_drop=Cancels task_thread=Workers",
        ),
    ]
}

fn cell(runtime: &str, verdict: Verdict, message: &str) -> Cell {
    let mut cell = Cell::new(runtime, verdict);
    cell.message = (!message.is_empty()).then(|| message.to_owned());
    cell
}

fn row(cells: [Cell; 3]) -> Row {
    Row {
        cells: cells.into(),
        ..Row::default()
    }
}

/// A row with these verdicts on sim, tokio_current_thread and smol; what is red says `no`.
fn verdicts(verdicts: [Verdict; 3]) -> Row {
    let ids = ["sim", "tokio_current_thread", "smol"];
    let cells: Vec<Cell> = ids
        .into_iter()
        .zip(verdicts)
        .map(|(id, verdict)| cell(id, verdict, if verdict.is_failure() { "no" } else { "" }))
        .collect();
    row(cells.try_into().unwrap())
}

#[track_caller]
fn sentence(row: &Row) -> String {
    diagnose(row, &columns()).expect("a diagnosis").sentence
}

#[test]
fn a_message_in_the_words_of_a_runtime_is_a_symptom() {
    let mut row = row([
        cell("sim", Verdict::Panic, REACTOR),
        cell("tokio_current_thread", Verdict::Pass, ""),
        cell("smol", Verdict::Panic, REACTOR),
    ]);
    row.cells[2].frame = Some("chat::connect at src/lib.rs:12".to_owned());
    let diagnosis = diagnose(&row, &columns()).unwrap();
    assert_eq!(
        diagnosis.sentence,
        "needs a Tokio reactor: green on tokio_current_thread, red on sim, smol; first frame outside the \
         runtime: chat::connect at src/lib.rs:12"
    );
    assert_eq!(diagnosis.evidence, [REACTOR]);
    assert_eq!(
        diagnosis.advice.as_deref(),
        Some(Symptom::TokioReactor.advice())
    );
}

#[test]
fn what_is_red_for_another_reason_is_told_apart() {
    let row = row([
        cell("sim", Verdict::Deadlock, "nobody wakes it"),
        cell("tokio_current_thread", Verdict::Pass, ""),
        cell("smol", Verdict::Panic, REACTOR),
    ]);
    assert_eq!(
        sentence(&row),
        "needs a Tokio reactor: green on tokio_current_thread, red on smol, red for another reason on sim"
    );
}

#[test]
fn a_handles_drop_needs_the_cards_split_and_dropped_handles() {
    let mut row = verdicts([Verdict::Panic, Verdict::Pass, Verdict::Panic]);
    assert!(sentence(&row).starts_with("the verdicts split exactly as `handle_drop` does"));

    row.cells[0].native_drops = Some(1);
    assert!(
        sentence(&row).starts_with("the verdicts split"),
        "on smol, none was dropped"
    );

    row.cells[2].native_drops = Some(2);
    let diagnosis = diagnose(&row, &columns()).unwrap();
    assert_eq!(
        diagnosis.sentence,
        "leans on a handle's drop: red where the handle cancels (sim, smol), green where the handle detaches \
         (tokio_current_thread)"
    );
    assert_eq!(
        diagnosis.evidence,
        ["native handles dropped: 1 on sim, 2 on smol"]
    );

    row.cells[0].verdict = Verdict::Pass;
    assert!(
        !sentence(&row).contains("handle's drop"),
        "sim cancels too, and is green"
    );
}

#[test]
fn hidden_threads_are_a_finding_even_where_all_is_green() {
    let mut row = verdicts([Verdict::Pass; 3]);
    assert_eq!(diagnose(&row, &columns()), None, "not counted is not none");
    row.cells[0].threads = Some(Vec::new());
    assert_eq!(diagnose(&row, &columns()), None);
    for cell in &mut row.cells {
        cell.threads = Some(vec!["async-io".to_owned()]);
    }
    row.cells[2].threads = Some(["async-io", "smol-1", "smol-1"].map(str::to_owned).into());
    assert_eq!(
        sentence(&row),
        "starts a hidden runtime: thread `async-io` on sim, tokio_current_thread; threads `async-io`, \
         `smol-1` × 2 on smol"
    );
}

#[test]
fn hidden_threads_are_told_beside_a_symptom() {
    let mut row = row([
        cell("sim", Verdict::Panic, REACTOR),
        cell("tokio_current_thread", Verdict::Pass, ""),
        cell("smol", Verdict::Panic, REACTOR),
    ]);
    row.cells[1].threads = Some(vec!["async-io".to_owned()]);
    let diagnosis = diagnose(&row, &columns()).unwrap();
    assert!(diagnosis.sentence.starts_with("needs a Tokio reactor"));
    assert_eq!(
        diagnosis.evidence[1],
        "it also starts a hidden runtime: thread `async-io` on tokio_current_thread"
    );
}

#[test]
fn a_split_as_the_cards_have_it_is_a_hint() {
    let row = verdicts([Verdict::Pass, Verdict::Pass, Verdict::Panic]);
    assert_eq!(
        sentence(&row),
        "the verdicts split exactly as `blocking` does (and as `threads`, `task_thread`): red where it is \
         missing (smol), green where it is there (sim, tokio_current_thread)"
    );
}

#[test]
fn a_split_that_no_card_has_only_differs() {
    let row = verdicts([Verdict::Panic, Verdict::Pass, Verdict::Pass]);
    let diagnosis = diagnose(&row, &columns()).unwrap();
    assert_eq!(
        diagnosis.sentence,
        "differs: green on tokio_current_thread, smol, red on sim"
    );
    assert!(
        diagnosis
            .advice
            .is_some_and(|advice| advice.contains("--census"))
    );
}

#[test]
fn a_card_that_is_not_known_is_no_evidence() {
    let row = verdicts([Verdict::Pass, Verdict::Pass, Verdict::Panic]);
    let diagnosis = diagnose(&row, &columns()[..2]).unwrap();
    assert!(diagnosis.sentence.starts_with("differs: "), "{diagnosis:?}");
}

#[test]
fn what_fails_alike_everywhere_is_a_failure_and_no_difference() {
    assert_eq!(diagnose(&verdicts([Verdict::Panic; 3]), &columns()), None);
    assert_eq!(diagnose(&verdicts([Verdict::Pass; 3]), &columns()), None);
}

#[test]
fn what_did_not_run_is_on_neither_side() {
    let mut row = verdicts([Verdict::Unsupported, Verdict::Pass, Verdict::Skipped]);
    assert_eq!(diagnose(&row, &columns()), None);
    row.cells[0].verdict = Verdict::BuildFailed;
    assert_eq!(diagnose(&row, &columns()), None);
}

#[test]
fn runtimes_that_lie_apart_by_almost_everything_give_no_hint() {
    let apart = [
        column(
            "sim",
            "handle_drop=Detaches task_thread=Root instances=Fresh self_wake=Queues",
        ),
        column(
            "smol",
            "handle_drop=Cancels task_thread=Either instances=Global self_wake=Repolls",
        ),
    ];
    let mut row = verdicts([Verdict::Pass, Verdict::Pass, Verdict::Panic]);
    row.cells.remove(1);
    let diagnosis = diagnose(&row, &apart).unwrap();
    assert_eq!(diagnosis.sentence, "differs: green on sim, red on smol");
}

#[test]
fn a_thread_that_is_no_runtimes_is_called_a_thread() {
    let mut row = verdicts([Verdict::Pass; 3]);
    row.cells[0].threads = Some(vec!["my-worker".to_owned()]);
    assert_eq!(
        sentence(&row),
        "starts threads of its own: thread `my-worker` on sim"
    );
}

#[test]
fn what_a_count_of_threads_would_not_explain_has_no_such_advice() {
    let row = verdicts([Verdict::Crash, Verdict::Pass, Verdict::Pass]);
    assert_eq!(diagnose(&row, &columns()).unwrap().advice, None);
}
