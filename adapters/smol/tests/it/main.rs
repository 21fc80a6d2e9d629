//! smol as it is, beside what the adapter makes of it: what is made alike stays visible here, and a change of
//! smol's own behaviour fails a test.

mod catalogue;

use std::{
    future::{pending, poll_fn},
    pin::{Pin, pin},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    task::Poll,
    time::Duration,
};

use runtime_matrix_core::{Executor, Options, RuntimeFactory, Shutdown};
use runtime_matrix_smol::Smol;

/// Drives a root on a fresh instance, and shuts the instance down.
fn on_instance<T>(root: impl Future<Output = T>) -> T {
    let executor: Arc<dyn Executor> = Smol.build(&Options::default()).expect("it can be built");
    let mut output = None;
    executor.block_on(pin!(async { output = Some(root.await) }));
    assert_eq!(
        executor.shutdown(Duration::from_secs(5)),
        Shutdown::Complete
    );
    output.expect("the root has ended")
}

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

#[test]
fn what_uses_the_global_executor_works_inside_an_instance() {
    let sum = on_instance(async {
        let spawned = smol::spawn(async { 1 });
        let blocking = smol::unblock(|| 2);
        smol::Timer::after(Duration::from_millis(1)).await;
        spawned.await + blocking.await
    });
    assert_eq!(sum, 3);
}

#[test]
fn a_task_whose_handle_is_dropped_is_cancelled() {
    let executor = smol::LocalExecutor::new();
    let (future, dropped) = marked();
    smol::block_on(executor.run(async {
        drop(executor.spawn(future));
        while !dropped.load(SeqCst) {
            smol::future::yield_now().await;
        }
    }));
}

#[test]
fn a_cancel_asks_only_when_it_is_polled() {
    let executor = smol::LocalExecutor::new();
    let (future, dropped) = marked();
    smol::block_on(executor.run(async {
        let mut cancel = pin!(executor.spawn(future).cancel());
        for _ in 0..100 {
            smol::future::yield_now().await;
        }
        assert!(!dropped.load(SeqCst), "nobody has polled the cancel");
        assert_eq!(cancel.as_mut().await, None);
        assert!(dropped.load(SeqCst), "it completes after the drop");
    }));
}

#[test]
fn a_zero_sleep_is_over_at_once() {
    let sleep = smol::Timer::after(Duration::ZERO);
    let polled = smol::block_on(async {
        let mut sleep = pin!(sleep);
        poll_fn(|cx| Poll::Ready(Pin::new(&mut sleep).poll(cx).is_ready())).await
    });
    assert!(polled);
}
