use std::{
    num::NonZeroUsize,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::SeqCst},
    },
};

use runtime_matrix::{
    Runtime, Verdict,
    explore::{self, Exploration, Explorer},
};

/// Tasks of so many yields each, which share a counter.
async fn counting(rt: Runtime, tasks: u32, yields: u32, tells: bool) {
    let count = Arc::new(AtomicU32::new(0));
    if tells {
        let shared = Arc::clone(&count);
        explore::state(move || shared.load(SeqCst));
    }
    for _ in 0..tasks {
        let (rt, count) = (rt.clone(), Arc::clone(&count));
        rt.clone()
            .spawn(async move {
                for _ in 0..yields {
                    count.fetch_add(1, SeqCst);
                    rt.yield_now().await;
                }
            })
            .detach();
    }
    drop(count);
}

fn all(tasks: u32, yields: u32, tells: bool) -> Exploration {
    let explorer = Explorer::new().time(None).exhaustive(100_000);
    explorer.run(move |rt| counting(rt, tasks, yields, tells))
}

#[test]
fn all_orders_are_run_once() {
    let explored = all(2, 1, false);
    assert!(explored.is_complete() && explored.failure().is_none());
    assert_eq!(explored.schedules(), explored.runs(), "no order came twice");
    let said = format!("all {} orders pass", explored.runs());
    assert_eq!(explored.to_string(), said);
}

#[test]
fn states_that_are_known_are_not_gone_on_from() {
    let (whole, pruned) = (all(3, 1, false), all(3, 1, true));
    assert_eq!(whole.pruned(), 0, "nothing is known of its state");
    assert!(pruned.is_complete() && pruned.pruned() > 0);
    assert!(pruned.runs() < whole.runs(), "{pruned}\n{whole}");
    assert!(
        pruned
            .to_string()
            .contains("that lead to a state that had been reached")
    );
}

#[test]
fn pruning_loses_no_failure() {
    for (tasks, last) in [(2, 3), (2, 5), (3, 4)] {
        let body = move |tells| {
            move |rt: Runtime| async move {
                let sum = Arc::new(AtomicU32::new(1));
                if tells {
                    let shared = Arc::clone(&sum);
                    explore::state(move || shared.load(SeqCst));
                }
                let adding = (1..=tasks).map(|by| {
                    let sum = Arc::clone(&sum);
                    rt.spawn(async move { sum.store(sum.load(SeqCst) * 2 % 7 + by, SeqCst) })
                });
                for task in adding.collect::<Vec<_>>() {
                    task.await.unwrap();
                }
                assert_ne!(sum.load(SeqCst), last, "that sum");
            }
        };
        let explorer = Explorer::new().time(None).exhaustive(10_000);
        let (whole, pruned) = (explorer.run(body(false)), explorer.run(body(true)));
        let found = |explored: &Exploration| explored.failure().is_some();
        assert_eq!(found(&whole), found(&pruned), "{tasks} tasks, {last}");
    }
}

#[test]
fn what_is_not_complete_says_so() {
    let explorer = Explorer::new().exhaustive(3);
    let explored = explorer.run(|rt| counting(rt, 3, 2, false));
    assert!(!explored.is_complete() && explored.runs() == 3);
    let said = explored.to_string();
    assert!(
        said.starts_with("no order has failed so far, but not all have been run"),
        "{said}"
    );
}

#[test]
fn a_body_that_changes_from_run_to_run_is_named() {
    let runs = AtomicU32::new(0);
    let explored = Explorer::new().exhaustive(100).run(|rt: Runtime| {
        let tasks = 2 + runs.fetch_add(1, SeqCst) % 2;
        counting(rt, tasks, 1, false)
    });
    let found = explored.failure().expect("it is found out");
    assert_eq!(found.verdict(), Verdict::Fail);
    let said = found.message();
    assert!(
        said.starts_with("the body is not deterministic: "),
        "{said}"
    );
    assert!(
        said.contains("the order of a `HashMap`, threads and statics"),
        "{said}"
    );
}

#[test]
fn a_failure_that_cannot_be_replayed_is_named() {
    let runs = AtomicU32::new(0);
    let explored = Explorer::new().run(|_: Runtime| {
        let run = runs.fetch_add(1, SeqCst);
        async move { assert_ne!(run, 7, "the eighth") }
    });
    let said = explored
        .failure()
        .expect("it is found out")
        .message()
        .to_owned();
    assert!(
        said.contains("one run ended with `the test panicked: "),
        "{said}"
    );
    assert!(said.contains("and the other with `a pass`"), "{said}");
}

#[test]
fn another_task_in_the_same_step_is_named_with_its_place() {
    let runs = AtomicU32::new(0);
    let explored = Explorer::new().run(|rt: Runtime| {
        let swaps = runs.fetch_add(1, SeqCst) > 0;
        async move {
            let name = if swaps { "one" } else { "two" };
            rt.spawn_named(name, async {}).await.unwrap();
            panic!("it fails");
        }
    });
    let said = explored
        .failure()
        .expect("it is found out")
        .message()
        .to_owned();
    assert!(
        said.contains("step 2 polled task `two` (spawned at "),
        "{said}"
    );
    assert!(
        said.contains(" in one run and task `one` (spawned at "),
        "{said}"
    );
}

#[test]
fn what_is_found_does_not_depend_on_threads() {
    let body = |rt: Runtime| async move {
        let order = Arc::new(std::sync::Mutex::new(Vec::new()));
        let tasks = (0..5).map(|task| {
            let order = Arc::clone(&order);
            rt.spawn(async move { order.lock().unwrap().push(task) })
        });
        for task in tasks.collect::<Vec<_>>() {
            task.await.unwrap();
        }
        assert_ne!(order.lock().unwrap()[..3], [4, 2, 0], "that order");
    };
    let explorer = Explorer::new().time(None);
    let alone = explorer.run(body);
    let together = explorer.threads(NonZeroUsize::new(3).unwrap()).run(body);
    assert!(alone.failure().is_some());
    assert_eq!(alone.to_string(), together.to_string());
}
