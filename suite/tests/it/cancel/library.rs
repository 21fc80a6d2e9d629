//! Tokio's channels and locks: what is documented as cancel safe is, and what is documented as not is found.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use runtime_matrix::{
    Runtime,
    cancel::{Count, Disturbance, Oracle, Swept, sweep},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex},
    sync::{Barrier, Mutex, Notify, Semaphore, mpsc, oneshot, watch},
};

#[track_caller]
fn is_found(swept: &Swept, disturbance: Disturbance, oracle: Oracle, message: &str) {
    let mut findings = swept.findings().iter();
    let found = findings.any(|finding| {
        finding.disturbance() == Some(disturbance)
            && finding.oracle() == oracle
            && finding.message().contains(message)
            && finding.cells() == swept.cells()
    });
    assert!(found, "{swept}");
}

/// Sends three items, one second after the other.
fn sender(rt: &Runtime, sender: mpsc::Sender<u32>) {
    let clock = rt.clone();
    rt.spawn(async move {
        for item in 0..3 {
            clock.sleep(Duration::from_secs(1)).await;
            let _ = sender.send(item).await;
        }
    })
    .detach();
}

#[test]
fn a_receive_loses_nothing() {
    sweep(
        |rt| async move {
            let (tx, rx) = mpsc::channel(3);
            sender(&rt, tx);
            rx
        },
        |_, rx: &mut mpsc::Receiver<u32>| Box::pin(async { rx.recv().await }),
    )
    .conserves(|rx, output| Count {
        sent: 3,
        inside: rx.len(),
        returned: output.iter().count(),
        ..Count::default()
    })
    .then(1, |_, rx| {
        Box::pin(async {
            rx.recv().await;
        })
    })
    .run()
    .unwrap();
}

/// Receives all there is, and counts it.
fn drain(rt: &Runtime, mut rx: mpsc::Receiver<u32>) -> Arc<AtomicUsize> {
    let received = Arc::new(AtomicUsize::new(0));
    let (counting, clock) = (received.clone(), rt.clone());
    rt.spawn(async move {
        clock.sleep(Duration::from_secs(1)).await;
        while rx.recv().await.is_some() {
            counting.fetch_add(1, SeqCst);
        }
    })
    .detach();
    received
}

type Full = (mpsc::Sender<u32>, Arc<AtomicUsize>);

/// A channel with room for one, which is taken.
fn full(rt: &Runtime) -> Full {
    let (tx, rx) = mpsc::channel(1);
    tx.try_send(1).expect("there is room");
    (tx, drain(rt, rx))
}

fn count((_, received): &Full, sent: usize) -> Count {
    Count {
        sent,
        received: received.load(SeqCst),
        ..Count::default()
    }
}

#[test]
fn a_send_that_is_dropped_loses_its_message_as_documented() {
    let swept = sweep(
        |rt| async move { full(&rt) },
        |_, (tx, _): &mut Full| Box::pin(async { tx.send(2).await.is_ok() }),
    )
    .conserves(|state, _| count(state, 2))
    .run();
    is_found(
        &swept,
        Disturbance::DropPending,
        Oracle::Conservation,
        "1 of 2 is lost",
    );
    is_found(
        &swept,
        Disturbance::DropWoken,
        Oracle::Conservation,
        "1 of 2 is lost",
    );
}

#[test]
fn a_reserved_place_loses_nothing() {
    sweep(
        |rt| async move { full(&rt) },
        |_, (tx, _): &mut Full| {
            Box::pin(async { tx.reserve().await.map(|place| place.send(2)).is_ok() })
        },
    )
    .conserves(|state, output| count(state, 1 + output.iter().count()))
    .restores(|(tx, _)| tx.max_capacity())
    .run()
    .unwrap();
}

#[test]
fn a_semaphore_and_a_mutex_restore_what_they_guard() {
    let held = |rt: Runtime| async move {
        let semaphore = Arc::new(Semaphore::new(1));
        let permit = semaphore.clone().try_acquire_owned();
        let clock = rt.clone();
        rt.spawn(async move {
            clock.sleep(Duration::from_secs(1)).await;
            drop(permit);
        })
        .detach();
        semaphore
    };
    sweep(held, |_, semaphore: &mut Arc<Semaphore>| {
        Box::pin(async { semaphore.acquire().await.is_ok() })
    })
    .then(1, |_, semaphore| {
        Box::pin(async { drop(semaphore.acquire().await) })
    })
    .run()
    .unwrap();
    let locked = |rt: Runtime| async move {
        let mutex = Arc::new(Mutex::new(()));
        let guard = mutex.clone().try_lock_owned();
        rt.clone()
            .spawn(async move {
                rt.sleep(Duration::from_secs(1)).await;
                drop(guard);
            })
            .detach();
        mutex
    };
    sweep(locked, |_, mutex: &mut Arc<Mutex<()>>| {
        Box::pin(async { drop(mutex.lock().await) })
    })
    .then(1, |_, mutex| Box::pin(async { drop(mutex.lock().await) }))
    .run()
    .unwrap();
}

#[test]
fn a_notification_goes_on_to_the_next_waiter() {
    sweep(
        |rt| async move {
            let notify = Arc::new(Notify::new());
            let (second, clock) = (notify.clone(), rt.clone());
            rt.spawn_named("second waiter", async move {
                clock.sleep(Duration::from_secs(1)).await;
                second.notified().await;
            })
            .detach();
            let (notifying, clock) = (notify.clone(), rt.clone());
            rt.spawn(async move {
                clock.sleep(Duration::from_secs(2)).await;
                notifying.notify_one();
            })
            .detach();
            notify
        },
        |_, notify: &mut Arc<Notify>| Box::pin(async { notify.notified().await }),
    )
    .run()
    .unwrap();
}

#[test]
fn a_oneshot_and_a_watch_keep_their_value() {
    sweep(
        |rt| async move {
            let ((tx, rx), clock) = (oneshot::channel(), rt.clone());
            rt.spawn(async move {
                clock.sleep(Duration::from_secs(1)).await;
                let _ = tx.send(1);
            })
            .detach();
            // In a tuple: a receiver is a future itself.
            (rx,)
        },
        |_, (rx,): &mut (oneshot::Receiver<u32>,)| Box::pin(async { rx.await.is_ok() }),
    )
    .check(|_, (rx,), returned| {
        Box::pin(async move { assert!(returned.is_some() || rx.try_recv() == Ok(1)) })
    })
    .run()
    .unwrap();
    sweep(
        |rt| async move {
            let ((tx, rx), clock) = (watch::channel(0), rt.clone());
            rt.spawn(async move {
                clock.sleep(Duration::from_secs(1)).await;
                let _ = tx.send(1);
                // The sender stays.
                tx.closed().await;
            })
            .detach();
            rx
        },
        |_, rx: &mut watch::Receiver<u32>| Box::pin(async { rx.changed().await.is_ok() }),
    )
    .check(|_, rx, returned| {
        Box::pin(async move {
            let is_unseen = rx.has_changed().is_ok_and(|changed| changed);
            assert_ne!(returned.is_some(), is_unseen, "a change is seen once");
        })
    })
    .run()
    .unwrap();
}

#[test]
fn a_barrier_counts_who_has_left_as_documented() {
    let swept = sweep(
        |rt| async move {
            let (barrier, passed) = (Arc::new(Barrier::new(2)), Arc::new(AtomicUsize::new(0)));
            let (second, counting, clock) = (barrier.clone(), passed.clone(), rt.clone());
            rt.spawn(async move {
                clock.sleep(Duration::from_secs(1)).await;
                second.wait().await;
                counting.fetch_add(1, SeqCst);
            })
            .detach();
            (barrier, passed)
        },
        |_, (barrier, _): &mut (Arc<Barrier>, _)| {
            Box::pin(async { barrier.wait().await.is_leader() })
        },
    )
    .check(|_, (_, passed), returned| {
        Box::pin(async move {
            assert!(
                returned.is_some() || passed.load(SeqCst) == 0,
                "it passed alone"
            );
        })
    })
    .run();
    is_found(
        &swept,
        Disturbance::DropPending,
        Oracle::Check,
        "it passed alone",
    );
}

const FRAME: usize = 4;

/// A stream on which the halves of a frame come one after the other.
fn halves(rt: &Runtime) -> DuplexStream {
    let ((ours, mut theirs), clock) = (duplex(FRAME), rt.clone());
    rt.spawn(async move {
        for half in [[1, 2], [3, 4]] {
            clock.sleep(Duration::from_secs(1)).await;
            let _ = theirs.write_all(&half).await;
        }
        // Nothing more comes, and the stream stays open.
        std::future::pending::<()>().await;
    })
    .detach();
    ours
}

#[test]
fn an_exact_read_loses_half_a_frame_as_documented() {
    let swept = sweep(
        |rt| async move { halves(&rt) },
        |_, stream: &mut DuplexStream| {
            Box::pin(async {
                let mut frame = [0; FRAME];
                stream.read_exact(&mut frame).await.map(|_| frame).ok()
            })
        },
    )
    .check(|_, stream, returned: Option<&Option<[u8; FRAME]>>| {
        Box::pin(async move {
            let mut rest = [0; FRAME];
            if returned.is_none() {
                let read = stream.read(&mut rest).await.unwrap_or_default();
                assert_eq!(read, FRAME, "bytes that are left of the frame");
            }
        })
    })
    .run();
    is_found(
        &swept,
        Disturbance::DropPending,
        Oracle::Check,
        "bytes that are left of the frame",
    );
    let lost = swept
        .findings()
        .iter()
        .find(|finding| finding.points() == [2]);
    assert!(
        lost.is_some(),
        "nothing has been read at the first point: {swept}"
    );
}

#[test]
fn a_read_into_the_callers_buffer_loses_nothing() {
    sweep(
        |rt| async move { (halves(&rt), Vec::new()) },
        |_, (stream, frame): &mut (DuplexStream, Vec<u8>)| {
            Box::pin(async {
                while frame.len() < FRAME {
                    let _ = stream.read_buf(frame).await;
                }
            })
        },
    )
    .then(2, |_, (stream, frame)| {
        Box::pin(async {
            while frame.len() < FRAME {
                let _ = stream.read_buf(frame).await;
            }
            assert_eq!(frame.as_slice(), [1, 2, 3, 4]);
        })
    })
    .run()
    .unwrap();
}
