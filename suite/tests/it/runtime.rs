//! The handle itself: blocking jobs, yielding, names, use from other threads.

use std::{
    collections::HashSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    thread,
};

use runtime_matrix::{JoinError, Runtime};

use crate::on;

#[runtime_matrix::test]
async fn the_handle_crosses_threads(rt: Runtime) {
    fn is_a_handle<T: Clone + Send + Sync + 'static>(_: &T) {}
    is_a_handle(&rt);
    let task = thread::spawn({
        let rt = rt.clone();
        move || rt.spawn(async { 7 })
    });
    assert_eq!(task.join().expect("the thread ends").await.unwrap(), 7);
}

#[runtime_matrix::test]
async fn the_handle_knows_its_runtime(rt: Runtime) {
    let factory = on::factory(&rt);
    assert_eq!(rt.name(), factory.id());
    assert_eq!(rt.capabilities(), factory.card().capabilities);
    assert!(format!("{rt:?}").contains(rt.name()));
}

#[runtime_matrix::test]
async fn yield_now_gives_others_a_turn(rt: Runtime) {
    let ran = Arc::new(AtomicBool::new(false));
    let set = Arc::clone(&ran);
    let task = rt.spawn(async move { set.store(true, SeqCst) });
    // No count of turns: between runtimes it differs by a factor of a thousand.
    while !ran.load(SeqCst) {
        rt.yield_now().await;
    }
    task.await.unwrap();
}

#[runtime_matrix::test(requires(blocking))]
async fn a_blocking_job_returns_its_output(rt: Runtime) {
    let home = thread::current().id();
    let job = rt.spawn_blocking(move || thread::current().id() != home);
    assert!(job.await.unwrap(), "a job has a thread of its own");
}

#[runtime_matrix::test(requires(blocking))]
async fn a_blocking_job_may_wait_for_a_task(rt: Runtime) {
    let (sender, receiver) = std::sync::mpsc::channel();
    let job = rt.spawn_blocking(move || receiver.recv());
    rt.spawn(async move { sender.send(7).expect("the job waits") })
        .await
        .unwrap();
    assert_eq!(job.await.unwrap(), Ok(7));
}

#[runtime_matrix::test(requires(blocking))]
async fn a_blocking_job_that_panics_gives_the_payload(rt: Runtime) {
    let joined = rt.spawn_blocking(|| std::panic::panic_any(7_u64)).await;
    let Err(JoinError::Panicked(panic)) = joined else {
        panic!("expected a panic, got {joined:?}")
    };
    assert_eq!(panic.into_payload().downcast_ref::<u64>(), Some(&7));
}

#[runtime_matrix::test(requires(blocking))]
async fn cancelling_a_job_that_has_begun_waits_for_it(rt: Runtime) {
    let (begun, has_begun) = std::sync::mpsc::channel();
    let (go_on, goes_on) = std::sync::mpsc::channel();
    let job = rt.spawn_blocking(move || {
        begun.send(()).expect("the test waits");
        goes_on.recv().expect("the test says so");
        7
    });
    has_begun.recv().expect("the job begins");
    let cancelled = job.cancel();
    go_on.send(()).expect("the job waits");
    assert_eq!(cancelled.await, Some(7));
}

#[runtime_matrix::test(
    requires(threads),
    workers = 4,
    skip(
        async_std,
        reason = "its threads are the process's, whatever a test asks for"
    )
)]
async fn the_number_of_workers_is_what_was_asked_for(rt: Runtime) {
    // Which worker runs a task is the runtime's to choose, so there are rounds until all have had one.
    let mut ids = HashSet::new();
    while ids.len() < 4 {
        let tasks: Vec<_> = (0..16)
            .map(|_| {
                rt.spawn(async {
                    thread::yield_now();
                    thread::current().id()
                })
            })
            .collect();
        for task in tasks {
            ids.insert(task.await.unwrap());
        }
        assert!(ids.len() <= 4, "more workers than were asked for: {ids:?}");
    }
}

#[runtime_matrix::test]
async fn a_handle_that_outlives_its_cell_refuses_to_spawn(rt: Runtime) {
    let (sender, receiver) = std::sync::mpsc::channel();
    on::outcome(&rt, move |rt| async move {
        sender.send(rt).expect("the test waits");
    })
    .await
    .unwrap();
    let stale = receiver.recv().expect("the cell sent its handle");
    let error = rt
        .spawn(async move { stale.spawn(async {}).detach() })
        .await
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("`spawn` after the test has ended"),
        "{error}"
    );
}

/// As many who wait by yielding as there are workers leave one for those whom they wait for.
#[runtime_matrix::test(workers = 2)]
async fn whoever_yields_lets_others_run(rt: Runtime) {
    let open = Arc::new(AtomicBool::new(false));
    let waiting: Vec<_> = (0..2)
        .map(|_| {
            let (rt, open) = (rt.clone(), Arc::clone(&open));
            async move {
                while !open.load(SeqCst) {
                    rt.yield_now().await;
                }
            }
        })
        .map(|waits| rt.spawn(waits))
        .collect();
    rt.spawn(async move { open.store(true, SeqCst) }).detach();
    for task in waiting {
        task.await.expect("it was let go");
    }
}
