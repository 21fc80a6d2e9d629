//! Who logs: the test, its tasks, its blocking jobs, in what they do and in what they drop.

use std::{future::pending, thread};

use runtime_matrix::{Runtime, logs::Level};

/// Returns who logged what, in order.
fn told(rt: &Runtime) -> Vec<String> {
    let records = rt.logs().records();
    let told = records
        .iter()
        .map(|record| format!("{}: {}", record.task(), record.message()));
    told.collect()
}

/// Logs when it is dropped.
struct Logs(&'static str);

impl Drop for Logs {
    fn drop(&mut self) {
        log::info!("{} dropped", self.0);
    }
}

#[runtime_matrix::test]
async fn the_test_and_its_tasks_log_under_their_names(rt: Runtime) {
    let _ = rt.logs();
    log::info!("a");
    rt.spawn(async { log::info!("b") }).await.unwrap();
    rt.spawn_named("dialer", async { log::info!("c") })
        .await
        .unwrap();
    log::info!("d");
    let expected = [
        "the test: a",
        "task 1: b",
        "task `dialer`: c",
        "the test: d",
    ];
    assert_eq!(told(&rt), expected);
}

#[runtime_matrix::test]
async fn tasks_of_tasks_are_captured(rt: Runtime) {
    let logs = rt.logs();
    let inner = rt.clone();
    let outer = rt.spawn(async move {
        let innermost = inner.spawn(async { log::info!("deep") });
        innermost.await.unwrap();
    });
    outer.await.unwrap();
    assert_eq!(logs.messages(), ["deep"]);
}

#[runtime_matrix::test(requires(blocking))]
async fn blocking_jobs_are_captured(rt: Runtime) {
    let logs = rt.logs();
    rt.spawn_blocking(|| log::warn!("on a thread"))
        .await
        .unwrap();
    logs.assert_logged_once(Level::Warn, "on a thread");
    assert_eq!(logs.records()[0].task(), "blocking job 1");
}

#[runtime_matrix::test]
async fn each_record_of_many_tasks_is_there_once(rt: Runtime) {
    let logs = rt.logs();
    let tasks: Vec<_> = (0..20)
        .map(|task| {
            let rt = rt.clone();
            rt.clone().spawn(async move {
                for turn in 0..10 {
                    log::info!("{task}.{turn}");
                    rt.yield_now().await;
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let (mut messages, records) = (logs.messages(), logs.records());
    messages.sort();
    messages.dedup();
    assert_eq!((messages.len(), records.len()), (200, 200));
    let ascend = records
        .windows(2)
        .all(|two| two[0].number() < two[1].number());
    assert!(ascend, "the numbers follow the order");
}

#[runtime_matrix::test]
async fn what_is_dropped_logs_under_the_name_of_who_drops_it(rt: Runtime) {
    let _ = rt.logs();
    let task = rt.spawn_named("done", async {
        let _guard = Logs("local");
        Logs("output")
    });
    drop(task.await.unwrap());
    let expected = ["task `done`: local dropped", "the test: output dropped"];
    assert_eq!(told(&rt), expected);
}

#[runtime_matrix::test]
async fn a_cancelled_task_logs_under_its_own_name(rt: Runtime) {
    let _ = rt.logs();
    let guard = Logs("guard");
    let task = rt.spawn_named("cancelled", async move {
        let _guard = guard;
        pending::<()>().await;
    });
    task.cancel().await;
    assert_eq!(told(&rt), ["task `cancelled`: guard dropped"]);
}

/// Whether it is cancelled before it begins is chance: its drop logs in any case, under its name.
#[runtime_matrix::test(requires(blocking))]
async fn a_cancelled_job_logs_under_its_own_name(rt: Runtime) {
    let _ = rt.logs();
    let guard = Logs("guard");
    rt.spawn_blocking(move || drop(guard)).cancel().await;
    assert_eq!(told(&rt), ["blocking job 1: guard dropped"]);
}

#[runtime_matrix::test]
async fn what_a_panicking_task_logs_is_kept(rt: Runtime) {
    let logs = rt.logs();
    let task = rt.spawn(async {
        let _logs = Logs("guard");
        log::error!("about to fail");
        panic!("on purpose");
    });
    assert!(task.await.is_err());
    assert_eq!(logs.messages(), ["about to fail", "guard dropped"]);
}

#[runtime_matrix::test]
async fn a_thread_of_ones_own_belongs_to_no_test(rt: Runtime) {
    let logs = rt.logs();
    let elsewhere = thread::spawn(|| {
        log::error!("outside");
        log::log_enabled!(log::Level::Error)
    });
    assert!(!elsewhere.join().expect("it does not panic"));
    assert_eq!(logs.count(), 0);
}

#[runtime_matrix::test]
async fn what_was_logged_before_is_not_there(rt: Runtime) {
    log::error!("too early");
    assert!(!log::log_enabled!(log::Level::Error));
    let logs = rt.logs();
    assert!(log::log_enabled!(log::Level::Error));
    log::error!("in time");
    assert_eq!(logs.messages(), ["in time"]);
}

#[runtime_matrix::test]
async fn a_test_has_one_log(rt: Runtime) {
    let first = rt.logs();
    log::info!("once");
    let second = rt.spawn({
        let rt = rt.clone();
        async move { rt.logs().messages() }
    });
    assert_eq!(second.await.unwrap(), ["once"]);
    assert_eq!(first.clone().messages(), ["once"]);
}
