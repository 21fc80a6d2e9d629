//! Cancellation: what of the libraries is safe to drop while it waits, by sweeps over each operation.

use std::{sync::Arc, time::Duration};

use futures_util::StreamExt;
use runtime_matrix::{
    Runtime,
    cancel::{Count, Sweep, sweep},
};

/// Waits a second, and then does that.
fn later(rt: &Runtime, what: impl Future<Output = ()> + Send + 'static) {
    let clock = rt.clone();
    rt.spawn(async move {
        clock.sleep(Duration::from_secs(1)).await;
        what.await;
    })
    .detach();
}

/// One item was sent, and it is inside or was returned.
fn one(inside: usize, returned: bool) -> Count {
    Count {
        sent: 1,
        inside,
        returned: returned.into(),
        ..Count::default()
    }
}

#[test]
fn a_receive_of_async_channel_loses_nothing() {
    let sweep: Sweep<async_channel::Receiver<u32>, _> = sweep(
        |rt| async move {
            let (tx, rx) = async_channel::bounded(1);
            later(&rt, async move {
                let _ = tx.send(1).await;
            });
            rx
        },
        |_, rx| Box::pin(async { rx.recv().await.ok() }),
    );
    let sweep = sweep.conserves(|rx, output| one(rx.len(), output.is_some()));
    sweep.run().unwrap();
}

#[test]
fn a_notification_of_async_channel_goes_on_to_the_next_receiver() {
    let sweep: Sweep<async_channel::Receiver<u32>, _> = sweep(
        |rt| async move {
            let (tx, rx) = async_channel::bounded(1);
            let (second, clock) = (rx.clone(), rt.clone());
            rt.spawn_named("second receiver", async move {
                clock.sleep(Duration::from_millis(500)).await;
                let _ = second.recv().await;
            })
            .detach();
            later(&rt, async move {
                let _ = tx.send(1).await;
                // The channel stays open.
                std::future::pending::<()>().await;
            });
            rx
        },
        |_, rx| Box::pin(async { rx.recv().await.ok() }),
    );
    sweep.run().unwrap();
}

#[test]
fn a_lock_of_async_lock_can_be_taken_again() {
    let sweep: Sweep<Arc<async_lock::Mutex<()>>, _> = sweep(
        |rt| async move {
            let mutex = Arc::new(async_lock::Mutex::new(()));
            let guard = mutex.lock_arc().await;
            later(&rt, async move { drop(guard) });
            mutex
        },
        |_, mutex| Box::pin(async { drop(mutex.lock().await) }),
    );
    let sweep = sweep.then(1, |_, mutex| Box::pin(async { drop(mutex.lock().await) }));
    sweep.run().unwrap();
}

#[test]
fn a_writer_of_async_lock_that_gives_up_lets_readers_in() {
    let sweep: Sweep<Arc<async_lock::RwLock<()>>, _> = sweep(
        |rt| async move {
            let lock = Arc::new(async_lock::RwLock::new(()));
            let reader = lock.read_arc().await;
            later(&rt, async move { drop(reader) });
            lock
        },
        |_, lock| Box::pin(async { drop(lock.write().await) }),
    );
    let sweep = sweep.then(1, |_, lock| Box::pin(async { drop(lock.read().await) }));
    sweep.run().unwrap();
}

#[test]
fn an_initialisation_of_async_lock_that_is_dropped_begins_anew() {
    let sweep: Sweep<Arc<async_lock::OnceCell<u32>>, _> = sweep(
        |_| async { Arc::new(async_lock::OnceCell::new()) },
        |rt, cell| {
            Box::pin(async move {
                let slowly = || async {
                    rt.yield_now().await;
                    1
                };
                *cell.get_or_init(slowly).await
            })
        },
    );
    let sweep = sweep.then(1, |_, cell| {
        Box::pin(async { assert_eq!(*cell.get_or_init(|| async { 1 }).await, 1) })
    });
    sweep.run().unwrap();
}

#[test]
fn a_receive_of_futures_channel_loses_nothing() {
    type Receiver = futures_channel::mpsc::UnboundedReceiver<u32>;
    let sweep: Sweep<Receiver, _> = sweep(
        |rt| async move {
            let (tx, rx) = futures_channel::mpsc::unbounded();
            later(&rt, async move {
                let _ = tx.unbounded_send(1);
            });
            rx
        },
        |_, rx| Box::pin(rx.next()),
    );
    let sweep = sweep.check(|_, rx, returned| {
        let returned = returned.is_some();
        Box::pin(async move { assert!(returned || rx.next().await == Some(1)) })
    });
    sweep.run().unwrap();
}
