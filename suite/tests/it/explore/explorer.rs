use std::{
    future::{pending, poll_fn},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::SeqCst},
    },
    task::Poll,
    time::{Duration, Instant},
};

use futures_lite::{AsyncReadExt, AsyncWriteExt};

use runtime_matrix::{
    Faults, Runtime, Verdict, duplex,
    explore::{Disturbances, Explorer, Found, Replay, Schedule},
};

#[test]
fn a_standstill_is_a_deadlock_at_once() {
    let explorer = Explorer::new().seeds(0..20);
    let began = Instant::now();
    let explored = explorer.run(|_: Runtime| pending::<()>());
    let found = explored.failure().expect("it stands still");
    assert_eq!(found.verdict(), Verdict::Deadlock);
    let grace = Duration::from_secs(1);
    assert!(began.elapsed() < 20 * grace, "no run waits for the grace");
}

#[test]
fn a_sleep_is_no_standstill() {
    let explored = Explorer::new().seeds(0..20).run(|rt: Runtime| async move {
        rt.sleep(Duration::from_secs(60)).await;
        let job = rt.spawn_blocking(|| 1);
        assert_eq!(job.await.unwrap(), 1);
    });
    assert!(explored.failure().is_none(), "{explored}");
}

#[test]
fn a_livelock_ends_by_its_steps() {
    let explored = Explorer::new().steps(100).run(|rt: Runtime| async move {
        loop {
            rt.yield_now().await;
        }
    });
    let found = explored.failure().expect("it never ends");
    assert_eq!(found.verdict(), Verdict::Timeout);
    let said = "livelock: the test did not end within 100 steps, and something was always runnable";
    assert_eq!(found.message(), said);
    assert!(found.script().choices().is_empty(), "every schedule does");
}

#[test]
fn a_task_that_spins_beside_a_body_that_waits_ends_too() {
    let explored = Explorer::new().steps(100).run(|rt: Runtime| async move {
        let spins = poll_fn(|cx| -> Poll<()> {
            cx.waker().wake_by_ref();
            Poll::Pending
        });
        rt.spawn(spins).await.unwrap();
    });
    let found = explored.failure().expect("it never ends");
    assert!(found.message().starts_with("livelock: "), "{found}");
}

#[test]
fn a_report_has_all_that_one_needs() {
    let explored = Explorer::new().run(|rt: Runtime| async move {
        let child = rt.spawn_named("child", async { panic!("it breaks") });
        child.detach();
        rt.yield_now().await;
        rt.yield_now().await;
    });
    let said = explored.to_string();
    assert!(said.contains("task `child` panicked: it breaks"), "{said}");
    assert!(said.contains("  schedule: - (0 of "), "{said}");
    assert!(
        said.contains("  replay: `Explorer::replay(\"-\")`"),
        "{said}"
    );
    assert!(said.contains("spawned task `child`"), "{said}");
    assert!(said.contains("task `child`: panicked"), "{said}");
    assert!(said.contains("explored: "), "{said}");
}

#[test]
#[should_panic = "task 1 panicked: checked"]
fn a_check_panics_with_the_report() {
    Explorer::new().check(|rt: Runtime| async move {
        rt.spawn(async { panic!("checked") }).detach();
        rt.yield_now().await;
    });
}

#[test]
fn a_time_limit_is_told() {
    let explorer = Explorer::new().time(Some(Duration::ZERO));
    let explored = explorer.run(|_: Runtime| async {});
    assert_eq!(explored.runs(), 1);
    let said = explored.to_string();
    assert!(
        said.contains("ended by its time limit of 0ns: allow more"),
        "{said}"
    );
}

#[test]
fn schedules_are_counted() {
    let body = |rt: Runtime| async move {
        let tasks: Vec<_> = (0..2).map(|_| rt.spawn(async {})).collect();
        for task in tasks {
            task.await.unwrap();
        }
    };
    let random = Explorer::new().schedule(Schedule::Random).seeds(0..50);
    let explored = random.run(body);
    assert_eq!(explored.runs(), 50);
    let all = Explorer::new().exhaustive(100).run(body).schedules();
    assert!(
        explored.schedules() > 1 && explored.schedules() <= all,
        "{explored}"
    );
}

#[test]
fn what_is_no_replay_is_refused() {
    let error = |text: &str| Explorer::new().replay(text).unwrap_err().to_string();
    assert!(error("0x3.y").contains("`y` is not a step of a schedule"));
    assert!(error("q:0").contains("`q` is not how a run is disturbed"));
    assert!(error("w0:1").contains("`w0` is not how a run is disturbed"));
    for text in ["-", "0x3.2", "f:-", "fpls:1", "w12:2", "fw3:0.1"] {
        assert_eq!(text.parse::<Replay>().unwrap().to_string(), text);
    }
}

#[test]
fn disturbances_are_part_of_a_replay() {
    let disturbances = Disturbances {
        spurious_polls: 1,
        ..Disturbances::default()
    };
    let explorer = Explorer::new().disturb(disturbances).fresh_wakers();
    let explored = explorer
        .seeds(0..1)
        .run(|_: Runtime| async { panic!("always") });
    let found = explored.failure().expect("it always fails");
    assert_eq!(
        found.replay().to_string(),
        "-",
        "what it does not need is left out"
    );
}

#[test]
fn a_connection_with_faults_replays_exactly() {
    let body = |rt: Runtime| async move {
        let faults = Faults::none().delay(Duration::from_millis(5)).cut_after(1);
        let (mut ours, mut theirs) = duplex().there(faults).pair(&rt);
        let sends = rt.spawn(async move { ours.write_all(b"ab").await });
        let reads = rt.spawn(async move {
            let mut bytes = Vec::new();
            theirs.read_to_end(&mut bytes).await.map(|_| bytes)
        });
        let sent = sends.await.unwrap().map_err(|error| error.kind());
        let read = reads.await.unwrap().map_err(|error| error.kind());
        panic!("sent {sent:?} and read {read:?} at {:?}", rt.now());
    };
    let explored = Explorer::new().run(body);
    let found = explored.failure().expect("it panics");
    let again = Explorer::new().replay(&found.replay().to_string()).unwrap();
    let again = again.run(body);
    let again = again.failure().expect("it panics again");
    assert_eq!(again.message(), found.message());
    assert!(found.message().contains("at 5ms"), "{found}");
    let history = |found: &Found| found.history().unwrap().to_string();
    assert_eq!(history(again), history(found));
}

/// Fails once the second of two tasks comes first after four rounds in which it did not.
async fn swaps_late(rt: Runtime) {
    let mut calm = 0;
    for _ in 0..100 {
        let first = Arc::new(AtomicU32::new(0));
        let tasks = [1, 2].map(|task| {
            let first = Arc::clone(&first);
            rt.spawn(async move {
                let _ = first.compare_exchange(0, task, SeqCst, SeqCst);
            })
        });
        for task in tasks {
            task.await.unwrap();
        }
        let is_swapped = first.load(SeqCst) == 2;
        assert!(!is_swapped || calm < 4, "a late swap");
        calm = if is_swapped { 0 } else { calm + 1 };
    }
}

#[test]
fn what_came_before_a_failure_is_left_out() {
    let random = Explorer::new().schedule(Schedule::Random);
    let explored = random.run(swaps_late);
    let found = explored.failure().expect("some order fails");
    assert!(found.message().contains("a late swap"), "{found}");
    assert!(found.script().choices().len() <= 12, "{found}");
}
