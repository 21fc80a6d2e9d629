use std::{fs, future::pending, sync::mpsc::channel, time::Duration};

use runtime_matrix_core::{Capability, RuntimeFactory, Shutdown};

use crate::{
    parts::{Count, Grave, block_on, turns},
    seen::{Program, build},
};

pub(crate) const PROGRAMS: &[(&str, Program)] = &[
    ("a_thread_is_leaked", a_shutdown_leaves_no_thread),
    (
        "tasks_are_leaked_at_the_shutdown",
        a_shutdown_drops_what_is_left,
    ),
    ("the_shutdown_panics", a_shutdown_returns),
    ("the_shutdown_lies", a_shutdown_says_what_is_left),
    (
        "tasks_run_after_the_shutdown",
        nothing_runs_after_the_shutdown,
    ),
    (
        "instances_share_their_tasks",
        an_instance_runs_its_own_tasks_alone,
    ),
    ("sockets_are_claimed", the_card_claims_what_there_is),
    ("the_timer_is_not_declared", the_card_declares_all_there_is),
    ("tasks_are_miscounted", the_tasks_alive_are_counted),
    ("the_clock_runs_back", a_clock_never_runs_back),
];

const LIMIT: Duration = Duration::from_secs(10);

fn a_shutdown_leaves_no_thread(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    assert_eq!(executor.shutdown(LIMIT), Shutdown::Complete);
    let left = fs::read_dir("/proc/self/task")
        .into_iter()
        .flatten()
        .flatten();
    let names = left.filter_map(|thread| fs::read_to_string(thread.path().join("comm")).ok());
    let leaked = names
        .filter(|name| name.starts_with("faulty-leaked"))
        .count();
    assert_eq!(leaked, 0, "threads that are left");
}

fn a_shutdown_drops_what_is_left(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    let grave = Grave::default();
    let guard = grave.guard();
    executor
        .spawn(Box::pin(async move {
            let _guard = guard;
            pending::<()>().await;
        }))
        .detach();
    block_on(&*executor, turns(3));
    assert_eq!(executor.shutdown(LIMIT), Shutdown::Complete);
    drop(executor);
    assert!(grave.dropped_on().is_some(), "the task is still there");
}

fn a_shutdown_returns(factory: &dyn RuntimeFactory) {
    assert_eq!(build(factory).shutdown(LIMIT), Shutdown::Complete);
}

fn a_shutdown_says_what_is_left(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    let (go_on, goes_on) = channel::<()>();
    let (begins, has_begun) = channel();
    executor
        .blocking()
        .expect("there are jobs")
        .run(Box::new(move || {
            begins.send(()).unwrap();
            // Until the other end is dropped.
            let _ = goes_on.recv();
        }));
    has_begun.recv().unwrap();
    let shut_down = executor.shutdown(Duration::from_millis(20));
    drop(go_on);
    assert_eq!(shut_down, Shutdown::TimedOut, "a job runs");
}

fn nothing_runs_after_the_shutdown(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    assert_eq!(executor.shutdown(LIMIT), Shutdown::Complete);
    let ran = Count::default();
    let counted = ran.clone();
    executor
        .spawn(Box::pin(async move { counted.add() }))
        .detach();
    assert_eq!(ran.get(), 0);
}

fn an_instance_runs_its_own_tasks_alone(factory: &dyn RuntimeFactory) {
    let (one, other) = (build(factory), build(factory));
    let ran = Count::default();
    let counted = ran.clone();
    one.spawn(Box::pin(async move { counted.add() })).detach();
    block_on(&*other, turns(5));
    assert_eq!(ran.get(), 0, "the other one ran it");
}

fn the_card_claims_what_there_is(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    assert_eq!(
        factory.card().capabilities.has(Capability::Net),
        executor.net().is_some()
    );
}

fn the_card_declares_all_there_is(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    assert_eq!(
        factory.card().capabilities.has(Capability::Timer),
        executor.timer().is_some()
    );
}

fn the_tasks_alive_are_counted(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    executor.spawn(Box::pin(pending::<()>())).detach();
    assert_eq!(executor.alive_tasks(), Some(1));
}

fn a_clock_never_runs_back(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    let sleep = executor
        .timer()
        .expect("there is one")
        .sleep(Duration::from_secs(1));
    block_on(&*executor, sleep);
    let clock = executor.native_clock().expect("there is one");
    let first = clock.now();
    assert!(clock.now() >= first);
}
