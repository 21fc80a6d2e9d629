//! A stack: last in, first out, sync and async mixed, whatever goes wrong in between.

use runtime_matrix::{
    Runtime,
    context::{Exit, ExitCause, ExitStack},
};

use super::probe::{Does, Log, Probe};

#[runtime_matrix::test]
async fn what_came_last_leaves_first_sync_and_async_mixed(rt: Runtime) {
    let log = Log::default();
    let notes = log.clone();
    let words = log.clone();
    let note = move |word: &'static str| {
        let log = words.clone();
        move || log.note(word)
    };
    let body = |stack: ExitStack| async move {
        stack.enter(Probe::new("a", Does::Waits(1), &notes)).await?;
        stack.callback_sync("b", note("b"));
        let c = note("c");
        stack.callback("c", || async move { c() });
        let log = notes.clone();
        stack.push_sync("d", move |cause| {
            log.note(format!("d: {cause}"));
            Ok(Exit::PassOn)
        });
        assert_eq!(stack.len(), 4);
        Ok(())
    };
    rt.with(ExitStack::new(&rt), body)
        .await
        .expect("nothing fails");
    log.assert(&[
        "enter a",
        "d: it returned",
        "c",
        "b",
        "exit a: it returned",
        "left a",
    ]);
}

#[runtime_matrix::test]
async fn each_exit_is_told_what_those_before_it_made_of_the_cause(rt: Runtime) {
    let log = Log::default();
    let notes = log.clone();
    let body = |stack: ExitStack| async move {
        for (name, does) in [
            ("after the swallow", Does::Passes),
            ("swallows", Does::Swallows),
            ("fails", Does::Fails),
            ("first", Does::Passes),
        ] {
            stack.enter(Probe::new(name, does, &notes)).await?;
        }
        Err::<(), _>("no bread".into())
    };
    let swallowed = rt.with(ExitStack::new(&rt), body).await;
    assert_eq!(swallowed.expect("it was swallowed"), None);
    assert_eq!(
        log.lines()[4..],
        [
            "exit first: it failed: no bread",
            "exit fails: it failed: no bread",
            "exit swallows: it failed: fails is stuck",
            "exit after the swallow: it returned",
        ]
    );
}

#[runtime_matrix::test]
async fn an_error_after_a_swallow_is_told_without_what_was_swallowed(rt: Runtime) {
    let log = Log::default();
    let notes = log.clone();
    let body = |stack: ExitStack| async move {
        stack.enter(Probe::new("late", Does::Fails, &notes)).await?;
        stack
            .enter(Probe::new("early", Does::Swallows, &notes))
            .await?;
        Err::<(), _>("no bread".into())
    };
    let failed = rt
        .with(ExitStack::new(&rt), body)
        .await
        .expect_err("one fails");
    let told = failed.to_string();
    assert!(
        told.ends_with("failed: late is stuck") && !told.contains("no bread"),
        "{told}"
    );
}

#[runtime_matrix::test]
async fn every_exit_runs_and_all_errors_are_kept(rt: Runtime) {
    let log = Log::default();
    let stack = ExitStack::new(&rt);
    for name in ["one", "two", "three"] {
        stack
            .enter(Probe::new(name, Does::Fails, &log))
            .await
            .expect("it can be entered");
    }
    let failed = stack.close().await.expect_err("all three fail");
    let told: Vec<_> = failed.errors().map(ToString::to_string).collect();
    assert_eq!(told, ["three is stuck", "two is stuck", "one is stuck"]);
    assert!(stack.is_empty());
}

#[runtime_matrix::test]
async fn a_failing_enter_leaves_what_was_entered_before(rt: Runtime) {
    let log = Log::default();
    let notes = log.clone();
    let body = |stack: ExitStack| async move {
        stack.enter(Probe::new("a", Does::Passes, &notes)).await?;
        let closed = runtime_matrix::context::manager(
            "b",
            || async { Err::<(), _>("b is closed".into()) },
            |(), _| async { Ok(Exit::PassOn) },
        );
        stack.enter(closed).await?;
        Ok(())
    };
    let failed = rt
        .with(ExitStack::new(&rt), body)
        .await
        .expect_err("one is closed");
    assert!(failed.to_string().contains("entering `b`"), "{failed}");
    let lines = log.lines();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(
        lines[1].starts_with("exit a: it failed: entering `b`"),
        "{lines:?}"
    );
}

#[runtime_matrix::test]
async fn what_was_popped_is_left_when_it_is_closed(rt: Runtime) {
    let log = Log::default();
    let notes = log.clone();
    let body = |stack: ExitStack| async move {
        stack
            .enter(Probe::new("kept", Does::Passes, &notes))
            .await?;
        Ok(stack.pop_all())
    };
    let popped = rt
        .with(ExitStack::new(&rt), body)
        .await
        .expect("nothing fails");
    log.assert(&["enter kept"]);
    popped
        .expect("it returned")
        .close()
        .await
        .expect("nothing fails");
    log.assert(&["enter kept", "exit kept: it returned"]);
}

#[runtime_matrix::test]
async fn an_exit_can_swallow_a_panic_and_the_others_see_none(rt: Runtime) {
    let log = Log::default();
    let notes = log.clone();
    let body = |stack: ExitStack| async move {
        stack
            .enter(Probe::new("outer", Does::Passes, &notes))
            .await?;
        stack.push("forgiving", |cause| async move {
            assert!(matches!(&cause, ExitCause::Panicked(panic) if panic.message().as_deref() == Some("boom")));
            Ok(Exit::Swallow)
        });
        panic!("boom");
        #[expect(unreachable_code, reason = "it says what the body returns")]
        Ok(())
    };
    let swallowed = rt.with(ExitStack::new(&rt), body).await;
    assert_eq!(swallowed.expect("it was swallowed"), None);
    log.assert(&["enter outer", "exit outer: it returned"]);
}

#[runtime_matrix::test]
async fn a_stack_of_two_thousand_is_left_in_order(rt: Runtime) {
    let log = Log::default();
    let stack = ExitStack::new(&rt);
    for n in 0..2_000 {
        let log = log.clone();
        stack.callback_sync("a number", move || log.note(n.to_string()));
    }
    stack.close().await.expect("nothing fails");
    assert!(
        log.lines()
            .iter()
            .rev()
            .enumerate()
            .all(|(n, line)| *line == n.to_string())
    );
}
