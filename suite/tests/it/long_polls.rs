//! Polls that take too long: who is told, and what a strict limit makes of it.
//!
//! How long a poll takes is the machine's affair, save that it takes no less than what it sleeps for. So only
//! limits that are surely reached, or surely not, say something.

use std::{
    future::poll_fn,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::SeqCst},
    },
    task::{Context, Poll},
    thread,
    time::Duration,
};

use runtime_matrix::{LongPoll, Outcome, Runtime, Verdict};

use crate::{
    fixture::{cells, run},
    on,
};

const LIMIT: Duration = Duration::from_millis(2);
const NEVER: Duration = Duration::from_secs(60 * 60);

/// Returns what was found of one task, or of the test.
fn of<'a>(outcome: &'a Outcome, task: &str) -> Option<&'a LongPoll> {
    let mut polls = outcome.long_polls().iter();
    polls.find(|poll| poll.task == task)
}

/// Spawns a task that keeps its thread for as long as the limit.
async fn block(rt: Runtime) {
    let blocker = rt.spawn_named("blocker", async { thread::sleep(LIMIT) });
    blocker.await.unwrap();
}

/// Counts a poll, and asks for another one until there were so many.
fn count(polls: &AtomicU64, until: u64, cx: &Context<'_>) -> Poll<()> {
    if polls.fetch_add(1, SeqCst) + 1 >= until {
        return Poll::Ready(());
    }
    cx.waker().wake_by_ref();
    Poll::Pending
}

#[runtime_matrix::test]
async fn a_long_poll_is_told_with_its_task_place_and_limit(rt: Runtime) {
    let outcome = on::outcome_of(&rt, |cell| cell.poll_limit(LIMIT), block).await;
    assert_eq!(outcome.verdict(), Verdict::Pass);
    let poll = of(&outcome, "task `blocker`").expect("it blocked");
    assert!(poll.longest >= LIMIT && poll.limit == LIMIT && poll.times >= 1);
    assert!(poll.place.contains("tests/it/long_polls.rs:"), "{poll}");
    assert_eq!(
        outcome.record().long_polls.as_deref(),
        Some(outcome.long_polls())
    );
}

#[runtime_matrix::test]
async fn a_strict_limit_fails_the_cell_and_says_what_to_do(rt: Runtime) {
    let outcome = on::outcome_of(&rt, |cell| cell.strict_poll_limit(LIMIT), block).await;
    assert_eq!(outcome.verdict(), Verdict::Fail);
    // Where the machine stalls, others may have taken too long as well.
    let report = outcome.report();
    assert!(report.contains("task `blocker` took "), "{report}");
    assert!(
        report.contains(
            " for one poll, and the limit is 2ms: do what blocks in `Runtime::spawn_blocking`"
        ),
        "{report}"
    );
    let place = "\n    spawned at suite/tests/it/long_polls.rs:";
    assert!(report.contains(place) || report.contains(&place.replace("suite/", "")));
}

#[runtime_matrix::test]
async fn within_the_limit_nothing_is_told(rt: Runtime) {
    let outcome = on::outcome_of(&rt, |cell| cell.strict_poll_limit(NEVER), block).await;
    assert_eq!(outcome.verdict(), Verdict::Pass, "{}", outcome.report());
    assert_eq!(outcome.record().long_polls.as_deref(), Some(&[][..]));
}

#[runtime_matrix::test]
async fn without_a_limit_nothing_is_timed(rt: Runtime) {
    let outcome = on::outcome(&rt, block).await;
    assert_eq!(outcome.record().long_polls, None);
    assert!(outcome.long_polls().is_empty());
}

#[runtime_matrix::test]
async fn each_poll_counts(rt: Runtime) {
    let polls = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&polls);
    let outcome = on::outcome_of(
        &rt,
        |cell| cell.poll_limit(Duration::ZERO),
        move |rt: Runtime| async move {
            let task = poll_fn(move |cx| count(&counted, 4, cx));
            rt.spawn_named("counter", task).await.unwrap();
        },
    )
    .await;
    let poll = of(&outcome, "task `counter`").expect("each is told");
    assert_eq!(poll.times, polls.load(SeqCst));
    assert!(poll.times >= 4);
}

#[runtime_matrix::test]
async fn what_the_suite_does_at_the_end_is_not_the_tests(rt: Runtime) {
    let polls = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&polls);
    let outcome = on::outcome_of(
        &rt,
        |cell| cell.poll_limit(Duration::ZERO),
        move |rt: Runtime| {
            // To be cancelled and joined at the end, for which the root is polled again.
            rt.spawn(std::future::pending::<()>()).detach();
            poll_fn(move |cx| count(&counted, 3, cx))
        },
    )
    .await;
    let poll = of(&outcome, "the test").expect("each is told");
    assert_eq!(poll.times, polls.load(SeqCst));
}

#[runtime_matrix::test]
async fn a_poll_that_panics_is_timed_and_the_panic_stays_the_cause(rt: Runtime) {
    let outcome = on::outcome_of(
        &rt,
        |cell| cell.strict_poll_limit(Duration::ZERO),
        |rt: Runtime| async move {
            drop(rt.spawn_named("boomer", async { panic!("boom") }));
            std::future::pending::<()>().await;
        },
    )
    .await;
    assert_eq!(outcome.verdict(), Verdict::Panic);
    assert!(outcome.message().is_some_and(|said| said.contains("boom")));
    assert!(of(&outcome, "task `boomer`").is_some_and(|poll| poll.times == 1));
    let report = outcome.report();
    assert!(
        report.contains("\n  then:\n    task `boomer` took "),
        "{report}"
    );
    assert!(
        report.contains("\n  long poll: task `boomer`, spawned at "),
        "{report}"
    );
}

#[runtime_matrix::test(requires(blocking))]
async fn a_blocking_job_may_block(rt: Runtime) {
    let outcome = on::outcome_of(
        &rt,
        |cell| cell.poll_limit(Duration::ZERO),
        |rt: Runtime| async move { rt.spawn_blocking(|| thread::sleep(LIMIT)).await.unwrap() },
    )
    .await;
    let told: Vec<_> = outcome
        .long_polls()
        .iter()
        .map(|poll| &*poll.task)
        .collect();
    assert_eq!(told, ["the test"]);
}

#[runtime_matrix::test(max_poll = "1h", timeout = "5s")]
async fn the_key_goes_with_others(rt: Runtime) {
    rt.yield_now().await;
}

/// Keys for a whole module.
#[runtime_matrix::tests(max_poll("1h", strict))]
mod a_module {
    #[test]
    async fn hands_it_down() {
        std::future::ready(()).await;
    }
}

#[test]
fn a_test_that_passes_tells_its_long_polls_to_the_standard_error() {
    for cell in cells() {
        let run = run(&[&format!("blocks::{cell}")], &[]);
        assert!(run.output.status.success(), "{}", run.text);
        let hint = format!("runtime-matrix: hint: blocks::{cell}: the test, spawned at ");
        assert!(run.text.contains(&hint), "{}", run.text);
        let rest = " and the limit is 1ms: do what blocks in `Runtime::spawn_blocking`\n";
        assert!(run.text.contains(rest), "{}", run.text);
        let polls = run.end().long_polls.as_deref().unwrap_or_default();
        assert!(
            polls.iter().any(|poll| poll.task == "the test"),
            "{polls:?}"
        );
    }
}

#[test]
fn a_test_whose_limit_is_strict_fails() {
    for cell in cells() {
        let run = run(&[&format!("blocks_where_it_must_not::{cell}")], &[]);
        assert_eq!(run.end().verdict, Verdict::Fail, "{}", run.text);
        let message = run.end().message.as_deref().unwrap_or_default();
        assert!(message.starts_with("the test took "), "{message}");
        assert!(
            !run.text.contains("hint: "),
            "it is told once: {}",
            run.text
        );
    }
}

#[test]
fn the_environment_sets_a_limit_where_the_test_has_none() {
    let limit = ("RUNTIME_MATRIX_MAX_POLL", "1ms");
    for cell in cells() {
        let told = run(&[&format!("blocks_without_a_limit::{cell}")], &[limit]);
        assert!(
            told.text.contains("hint: blocks_without_a_limit::"),
            "{}",
            told.text
        );
        let own = run(&[&format!("blocks_below_its_limit::{cell}")], &[limit]);
        assert_eq!(own.end().long_polls.as_deref(), Some(&[][..]));
        let unset = run(&[&format!("blocks_without_a_limit::{cell}")], &[]);
        assert_eq!(unset.end().long_polls, None);
    }
}
