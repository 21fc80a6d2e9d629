//! Fixtures: entered for the rest of a test, left at its end in the same future, whatever became of it.

use std::{
    future::pending,
    sync::{Arc, LazyLock, Mutex},
    thread,
    time::Duration,
};

use rstest::{fixture, rstest};
use runtime_matrix::{
    Cell, RemoteRuntime, Runtime, Sim, Verdict,
    context::{Exit, Fixture, manager},
    rt,
};

use super::probe::{Does, Log, Probe};
use crate::on;

#[runtime_matrix::test]
async fn they_are_left_at_the_end_in_reverse_order_and_told_why(rt: Runtime) {
    let log = Log::default();
    let notes = log.clone();
    let outcome = on::outcome(&rt, |rt| async move {
        for name in ["first", "second"] {
            let probe = Probe::new(name, Does::Waits(2), &notes);
            assert_eq!(*rt.fixture(probe).await.expect("it can be entered"), name);
        }
        notes.note("the body");
        Err::<(), _>("no bread")
    })
    .await;
    assert_eq!(outcome.verdict(), Verdict::Fail, "{}", outcome.report());
    log.assert(&[
        "enter first",
        "enter second",
        "the body",
        "exit second: it failed: \"no bread\"",
        "left second",
        "exit first: it failed: \"no bread\"",
        "left first",
    ]);
}

#[runtime_matrix::test]
async fn they_are_left_after_a_panic_and_after_a_time_out(rt: Runtime) {
    let short = |cell: Cell<'static>| cell.timeout(Some(Duration::from_millis(20)));
    for (panics, told) in [(true, "it panicked: boom"), (false, "its time was over")] {
        let log = Log::default();
        let probe = Probe::new("it", Does::Passes, &log);
        let outcome = on::outcome_of(&rt, short, move |rt| async move {
            let _it = rt.fixture(probe).await.expect("it can be entered");
            assert!(!panics, "boom");
            loop {
                rt.yield_now().await;
            }
        });
        assert_ne!(outcome.await.verdict(), Verdict::Pass);
        log.assert(&["enter it", &format!("exit it: {told}")]);
    }
}

#[runtime_matrix::test]
async fn the_time_that_the_body_used_up_does_not_cut_them_off(rt: Runtime) {
    let log = Log::default();
    let probe = Probe::new("it", Does::Waits(400), &log);
    let short = |cell: Cell<'static>| cell.timeout(Some(Duration::from_millis(10)));
    let outcome = on::outcome_of(&rt, short, |rt| async move {
        let _it = rt.fixture(probe).await.expect("it can be entered");
        loop {
            rt.yield_now().await;
        }
    });
    assert_eq!(outcome.await.verdict(), Verdict::Timeout);
    log.assert(&["enter it", "exit it: its time was over", "left it"]);
}

#[runtime_matrix::test]
async fn all_that_goes_wrong_is_told_and_none_keeps_the_others_from_leaving(rt: Runtime) {
    let log = Log::default();
    let notes = log.clone();
    let short = |cell: Cell<'static>| cell.teardown(Duration::from_millis(500));
    let outcome = on::outcome_of(&rt, short, |rt| async move {
        let does = [Does::Passes, Does::Hangs, Does::Fails, Does::Panics];
        for (name, does) in ["passes", "hangs", "fails", "panics"].into_iter().zip(does) {
            rt.fixture(Probe::new(name, does, &notes))
                .await
                .expect("it can be entered");
        }
    })
    .await;
    let report = outcome.report();
    for part in [
        "panics fell down",
        "the exit of `fails`, entered at",
        "failed: fails is stuck",
        "the exit of `hangs`, entered at",
        "did not end within 500ms",
    ] {
        assert!(report.contains(part), "{report}");
    }
    let exits = log
        .lines()
        .iter()
        .filter(|line| line.starts_with("exit") && !line.contains("now"))
        .count();
    assert_eq!(exits, 4);
}

#[runtime_matrix::test]
async fn a_fixture_cannot_swallow_what_went_wrong(rt: Runtime) {
    let log = Log::default();
    let probe = Probe::new("it", Does::Swallows, &log);
    let outcome = on::outcome(&rt, |rt| async move {
        let _it = rt.fixture(probe).await.expect("it can be entered");
        panic!("boom");
    });
    assert_eq!(outcome.await.verdict(), Verdict::Panic);
}

#[runtime_matrix::test]
async fn one_may_be_left_early_and_is_not_left_again(rt: Runtime) {
    let log = Log::default();
    let probe = Probe::new("it", Does::Waits(1), &log);
    let outcome = on::outcome(&rt, |rt| async move {
        let it = rt.fixture(probe).await.expect("it can be entered");
        it.exit().await.expect("nothing fails");
    });
    outcome.await.unwrap();
    log.assert(&["enter it", "exit it: it returned", "left it"]);
}

#[runtime_matrix::test]
async fn they_live_in_the_tests_own_future(rt: Runtime) {
    let threads = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&threads);
    let outcome = on::outcome(&rt, |rt| async move {
        let note = move || {
            seen.lock()
                .expect("nobody panics")
                .push(thread::current().id());
        };
        let (enters, leaves) = (note.clone(), note.clone());
        let here = manager(
            "here",
            move || async move {
                enters();
                Ok(())
            },
            move |(), _| async move {
                leaves();
                Ok(Exit::PassOn)
            },
        );
        let _here = rt.fixture(here).await.expect("it can be entered");
        rt.yield_now().await;
        note();
    });
    outcome.await.unwrap();
    let threads = threads.lock().expect("nobody panics");
    // The root never leaves its thread: what runs there runs in it.
    assert_eq!(threads.len(), 3);
    assert!(
        threads.iter().all(|thread| *thread == threads[0]),
        "{threads:?}"
    );
}

#[runtime_matrix::test]
async fn a_task_that_outlives_the_body_may_have_one_too(rt: Runtime) {
    let log = Log::default();
    let probe = Probe::new("it", Does::Waits(1), &log);
    let outcome = on::outcome(&rt, |rt| async move {
        let tests = rt.clone();
        let entered = runtime_matrix::Event::new();
        let told = entered.clone();
        rt.spawn(async move {
            let _it = tests.fixture(probe).await.expect("it can be entered");
            told.set();
            pending::<()>().await;
        })
        .detach();
        entered.wait().await;
    });
    outcome.await.unwrap();
    log.assert(&["enter it", "exit it: it returned", "left it"]);
}

/// What the tests of a module share, on a runtime that was started outside of all tests.
static SHARED: LazyLock<RemoteRuntime> = LazyLock::new(|| {
    let started = thread::spawn(|| RemoteRuntime::start(&Sim));
    started.join().expect("no panic").expect("it starts")
});

#[runtime_matrix::test]
async fn a_runtime_in_a_static_serves_many_tests(rt: Runtime) {
    for _ in 0..2 {
        let outcome = on::outcome(&rt, |_| async {
            let answer = SHARED.submit(async { 40 + 2 }).await;
            assert_eq!(answer.expect("it runs on"), 42);
        });
        outcome.await.unwrap();
    }
}

#[fixture]
async fn words(rt: Runtime, #[default(2)] count: usize) -> Fixture<Vec<&'static str>> {
    let words = manager(
        "words",
        move || async move { Ok(vec!["word"; count]) },
        |words: Vec<_>, cause| async move {
            assert!(cause.is_returned() && !words.is_empty());
            Ok(Exit::PassOn)
        },
    );
    rt.fixture(words).await.expect("it can be entered")
}

#[rstest]
#[runtime_matrix::test]
async fn rstest_fills_them_in(#[future(awt)] words: Fixture<Vec<&'static str>>) {
    assert_eq!(*words, ["word"; 2]);
}

#[rstest]
#[case(1)]
#[case(3)]
#[runtime_matrix::test]
async fn rstest_gives_them_parameters(
    #[case] count: usize,
    #[future(awt)]
    #[with(Runtime::current(), count)]
    words: Fixture<Vec<&'static str>>,
) {
    assert_eq!(words.len(), count);
}
