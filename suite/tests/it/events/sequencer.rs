//! What holds of sequencers.

use std::sync::{Arc, Mutex};

use runtime_matrix::{Outcome, Runtime, Sequencer, Verdict};

use crate::{
    events::{assert_says, assert_still},
    on,
};

/// Runs a test in a cell of its own, of which the panic is looked at.
async fn panics(rt: &Runtime, test: fn(Runtime, Sequencer) -> on::Boxed) -> Outcome {
    let outcome = on::outcome(rt, move |rt| test(rt, Sequencer::named("tide"))).await;
    assert_eq!(outcome.verdict(), Verdict::Panic, "{}", outcome.report());
    outcome
}

#[runtime_matrix::test(seeds = 8)]
async fn steps_come_in_their_order_however_they_are_asked_for(rt: Runtime) {
    let (seq, seen) = (Sequencer::new(), Arc::new(Mutex::new(Vec::new())));
    let step = |number| {
        let (seq, seen) = (seq.clone(), Arc::clone(&seen));
        async move {
            let _step = seq.step(number).await;
            seen.lock().unwrap().push(number);
        }
    };
    let tasks: Vec<_> = [4, 2, 0, 3, 1]
        .into_iter()
        .map(|number| rt.spawn(step(number)))
        .collect();
    seq.step(5).await;
    assert_eq!(*seen.lock().unwrap(), [0, 1, 2, 3, 4]);
    for task in tasks {
        task.await.unwrap();
    }
}

#[runtime_matrix::test]
async fn a_step_lasts_until_it_is_dropped(rt: Runtime) {
    let seq = Sequencer::new();
    let first = seq.step(0).await;
    let second = rt.spawn(seq.step(1));
    rt.wait_all_tasks_blocked().await;
    assert!(!second.is_finished(), "step 0 has not ended");
    assert_eq!(first.number(), 0);
    drop(first);
    assert_eq!(second.await.unwrap().number(), 1);
}

#[runtime_matrix::test]
async fn a_step_that_panics_has_ended(rt: Runtime) {
    let seq = Sequencer::new();
    let panics = rt.spawn({
        let seq = seq.clone();
        async move {
            let _step = seq.step(0).await;
            panic!("step 0");
        }
    });
    seq.step(1).await;
    panics.await.unwrap_err();
}

#[runtime_matrix::test]
async fn a_step_that_is_cancelled_after_its_turn_has_come_has_ended(rt: Runtime) {
    let seq = Sequencer::new();
    let holder = rt.spawn({
        let seq = seq.clone();
        async move {
            let _step = seq.step(0).await;
            std::future::pending::<()>().await;
        }
    });
    rt.wait_all_tasks_blocked().await;
    holder.cancel().await;
    seq.step(1).await;
}

#[runtime_matrix::test]
async fn a_step_cannot_be_asked_for_twice(rt: Runtime) {
    let outcome = panics(&rt, |_, seq| {
        Box::pin(async move {
            let _first = seq.step(0);
            let _second = seq.step(0);
        })
    })
    .await;
    let says = [
        "step 0 of sequencer `tide` (made at ",
        "is asked for twice: it was at ",
        "sequencer.rs:",
    ];
    assert_says(outcome.message().unwrap(), &says);
}

#[runtime_matrix::test]
async fn a_step_given_up_while_it_waits_takes_the_later_ones_with_it(rt: Runtime) {
    let outcome = panics(&rt, |rt, seq| {
        Box::pin(async move {
            let waiter = rt.spawn(seq.step(1));
            rt.wait_all_tasks_blocked().await;
            waiter.cancel().await;
            seq.step(0).await;
            seq.step(2).await;
        })
    })
    .await;
    let says = [
        "step 2 of sequencer `tide`",
        "can never come: step 1, asked for at ",
        "was dropped while it waited",
    ];
    assert_says(outcome.message().unwrap(), &says);
}

#[runtime_matrix::test]
async fn whoever_waits_behind_a_step_that_is_given_up_is_told_at_once(rt: Runtime) {
    let seq = Sequencer::new();
    let behind = rt.spawn(seq.step(7));
    let lost = rt.spawn(seq.step(3));
    rt.wait_all_tasks_blocked().await;
    lost.cancel().await;
    let error = behind.await.unwrap_err().to_string();
    assert_says(&error, &["step 7 of sequencer", "step 3, asked for at "]);
    seq.step(0).await;
}

#[runtime_matrix::test]
async fn a_gap_is_named_by_the_report(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        let seq = Sequencer::named("tide");
        seq.step(0).await;
        seq.step(2).await;
    })
    .await;
    assert_still(
        &outcome,
        &[
            "sequencer `tide` (made at ",
            "1 waiting, step 1 has not been asked for; waiting since ",
        ],
    );
    assert_eq!(
        outcome.report().matches("can never come").count(),
        0,
        "{}",
        outcome.report()
    );
}

#[runtime_matrix::test]
async fn a_step_that_does_not_end_is_named_by_the_report(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        let seq = Sequencer::new();
        let _kept = seq.step(0).await;
        seq.step(1).await;
    })
    .await;
    assert_still(
        &outcome,
        &["step 0 has begun and has not ended, asked for at "],
    );
}
