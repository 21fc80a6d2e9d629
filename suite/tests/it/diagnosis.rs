//! What the report of a cell says of code that leans on one runtime: by the libraries themselves.

use std::{hint::black_box, pin::pin, time::Duration};

use runtime_matrix::{Outcome, Runtime, Verdict};
use runtime_matrix_core::Options;
use runtime_matrix_report::Symptom;
use tokio::{
    runtime::{Builder, Handle},
    sync::Mutex,
};

use crate::on;

fn is_on_tokio(rt: &Runtime) -> bool {
    rt.name().starts_with("tokio")
}

fn runtime() -> tokio::runtime::Runtime {
    Builder::new_current_thread()
        .build()
        .expect("it can be built")
}

/// Asserts that a cell was red, for that reason, and that its report says so.
#[track_caller]
fn assert_diagnosed(outcome: &Outcome, symptom: Symptom) {
    let (message, report) = (outcome.message(), outcome.report());
    assert_eq!(message.and_then(Symptom::of), Some(symptom), "{report}");
    let diagnosis = format!("    diagnosis: {symptom}\n    {}\n", symptom.advice());
    assert!(report.contains(&diagnosis), "{report}");
}

#[runtime_matrix::test]
async fn code_that_needs_a_reactor_is_red_off_tokio(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async { drop(tokio::spawn(async {})) }).await;
    if is_on_tokio(&rt) {
        assert_eq!(outcome.verdict(), Verdict::Pass, "{}", outcome.report());
    } else {
        assert_diagnosed(&outcome, Symptom::TokioReactor);
    }
}

#[runtime_matrix::test]
async fn an_error_that_says_so_is_diagnosed_too(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async { Handle::try_current().map(drop) }).await;
    if is_on_tokio(&rt) {
        assert_eq!(outcome.verdict(), Verdict::Pass, "{}", outcome.report());
    } else {
        assert_diagnosed(&outcome, Symptom::TokioReactor);
    }
}

#[runtime_matrix::test]
async fn a_runtime_inside_a_runtime_is_red_on_tokio(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async { runtime().block_on(async {}) }).await;
    if is_on_tokio(&rt) {
        assert_diagnosed(&outcome, Symptom::NestedRuntime);
    } else {
        assert_eq!(outcome.verdict(), Verdict::Pass, "{}", outcome.report());
    }
}

#[runtime_matrix::test]
async fn a_runtime_that_is_dropped_in_a_task_is_red_on_tokio(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async { drop(runtime()) }).await;
    if is_on_tokio(&rt) {
        assert_diagnosed(&outcome, Symptom::RuntimeDrop);
    } else {
        assert_eq!(outcome.verdict(), Verdict::Pass, "{}", outcome.report());
    }
}

#[runtime_matrix::test]
async fn a_wait_that_blocks_is_red_on_tokio(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async { drop(Mutex::new(()).blocking_lock()) }).await;
    if is_on_tokio(&rt) {
        assert_diagnosed(&outcome, Symptom::BlockingWait);
    } else {
        assert_eq!(outcome.verdict(), Verdict::Pass, "{}", outcome.report());
    }
}

#[runtime_matrix::test]
async fn blocking_in_place_is_red_on_one_thread(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async { tokio::task::block_in_place(|| ()) }).await;
    if rt.name() == "tokio_current_thread" {
        assert_diagnosed(&outcome, Symptom::BlockInPlace);
    } else {
        assert_eq!(outcome.verdict(), Verdict::Pass, "{}", outcome.report());
    }
}

#[runtime_matrix::test]
async fn local_tasks_of_tokio_are_red_everywhere(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        drop(tokio::task::spawn_local(async {}));
    })
    .await;
    assert_diagnosed(&outcome, Symptom::TokioLocalSet);
}

#[runtime_matrix::test]
async fn a_runtime_without_a_timer_is_named(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        let runtime = runtime();
        let _context = runtime.enter();
        drop(tokio::time::sleep(Duration::ZERO));
    })
    .await;
    assert_diagnosed(&outcome, Symptom::TokioTime);
}

#[runtime_matrix::test]
async fn an_executor_inside_itself_is_named(rt: Runtime) {
    let factory = on::factory(&rt);
    let outcome = on::outcome(&rt, move |_| async move {
        let inner = factory.build(&Options::default());
        inner.expect("it can be built").block_on(pin!(async {}));
    })
    .await;
    match rt.name() {
        "tokio_current_thread" | "tokio_multi_thread" => {
            assert_diagnosed(&outcome, Symptom::NestedRuntime);
        }
        "futures_local" | "futures_pool" => assert_diagnosed(&outcome, Symptom::NestedExecutor),
        _ => assert!(
            !outcome.report().contains("diagnosis: "),
            "{}",
            outcome.report()
        ),
    }
}

const DEADLINE_AT: u32 = line!() + 3;
#[inline(never)]
fn deadline() -> Duration {
    black_box(Duration::MAX) + black_box(Duration::from_secs(1))
}

/// Asserts that a panic in the standard library is told with the function of ours that led to it.
#[track_caller]
fn assert_led_by_deadline(outcome: &Outcome) {
    let frame = outcome.record().frame.as_deref();
    // Without debug information there are no lines.
    let with_line = format!("it::diagnosis::deadline at {}:{DEADLINE_AT}", file!());
    let told = [Some(with_line.as_str()), Some("it::diagnosis::deadline")];
    assert!(told.contains(&frame), "{frame:?}: {}", outcome.report());
    let line = format!(
        "    first frame outside the runtime: {}\n",
        frame.unwrap_or_default()
    );
    assert!(outcome.report().contains(&line), "{}", outcome.report());
}

#[runtime_matrix::test]
async fn a_panic_elsewhere_is_told_with_the_frame_that_led_to_it(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async { _ = deadline() }).await;
    assert_led_by_deadline(&outcome);
    let outcome = on::outcome(&rt, |rt| async move {
        rt.spawn(async { _ = deadline() }).detach();
        std::future::pending::<()>().await;
    })
    .await;
    assert_led_by_deadline(&outcome);
}

const KEY_AT: u32 = line!() + 4;
#[inline(never)]
fn key() {
    let mut text = black_box(serde_json::Value::from("no object"));
    text["key"] = 1.into();
}

/// Whoever looks for the mistake has a line of their own, and not the dependency's alone.
#[runtime_matrix::test]
async fn a_panic_in_a_dependency_is_told_with_who_called_it(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async { key() }).await;
    assert_eq!(outcome.verdict(), Verdict::Panic, "{}", outcome.report());
    let record = outcome.record();
    let frame = record.frame.as_deref().expect("it has symbols");
    // Without debug information there are no lines, and nobody knows whose a function is.
    if !frame.contains(" at ") {
        return;
    }
    assert!(frame.contains(" at serde_json-"), "{frame}");
    let caller = format!(", called from it::diagnosis::key at {}:{KEY_AT}", file!());
    assert!(frame.ends_with(&caller), "{frame}");
    let line = format!("    first frame outside the runtime: {frame}\n");
    assert!(outcome.report().contains(&line), "{}", outcome.report());
}

#[runtime_matrix::test(requires(blocking))]
async fn a_panic_of_a_job_has_a_frame_too(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        drop(rt.spawn_blocking(deadline));
        std::future::pending::<()>().await;
    })
    .await;
    assert_led_by_deadline(&outcome);
}

#[runtime_matrix::test]
async fn a_panic_that_tells_its_own_place_is_told_once(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async { panic!("boom") }).await;
    assert!(outcome.record().frame.is_some(), "{:?}", outcome.record());
    assert!(
        !outcome.report().contains("first frame"),
        "{}",
        outcome.report()
    );
}

#[runtime_matrix::test]
async fn a_failure_without_a_panic_has_no_frame(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async { Err::<(), _>("no such user") }).await;
    assert_eq!(outcome.record().frame, None);
    assert!(
        !outcome.report().contains("diagnosis: "),
        "{}",
        outcome.report()
    );
}
