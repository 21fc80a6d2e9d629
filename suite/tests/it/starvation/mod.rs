//! Checks of what lets others have a turn: each with a subject that fails it, and one that passes.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use runtime_matrix::{
    Runtime, Verdict,
    polling::poll_once,
    starvation::{Facade, MANY, beside_a_timer, facade, many_in_one_poll},
};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::{
    events::{assert_says, assert_still},
    on,
};

/// Nothing that works takes that long.
const LONG: Duration = Duration::from_secs(20);

/// A channel of Tokio's with that many items.
fn filled(count: usize) -> UnboundedReceiver<usize> {
    let (sender, receiver) = unbounded_channel();
    (0..count).for_each(|item| sender.send(item).unwrap());
    receiver
}

fn is_on_tokio(rt: &Runtime) -> bool {
    rt.name().starts_with("tokio")
}

#[runtime_matrix::test]
async fn many_operations_that_are_awaited_come_off(rt: Runtime) {
    let receiver = tokio::sync::Mutex::new(filled(MANY));
    let receives = |number| {
        let receiver = &receiver;
        async move {
            let item = receiver.lock().await.recv().await;
            if item == Some(number) {
                Ok(())
            } else {
                Err(format!("{item:?}"))
            }
        }
    };
    let polls = many_in_one_poll(&rt, MANY, receives).await;
    // The one runtime that makes them pending in between.
    assert_eq!(polls > 1, is_on_tokio(&rt), "{polls} polls");
}

#[runtime_matrix::test]
async fn whoever_takes_pending_for_an_answer_is_found(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let receiver = Arc::new(Mutex::new(filled(MANY)));
        let takes = |_| {
            let receiver = Arc::clone(&receiver);
            async move {
                let mut receiver = receiver.lock().unwrap();
                let mut receives = Box::pin(receiver.recv());
                if poll_once(&mut receives).is_ready() {
                    Ok(())
                } else {
                    Err("it is empty")
                }
            }
        };
        many_in_one_poll(&rt, MANY, takes).await;
    })
    .await;
    if is_on_tokio(&rt) {
        let says = [
            "operation 129 of 300 failed on `tokio_",
            "after 128 had passed in the same task",
            "starvation/mod.rs:",
            ": it is empty",
        ];
        assert_says(outcome.message().unwrap(), &says);
    } else {
        outcome.unwrap();
    }
}

#[runtime_matrix::test]
async fn the_first_operation_that_fails_is_no_matter_of_budgets(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        many_in_one_poll(&rt, 5, |_| async { Err("no hay") }).await;
    })
    .await;
    let message = outcome.message().unwrap();
    assert_says(message, &["operation 1 of 5 failed on `", ": no hay"]);
    assert!(!message.contains("Pending"), "{message}");
}

#[runtime_matrix::test]
async fn an_operation_that_never_ends_is_named_by_the_report(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let waits = |number| async move {
            if number == 7 {
                std::future::pending::<()>().await;
            }
            Ok::<_, &str>(())
        };
        many_in_one_poll(&rt, MANY, waits).await;
    })
    .await;
    assert_still(
        &outcome,
        &[
            "`many_in_one_poll` (at ",
            "operation 8 of 300 has not ended",
        ],
    );
}

#[runtime_matrix::test]
async fn a_loop_that_yields_now_and_then_starves_nobody(rt: Runtime) {
    let yields = |number| {
        let rt = rt.clone();
        async move {
            if number % 32 == 31 {
                rt.yield_now().await;
            }
        }
    };
    assert_eq!(beside_a_timer(&rt, 1000, yields).await, 31);
}

#[runtime_matrix::test]
async fn a_loop_that_is_always_ready_starves_its_siblings(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        beside_a_timer(&rt, 1000, |_| async {}).await;
    })
    .await;
    assert_eq!(outcome.verdict(), Verdict::Panic, "{}", outcome.report());
    let says = [
        "starves its siblings on `",
        "1000 operations were done in one poll",
        "the timer beside them has had no turn",
    ];
    assert_says(outcome.message().unwrap(), &says);
}

#[runtime_matrix::test]
async fn a_channel_of_tokios_starves_nobody_on_tokio_alone(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let receiver = tokio::sync::Mutex::new(filled(1000));
        let receives = |_| async { receiver.lock().await.recv().await };
        assert!(beside_a_timer(&rt, 1000, receives).await <= 128);
    })
    .await;
    let expected = if is_on_tokio(&rt) {
        Verdict::Pass
    } else {
        Verdict::Panic
    };
    assert_eq!(outcome.verdict(), expected, "{}", outcome.report());
}

/// Tells what becomes of a façade on the runtime of a test.
async fn found(
    rt: &Runtime,
    patience: Duration,
    call: fn(&Mutex<UnboundedReceiver<usize>>),
) -> Facade {
    let (factory, receiver) = (on::factory(rt), Mutex::new(filled(MANY)));
    on::aside(rt, move || {
        facade(factory, patience, move |_| call(&receiver))
    })
    .await
}

#[runtime_matrix::test]
async fn a_facade_that_does_not_wait_works(rt: Runtime) {
    let found = found(&rt, LONG, |receiver| {
        receiver.lock().unwrap().try_recv().unwrap();
    });
    found.await.unwrap();
}

#[runtime_matrix::test]
async fn a_facade_that_parks_its_thread_hangs_when_the_budget_is_spent(rt: Runtime) {
    let patience = if is_on_tokio(&rt) {
        Duration::from_millis(200)
    } else {
        LONG
    };
    let found = found(&rt, patience, |receiver| {
        let mut receiver = receiver.lock().unwrap();
        futures_lite::future::block_on(receiver.recv()).unwrap();
    })
    .await;
    if is_on_tokio(&rt) {
        assert_eq!(
            found,
            Facade::Hangs {
                after: 128,
                patience
            }
        );
        let says = [
            "the façade hangs inside a task: 128 calls returned, and then none for 200ms: the task's budget",
        ];
        assert_says(&found.to_string(), &says);
    } else {
        found.unwrap();
    }
}

#[runtime_matrix::test]
async fn a_facade_that_tokio_refuses_is_told_in_its_words(rt: Runtime) {
    let found = found(&rt, LONG, |receiver| {
        receiver.lock().unwrap().blocking_recv().unwrap();
    })
    .await;
    if is_on_tokio(&rt) {
        let Facade::Refused { after: 0, message } = &found else {
            panic!("{found}");
        };
        assert!(
            message.starts_with("Cannot block the current thread"),
            "{message}"
        );
        let says = [
            "the façade is refused inside a task, after 0 calls: ",
            "diagnosis: it blocks a thread that drives",
        ];
        assert_says(&found.to_string(), &says);
    } else {
        found.unwrap();
    }
}

#[runtime_matrix::test]
async fn a_facade_that_blocks_on_a_runtime_in_a_runtime_is_refused(rt: Runtime) {
    let found = found(&rt, LONG, |_| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        runtime.block_on(async {});
    })
    .await;
    let is_refused = matches!(found, Facade::Refused { after: 0, .. });
    assert_eq!(is_refused, is_on_tokio(&rt), "{found}");
}

#[runtime_matrix::test]
async fn a_facade_that_panics_is_told_apart(rt: Runtime) {
    let found = found(&rt, LONG, |receiver| {
        assert!(receiver.lock().unwrap().try_recv().unwrap() < 3, "no hay");
    })
    .await;
    assert_eq!(
        found.to_string(),
        "the façade panicked inside a task, after 3 calls: no hay"
    );
}
