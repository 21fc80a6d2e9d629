//! The executors of futures as they are, beside what the adapter makes of them: what is made alike stays visible
//! here, and a change of their own behaviour fails a test.

mod catalogue;

use std::{
    future::pending,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
        mpsc,
    },
    thread,
    time::Duration,
};

use futures_executor::{LocalPool, block_on};
use futures_util::task::LocalSpawnExt;
use runtime_matrix_core::{Options, RuntimeFactory, Shutdown};
use runtime_matrix_futures::{Local, Pool};

/// Says when it is dropped.
struct Marker(Arc<AtomicBool>);

impl Drop for Marker {
    fn drop(&mut self) {
        self.0.store(true, SeqCst);
    }
}

fn marked() -> (impl Future<Output = ()> + Send, Arc<AtomicBool>) {
    let dropped = Arc::new(AtomicBool::new(false));
    let marker = Marker(Arc::clone(&dropped));
    let future = async move {
        let _marker = marker;
        pending::<()>().await;
    };
    (future, dropped)
}

/// The adapter's `cancel` waits for the drop, which a native handle cannot.
#[test]
fn a_handle_that_is_dropped_is_gone_before_its_future_is() {
    let mut pool = LocalPool::new();
    let (future, dropped) = marked();
    let handle = pool
        .spawner()
        .spawn_local_with_handle(future)
        .expect("the pool is alive");
    pool.run_until_stalled();
    drop(handle);
    assert!(
        !dropped.load(SeqCst),
        "the drop returned, the future is there"
    );
    pool.run_until_stalled();
    assert!(dropped.load(SeqCst), "the next poll drops it");

    let executor = Local.build(&Options::default()).expect("it can be built");
    let (future, dropped) = marked();
    executor.block_on(pin!(async {
        executor.spawn(Box::pin(future)).cancel().await;
        assert!(dropped.load(SeqCst));
    }));
}

#[test]
fn a_join_of_a_task_that_panicked_unwinds() {
    let mut pool = LocalPool::new();
    let panics = async { std::panic::resume_unwind(Box::new(7_u64)) };
    let handle = pool
        .spawner()
        .spawn_local_with_handle(panics)
        .expect("the pool is alive");
    let joined = catch_unwind(AssertUnwindSafe(|| {
        let () = pool.run_until(handle);
    }));
    let payload = joined.expect_err("it unwinds");
    assert_eq!(payload.downcast_ref::<u64>(), Some(&7));
}

#[test]
fn a_local_pool_inside_an_executor_is_refused() {
    let nested = catch_unwind(|| block_on(async { block_on(async {}) }));
    let payload = nested.expect_err("it is refused");
    let message = payload.downcast_ref::<String>().expect("it says why");
    assert!(
        message.contains("from within another executor"),
        "{message}"
    );
}

#[test]
fn what_is_spawned_between_two_roots_waits_for_the_second_one() {
    let executor = Local.build(&Options::default()).expect("it can be built");
    executor.block_on(pin!(async {}));
    let (mut future, ran) = (None, Arc::new(AtomicBool::new(false)));
    let runs = Arc::clone(&ran);
    let task = executor.spawn(Box::pin(async move { runs.store(true, SeqCst) }));
    assert!(!ran.load(SeqCst));
    executor.block_on(pin!(async { future = Some(task.join_native().await) }));
    assert!(ran.load(SeqCst));
}

/// A task that is forgotten owns the pool that runs it: its threads never end.
#[test]
fn a_forgotten_task_keeps_the_threads_of_its_pool() {
    let executor = Pool.build(&Options::default()).expect("it can be built");
    let (future, dropped) = marked();
    executor.block_on(pin!(async {
        executor.spawn(Box::pin(future)).detach();
        // Both workers have had a turn by then.
        executor.spawn(Box::pin(async {})).join_native().await;
    }));
    let soon = Duration::from_millis(50);
    assert_eq!(executor.shutdown(soon), Shutdown::TimedOut);
    assert!(!dropped.load(SeqCst));

    let sound = Pool.build(&Options::default()).expect("it can be built");
    sound.block_on(pin!(async {}));
    assert_eq!(sound.shutdown(Duration::from_secs(5)), Shutdown::Complete);
}

/// It has one inbox, and two pools would take each other's tasks.
#[test]
fn a_local_pool_is_driven_by_one_thread_at_a_time() {
    let executor = Local.build(&Options::default()).expect("it can be built");
    let (begun, has_begun) = mpsc::channel();
    let (go_on, goes_on) = mpsc::channel::<()>();
    thread::scope(|scope| {
        let executor = &executor;
        let driving = scope.spawn(move || {
            executor.block_on(pin!(async {
                begun.send(()).expect("the test waits");
                let _ = goes_on.recv();
            }));
        });
        has_begun.recv().expect("the root begins");
        let second = catch_unwind(AssertUnwindSafe(|| executor.block_on(pin!(async {}))));
        let payload = second.expect_err("it is refused");
        let message = payload.downcast_ref::<&str>().expect("it says why");
        assert!(
            message.contains("while another one of the same instance runs"),
            "{message}"
        );
        drop(go_on);
        driving.join().expect("the first one is not disturbed");
    });
    executor.block_on(pin!(async {}));
}
