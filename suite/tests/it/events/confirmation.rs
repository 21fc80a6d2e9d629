use std::{
    mem,
    ops::Bound,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc,
    thread,
    time::Duration,
};

use futures_lite::future::poll_once;
use runtime_matrix::{Confirmation, Outcome, Runtime, Verdict, confirmation};

use super::{assert_says, assert_still};
use crate::on;

const CONFIRMED_AT: u32 = line!() + 2;
fn confirm(confirmation: &Confirmation) {
    confirmation.confirm();
}

fn confirmed_place() -> String {
    format!("confirmed at {}:{CONFIRMED_AT}:", file!())
}

#[track_caller]
fn assert_fails(outcome: &Outcome, message: &str) {
    assert_eq!(outcome.verdict(), Verdict::Fail, "{}", outcome.report());
    assert_eq!(outcome.message(), Some(message));
}

#[track_caller]
fn panic_of(job: impl FnOnce()) -> String {
    let payload = catch_unwind(AssertUnwindSafe(job)).expect_err("it panics");
    let said = payload.downcast_ref::<String>();
    said.expect("a panic with a message").clone()
}

#[runtime_matrix::test]
async fn a_wait_ends_when_it_has_happened_often_enough(rt: Runtime) {
    let handled = Confirmation::new("handlers ran", 2..=2);
    let mut wait = std::pin::pin!(handled.wait());
    handled.confirm();
    assert_eq!(poll_once(&mut wait).await, None, "once is too seldom");
    let handler = rt.spawn({
        let handled = handled.clone();
        async move { handled.confirm() }
    });
    wait.await;
    assert_eq!(handled.count(), 2);
    handler.await.unwrap();
}

#[runtime_matrix::test]
async fn another_thread_confirms(_rt: Runtime) {
    let handled = Confirmation::new("handlers ran", 1..);
    let confirms = handled.clone();
    let thread = thread::spawn(move || confirms.confirm());
    handled.wait().await;
    thread.join().expect("it only confirms");
}

#[runtime_matrix::test]
async fn what_happens_at_once_everywhere_is_counted_exactly(rt: Runtime) {
    let handled = Confirmation::new("handlers ran", 400..=400);
    for _ in 0..8 {
        let (handled, rt) = (handled.clone(), rt.clone());
        let handler = async move {
            for _ in 0..50 {
                handled.confirm();
                rt.yield_now().await;
            }
        };
        Runtime::current().spawn(handler).detach();
    }
    handled.wait().await;
    assert_eq!(handled.count(), 400);
}

#[runtime_matrix::test]
async fn too_seldom_fails_the_test_at_its_end(rt: Runtime) {
    const MADE_AT: u32 = line!() + 2;
    let outcome = on::outcome(&rt, |_| async move {
        let handled = Confirmation::new("handlers ran", 2..=3);
        confirm(&handled);
    })
    .await;
    let message = "confirmation `handlers ran`: expected 2 to 3 times, and confirmed once";
    assert_fails(&outcome, message);
    let made = format!("made at {}:{MADE_AT}:", file!());
    assert_says(outcome.report(), &[&made, &confirmed_place()]);
    let place = outcome.record().place.as_deref();
    let expected = format!("{}:{MADE_AT}:", file!());
    assert!(
        place.is_some_and(|at| at.starts_with(&expected)),
        "{place:?}"
    );
}

#[runtime_matrix::test]
async fn a_leaked_handle_does_not_hide_that_it_was_too_seldom(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async move {
        mem::forget(Confirmation::new("handlers ran", 1..));
    })
    .await;
    let message = "confirmation `handlers ran`: expected once at least, and never confirmed";
    assert_fails(&outcome, message);
}

#[runtime_matrix::test]
async fn a_task_that_is_a_moment_late_still_confirms(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let (handled, yields) = (Confirmation::new("handlers ran", 1..), rt.clone());
        rt.spawn(async move {
            for _ in 0..3 {
                yields.yield_now().await;
            }
            handled.confirm();
        })
        .detach();
    })
    .await;
    outcome.unwrap();
}

#[runtime_matrix::test]
async fn too_often_panics_where_it_happens(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async move {
        let handled = Confirmation::new("handlers ran", ..=1);
        confirm(&handled);
        confirm(&handled);
    })
    .await;
    assert_eq!(outcome.verdict(), Verdict::Panic, "{}", outcome.report());
    let sentence = "expected once at most, and confirmed twice";
    let place = format!("panicked at {}:{CONFIRMED_AT}:", file!());
    let parts = [sentence, &confirmed_place(), "(2 times)", &place];
    assert_says(outcome.report(), &parts);
    assert_eq!(outcome.report().matches(sentence).count(), 1, "told once");
}

#[runtime_matrix::test]
async fn too_often_fails_the_test_although_the_panic_is_swallowed(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let handled = Confirmation::new("handlers ran", 0..=0);
        let joined = rt.spawn(async move { handled.confirm() }).await;
        assert!(joined.is_err(), "{joined:?}");
    })
    .await;
    let message = "confirmation `handlers ran`: expected never, and confirmed once";
    assert_fails(&outcome, message);
}

/// Confirms when it is dropped, and swallows a panic of that.
struct Confirms(Confirmation);

impl Drop for Confirms {
    fn drop(&mut self) {
        let confirmed = catch_unwind(AssertUnwindSafe(|| self.0.confirm()));
        drop(confirmed);
    }
}

/// Leaves a task behind that confirms when it is cancelled at the end of the test.
fn leave_behind(rt: &Runtime, confirms: Confirms) {
    rt.spawn(async move {
        let _confirms = confirms;
        std::future::pending::<()>().await;
    })
    .detach();
}

#[runtime_matrix::test]
async fn what_is_cancelled_at_the_end_confirms_too_late(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        leave_behind(&rt, Confirms(Confirmation::new("dropped", 1..)));
    })
    .await;
    let message = "confirmation `dropped`: expected once at least, and never confirmed";
    assert_fails(&outcome, message);
}

#[runtime_matrix::test]
async fn what_is_cancelled_at_the_end_may_not_confirm_once_too_often(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        leave_behind(&rt, Confirms(Confirmation::new("dropped", 0..=0)));
    })
    .await;
    assert_fails(
        &outcome,
        "confirmation `dropped`: expected never, and confirmed once",
    );
}

#[runtime_matrix::test]
async fn a_test_that_has_failed_is_not_asked_for_the_count(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async move {
        let _handled = Confirmation::new("handlers ran", 1..);
        panic!("boom");
    })
    .await;
    assert_eq!(outcome.message(), Some("the test panicked: boom"));
    let report = outcome.report();
    assert!(!report.contains("handlers ran"), "{report}");
}

#[runtime_matrix::test]
async fn too_often_while_a_panic_unwinds_does_not_abort(rt: Runtime) {
    struct ConfirmsBare(Confirmation);
    impl Drop for ConfirmsBare {
        fn drop(&mut self) {
            self.0.confirm();
        }
    }
    let outcome = on::outcome(&rt, |_| async move {
        let _confirms = ConfirmsBare(Confirmation::new("dropped", 0..=0));
        panic!("boom");
    })
    .await;
    assert_eq!(outcome.message(), Some("the test panicked: boom"));
}

#[runtime_matrix::test]
async fn a_standstill_tells_the_count_that_is_waited_for(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async move {
        let handled = Confirmation::new("handlers ran", 2..=2);
        confirm(&handled);
        handled.wait().await;
    })
    .await;
    let at = format!("confirmed once (at {}:{CONFIRMED_AT}:", file!());
    let parts = [
        "confirmation `handlers ran` (made at ",
        "expected twice",
        &at,
        "; waiting since ",
    ];
    assert_still(&outcome, &parts);
}

#[runtime_matrix::test]
async fn the_scoped_form_waits_for_what_the_body_has_spawned(rt: Runtime) {
    let output = confirmation("handlers ran", 1..=1, |handled| async {
        let yields = rt.clone();
        rt.spawn(async move {
            for _ in 0..10 {
                yields.yield_now().await;
            }
            handled.confirm();
        })
        .detach();
        "output"
    })
    .await;
    assert_eq!(output, "output");
}

#[runtime_matrix::test]
async fn the_scoped_form_tells_what_it_waits_for(rt: Runtime) {
    const MADE_AT: u32 = line!() + 2;
    let outcome = on::outcome(&rt, |_| async move {
        confirmation("handlers ran", 1..=1, |_| async {}).await;
    })
    .await;
    let made = format!(
        "confirmation `handlers ran` (made at {}:{MADE_AT}:",
        file!()
    );
    let since = format!("waiting since {}:{MADE_AT}:", file!());
    assert_still(&outcome, &[&made, "never confirmed", &since]);
}

#[runtime_matrix::test]
async fn the_scoped_form_that_is_given_up_or_forgotten_fails_the_test(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let scoped = confirmation("given up", 1..=1, |_| async {});
        let given_up = rt.timeout(Duration::from_millis(1), scoped).await;
        assert!(given_up.is_err());
        drop(confirmation("forgotten", 1..=1, |_| async {}));
    })
    .await;
    let message = "confirmation `given up`: expected once, and never confirmed";
    assert_fails(&outcome, message);
    assert_says(outcome.report(), &["confirmation `forgotten`: expected"]);
}

#[test]
fn a_range_without_a_count_is_refused() {
    let inverted = (Bound::Included(3), Bound::Included(2));
    for said in [
        panic_of(|| drop(Confirmation::new("none", 0..0))),
        panic_of(|| drop(confirmation("none", inverted, |_| async {}))),
    ] {
        let parts = ["confirmation `none`: no count is in the range"];
        assert_says(&said, &parts);
    }
}

#[test]
fn outside_of_a_test_the_last_handle_asks_for_the_count() {
    let handled = Confirmation::new("handlers ran", 1..);
    drop(handled.clone());
    let said = panic_of(|| drop(handled));
    assert_says(
        &said,
        &["expected once at least, and never confirmed", "made at "],
    );

    let swallowed = Confirmation::new("handlers ran", ..1);
    let parts = ["expected never, and confirmed once", &confirmed_place()];
    assert_says(&panic_of(|| confirm(&swallowed)), &parts);
    assert_says(&panic_of(|| drop(swallowed)), &parts);

    let enough = Confirmation::new("handlers ran", 1..);
    enough.confirm();
    drop(enough);
}

#[test]
fn outside_of_a_test_a_handle_that_unwinds_does_not_abort() {
    let said = panic_of(|| {
        let _short = Confirmation::new("handlers ran", 1..);
        panic!("{}", "boom");
    });
    assert_eq!(said, "boom");
}

#[runtime_matrix::test]
async fn a_confirmation_from_outside_is_not_the_test_s_to_ask_for(rt: Runtime) {
    let (sender, receiver) = mpsc::channel();
    let make = move || {
        let made = Confirmation::new("from outside", 1..=1);
        let _ = sender.send(made.clone());
        made
    };
    let made = thread::spawn(make).join().expect("it only makes it");
    let outcome = on::outcome(&rt, move |rt| async move {
        let waited = rt.timeout(Duration::from_millis(1), made.wait()).await;
        assert!(waited.is_err());
    })
    .await;
    outcome.unwrap();
    let kept = receiver.recv().expect("it was sent");
    kept.confirm();
}
