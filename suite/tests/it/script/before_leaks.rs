//! What a scripted object complains of is told before the leaks that may have come of it.

use std::{future::pending, pin::Pin};

use runtime_matrix::{
    Runtime,
    mock::{MockIo, mock_sink, mock_stream},
};

use super::{assert_fails, swallowed};
use crate::on;

/// Leaves a task behind, which is a leak.
fn leak(rt: &Runtime) {
    drop(rt.spawn(pending::<()>()));
}

#[runtime_matrix::test]
async fn of_a_stream(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let mut stream = mock_stream::<u8>([]).strict();
        swallowed(&rt, async move {
            stream.next().await;
            stream.next().await;
        })
        .await;
        leak(&rt);
    })
    .await;
    assert_fails(&outcome, &["polled after its end", "then:\n    leak: "]);
}

#[runtime_matrix::test]
async fn of_a_sink(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let mut sink = mock_sink();
        swallowed(
            &rt,
            async move { Pin::new(&mut sink).start_send(1).unwrap() },
        )
        .await;
        leak(&rt);
    })
    .await;
    assert_fails(&outcome, &["`start_send` without", "then:\n    leak: "]);
}

#[runtime_matrix::test]
async fn of_a_connection(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        drop(MockIo::script().read("a").build());
        leak(&rt);
    })
    .await;
    assert_fails(&outcome, &["is unfinished at step 1", "then:\n    leak: "]);
}
