//! Runs on every runtime: `cargo runtime-matrix`.

use std::time::Duration;

use runtime_matrix::Runtime;

#[runtime_matrix::test]
async fn a_task_answers_in_time(rt: Runtime) {
    let clock = rt.clone();
    let task = rt.spawn(async move {
        clock.sleep(Duration::from_millis(5)).await;
        42
    });
    let answer = rt.timeout(Duration::from_secs(5), task).await;
    assert_eq!(answer.expect("in time").expect("no panic"), 42);
}
