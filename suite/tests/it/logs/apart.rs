//! Tests that run at the same time have each its own log.

use std::{sync::mpsc, thread};

use runtime_matrix::{Outcome, Runtime};

use crate::on;

/// Logs ten records in turns with another cell, and returns what came of the test.
fn cell_in_turns(
    factory: &'static dyn runtime_matrix::RuntimeFactory,
    name: &'static str,
    mine: mpsc::Receiver<()>,
    other: mpsc::Sender<()>,
) -> Outcome {
    on::quick(factory).run(move |rt: Runtime| async move {
        let logs = rt.logs();
        let task = rt.spawn(async move {
            for turn in 0..10 {
                mine.recv().expect("the other cell goes on");
                log::info!("{name} {turn}");
                let _ = other.send(());
            }
        });
        task.await.unwrap();
        let expected: Vec<_> = (0..10).map(|turn| format!("{name} {turn}")).collect();
        assert_eq!(logs.messages(), expected);
    })
}

#[runtime_matrix::test]
async fn two_cells_at_once_have_each_its_own_log(rt: Runtime) {
    let factory = on::factory(&rt);
    let outcomes = on::aside(&rt, move || {
        let (to_left, left) = mpsc::channel();
        let (to_right, right) = mpsc::channel();
        to_left.send(()).expect("it is received below");
        let other = thread::spawn(move || cell_in_turns(factory, "right", right, to_left));
        let left = cell_in_turns(factory, "left", left, to_right);
        [left, other.join().expect("a cell does not panic")]
    })
    .await;
    for outcome in outcomes {
        outcome.unwrap();
    }
}

#[runtime_matrix::test]
async fn a_cell_beside_one_that_captures_keeps_nothing(rt: Runtime) {
    let logs = rt.logs();
    let enabled = on::aside(&rt, {
        let factory = on::factory(&rt);
        move || {
            let (sender, receiver) = mpsc::channel();
            let outcome = on::quick(factory).run(move |_: Runtime| async move {
                log::error!("beside");
                let _ = sender.send(log::log_enabled!(log::Level::Error));
            });
            outcome.unwrap();
            receiver.recv()
        }
    })
    .await;
    assert_eq!((enabled, logs.count()), (Ok(false), 0));
}

#[runtime_matrix::test]
async fn the_log_can_be_read_after_its_test(rt: Runtime) {
    let (sender, receiver) = mpsc::channel();
    let outcome = on::outcome(&rt, move |rt| async move {
        let _ = sender.send(rt.logs());
        rt.spawn(async { log::info!("within") }).await.unwrap();
    });
    outcome.await.unwrap();
    let logs = receiver.recv().expect("the test has sent it");
    log::info!("this belongs to no log of that test");
    assert_eq!(logs.messages(), ["within"]);
}

#[runtime_matrix::test]
async fn a_log_cannot_begin_after_its_test(rt: Runtime) {
    let (sender, receiver) = mpsc::channel();
    let outcome = on::outcome(&rt, move |rt| async move {
        let _ = sender.send(rt);
    });
    outcome.await.unwrap();
    let ended = receiver.recv().expect("the test has sent it");
    let message = crate::mock::panic_of(|| ended.logs());
    let expected = format!("inner::{}: `logs` after the test has ended", rt.name());
    assert_eq!(message, expected);
}
