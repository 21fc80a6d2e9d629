//! Remote runtimes that are dropped.

use std::sync::{Arc, mpsc};

use runtime_matrix::Runtime;

use super::{LONG, never, shutdown_of, start};
use crate::on::aside;

#[runtime_matrix::test]
async fn a_drop_stops_the_runtime_and_drops_what_it_runs(rt: Runtime) {
    let remote = start(&rt, "dropped");
    let (polled, is_polled) = mpsc::channel();
    let kept = Arc::new(());
    let inside = Arc::clone(&kept);
    let task = remote.submit(async move {
        let _inside = inside;
        never(polled).await;
    });
    aside(&rt, move || is_polled.recv()).await.expect("it runs");
    drop(remote);
    assert_eq!(Arc::strong_count(&kept), 1);
    shutdown_of(task.await);
}

#[runtime_matrix::test]
async fn a_drop_inside_the_runtime_itself_does_not_wait_for_it(rt: Runtime) {
    let remote = start(&rt, "itself");
    let inside = remote.runtime().clone();
    let answer = aside(&rt, move || {
        inside.call_blocking(async move {
            drop(remote);
            std::future::pending::<()>().await;
        })
    });
    shutdown_of(answer.await);
}

#[runtime_matrix::test(requires(blocking))]
async fn a_drop_inside_a_job_of_the_runtime_itself_does_not_wait_for_it(rt: Runtime) {
    let remote = start(&rt, "its job");
    let inside = remote.runtime().clone();
    let job = inside.spawn_blocking(move || drop(remote));
    job.await.unwrap();
    shutdown_of(aside(&rt, move || inside.call_blocking(async {})).await);
}

#[runtime_matrix::test]
async fn several_remote_runtimes_may_call_each_other(rt: Runtime) {
    let (first, second) = (start(&rt, "first"), Arc::new(start(&rt, "second")));
    let other = Arc::clone(&second);
    let sum = first.submit(async move { other.submit(async { 20 }).await.unwrap() + 1 });
    assert_eq!(sum.await.unwrap(), 21);
    first.stop(LONG).unwrap();
    second.stop(LONG).unwrap();
}
