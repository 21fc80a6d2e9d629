//! One test of each verdict. The suite's own tests run them and look at the output, the records and the
//! exit code; run by hand, they show what each failure reads like:
//! `cargo test -p runtime-matrix-verdicts --test verdicts leak`.

use std::{
    future::{pending, poll_fn},
    process,
    sync::{Arc, Mutex, Once},
    task::{Poll, Waker},
    time::Duration,
};

use runtime_matrix::{Capability, Runtime};

#[runtime_matrix::test]
async fn pass(rt: Runtime) {
    assert_eq!(rt.spawn(async { 7 }).await.unwrap(), 7);
}

#[runtime_matrix::test]
async fn fail() -> Result<(), String> {
    Err("no such user".to_owned())
}

#[runtime_matrix::test]
async fn panic() {
    assert_eq!(1 + 1, 3, "sums are hard");
}

#[runtime_matrix::test]
#[should_panic(expected = "sums are hard")]
async fn panic_expected() {
    panic!("sums are hard");
}

#[runtime_matrix::test]
#[should_panic(expected = "sums are hard")]
async fn panic_expected_in_vain() {}

/// The report names the test, and so has the word; the panic has not.
#[runtime_matrix::test]
#[should_panic(expected = "otherwise")]
async fn panic_expected_otherwise() {
    panic!("sums are hard");
}

/// Fails, but not by a panic.
#[runtime_matrix::test]
#[should_panic(expected = "leak")]
async fn leak_where_a_panic_is_expected(rt: Runtime) {
    drop(rt.spawn(pending::<()>()));
}

#[runtime_matrix::test]
async fn panic_of_a_detached_task(rt: Runtime) {
    rt.spawn_named("logger", async { panic!("disk full") })
        .detach();
    pending::<()>().await;
}

#[runtime_matrix::test]
async fn leak(rt: Runtime) {
    drop(rt.spawn_named("reader", pending::<()>()));
}

#[runtime_matrix::test]
async fn deadlock(rt: Runtime) {
    rt.spawn_named("waits for ever", pending::<()>())
        .await
        .unwrap();
}

/// Keeps the waker of a task that will not be woken: that nobody will can only be observed.
#[runtime_matrix::test]
async fn stalled(rt: Runtime) {
    let kept: Arc<Mutex<Option<Waker>>> = Arc::default();
    let keeps = Arc::clone(&kept);
    let waits = poll_fn(move |cx| {
        *keeps.lock().unwrap() = Some(cx.waker().clone());
        Poll::<()>::Pending
    });
    rt.spawn_named("waits for a wake", waits).await.unwrap();
}

#[runtime_matrix::test(timeout = "50ms")]
async fn timeout(rt: Runtime) {
    // On `sim` a sleep of any length takes no time, so there must be no end of them.
    let clock = rt.clone();
    let sleeper = rt.spawn_named("sleeper", async move {
        while clock.now() < Duration::MAX {
            clock.sleep(Duration::from_secs(3600)).await;
        }
    });
    sleeper.await.unwrap();
}

#[runtime_matrix::test(timeout = "300ms")]
async fn hang(rt: Runtime) {
    let spinner = rt.spawn_named("spinner", async {
        let parent = process::id();
        // An endless poll, but for the one who debugs it.
        while process::id() == parent {
            std::hint::spin_loop();
        }
    });
    spinner.await.unwrap();
}

/// Still in flight when `hang` ends the process, if both run at once.
#[runtime_matrix::test]
async fn interrupted(rt: Runtime) {
    if rt.name() == "sim" {
        rt.spawn_blocking(|| std::thread::sleep(Duration::from_secs(30)))
            .await
            .unwrap();
    } else {
        rt.sleep(Duration::from_secs(30)).await;
    }
}

#[runtime_matrix::test]
async fn crash() {
    process::abort();
}

#[runtime_matrix::test(requires(local))]
async fn unsupported() {}

#[runtime_matrix::test(skip(sim, tokio, smol, futures, reason = "it sings on none of them"))]
async fn skipped(rt: Runtime) {
    assert_eq!(rt.name(), "async_std", "it sings after all");
}

#[runtime_matrix::test(skip(sim, tokio, smol, futures, reason = "it sings on none of them"))]
#[should_panic(expected = "no voice")]
async fn skipped_where_a_panic_is_expected() {
    panic!("no voice");
}

// The condition is for this repository's own rules, which forbid the bare attribute.
#[runtime_matrix::test]
#[cfg_attr(all(), ignore = "it is too loud")]
async fn ignored() {
    panic!("it is too loud");
}

#[runtime_matrix::test]
#[cfg_attr(all(), ignore)]
async fn ignored_without_a_reason() {
    panic!("it is too loud");
}

/// On each of them there is a build where it is off.
#[runtime_matrix::test(only(async_std, smol, tokio))]
async fn only_some() {}

/// Fails on some seeds only: those that happen to run three ready tasks backwards.
#[runtime_matrix::test(seeds = 32, only(sim))]
async fn fails_on_a_seed(rt: Runtime) {
    let order: Arc<Mutex<Vec<u32>>> = Arc::default();
    let tasks: Vec<_> = (1..=3)
        .map(|number| {
            let order = Arc::clone(&order);
            rt.spawn(async move { order.lock().unwrap().push(number) })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_ne!(
        order.lock().unwrap().as_slice(),
        [3, 2, 1],
        "the tasks ran backwards"
    );
}

/// Uses all that the runtime has, so that all the threads are there that it starts for itself.
#[runtime_matrix::test]
async fn uses_every_power(rt: Runtime) {
    rt.spawn(async {}).await.unwrap();
    rt.sleep(Duration::from_millis(1)).await;
    if rt.capabilities().has(Capability::Blocking) {
        rt.spawn_blocking(|| ()).await.unwrap();
    }
}

/// Starts threads that nobody asked it for, as a hidden reactor is one.
fn start_reactors(names: &[&str]) {
    for name in names {
        let thread = std::thread::Builder::new().name((*name).to_owned());
        thread
            .spawn(|| {
                loop {
                    std::thread::park();
                }
            })
            .unwrap();
    }
}

#[runtime_matrix::test]
async fn hidden_threads() {
    start_reactors(&["reactor", "a name that is too long", "reactor"]);
}

#[runtime_matrix::test]
async fn hidden_thread_of_a_worker(rt: Runtime) {
    rt.spawn(async { start_reactors(&["reactor"]) })
        .await
        .unwrap();
}

#[runtime_matrix::test]
async fn hidden_thread_and_a_fail() -> Result<(), &'static str> {
    start_reactors(&["reactor"]);
    Err("no such user")
}

#[runtime_matrix::test(seeds = 4, only(sim))]
async fn hidden_thread_on_each_seed() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| start_reactors(&["reactor"]));
}

/// Keeps its thread for as long as the limits below, at least.
fn block() {
    std::thread::sleep(Duration::from_millis(1));
}

#[runtime_matrix::test(max_poll = "1ms")]
async fn blocks() {
    block();
}

#[runtime_matrix::test(max_poll("1ms", strict))]
async fn blocks_where_it_must_not() {
    block();
}

#[runtime_matrix::test(max_poll = "1h")]
async fn blocks_below_its_limit() {
    block();
}

#[runtime_matrix::test]
async fn blocks_without_a_limit() {
    block();
}

#[path = "verdicts/ambient.rs"]
mod ambient;

#[path = "verdicts/levels.rs"]
mod levels;
