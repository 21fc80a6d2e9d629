//! A context that is entered and left, by a body or as a fixture, and a server that is started, asked once and closed: by the suite's means,
//! and by hand through the same connections.

use std::{
    future::Future,
    hint::black_box,
    io,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    time::{Duration, Instant},
};

use futures_lite::{AsyncReadExt, AsyncWriteExt};
use runtime_matrix::{
    Cell, Ctx, Runtime, RuntimeFactory, Stream, Transport,
    context::{Exit, manager},
};

/// Enters and leaves a manager of two closures that often, within one cell.
///
/// # Panics
///
/// Panics if the cell fails.
pub(crate) fn with(factory: &dyn RuntimeFactory, count: u64) -> Duration {
    timed(factory, count, |rt: Runtime| async move {
        let nothing = manager(
            "nothing",
            || async { Ok(black_box(1)) },
            |_, _| async { Ok(Exit::PassOn) },
        );
        let left = rt.with(nothing, |one| async move { Ok(one) }).await;
        assert_eq!(left.ok().flatten(), Some(1));
    })
}

/// Enters that many fixtures, and returns how long it took until the last was left, at the end of the cell.
///
/// # Panics
///
/// Panics if the cell fails, or if a fixture was not left.
pub(crate) fn fixtures(factory: &dyn RuntimeFactory, count: u64) -> Duration {
    let (start, started) = mpsc::channel();
    let (leave, left) = mpsc::channel();
    let outcome = Cell::new(factory)
        .timeout(None)
        .run(move |rt: Runtime| async move {
            start.send(Instant::now()).expect("the receiver waits");
            let all_left = Arc::new(AtomicU64::new(0));
            for _ in 0..count {
                let (all_left, leave) = (Arc::clone(&all_left), leave.clone());
                let nothing = manager(
                    "nothing",
                    || async { Ok(black_box(1)) },
                    move |_, _| async move {
                        if all_left.fetch_add(1, Ordering::Relaxed) + 1 == count {
                            leave.send(Instant::now()).expect("the receiver waits");
                        }
                        Ok(Exit::PassOn)
                    },
                );
                let fixture = rt.fixture(nothing).await.expect("it can be entered");
                assert_eq!(*fixture, 1);
            }
        });
    outcome.unwrap();
    if count == 0 {
        return Duration::ZERO;
    }
    let ended = left.recv().expect("the last one has been left");
    ended - started.recv().expect("the cell has begun")
}

/// Starts a server, connects, is greeted and closes, by a context of the suite's.
///
/// # Panics
///
/// Panics if the cell fails.
pub(crate) fn server(factory: &dyn RuntimeFactory, transport: Transport, count: u64) -> Duration {
    timed(factory, count, move |rt: Runtime| async move {
        let ctx = Ctx::new(&rt, transport);
        let client = ctx.start_server_and_connect(greet).await;
        hear(client.expect("the server is there")).await;
        ctx.close_server().await.expect("the handler has ended");
    })
}

/// The same by hand: a task that accepts once and greets, and is joined.
///
/// # Panics
///
/// Panics if the cell fails.
pub(crate) fn by_hand(factory: &dyn RuntimeFactory, transport: Transport, count: u64) -> Duration {
    timed(factory, count, move |rt: Runtime| async move {
        let (listener, endpoint) = transport.listen(&rt).await.expect("it can be opened");
        let server = rt.spawn(async move { greet(listener.accept().await?).await });
        hear(endpoint.connect().await.expect("it is open")).await;
        let greeted = server.await.expect("no panic");
        greeted.expect("the client hears it");
    })
}

async fn greet(mut stream: Stream) -> io::Result<()> {
    stream.write_all(b"hello").await?;
    stream.close().await
}

async fn hear(mut stream: Stream) {
    let mut said = String::new();
    stream.read_to_string(&mut said).await.expect("it greets");
    assert_eq!(said, "hello");
}

fn timed<F>(
    factory: &dyn RuntimeFactory,
    count: u64,
    once: impl Fn(Runtime) -> F + 'static,
) -> Duration
where
    F: Future<Output = ()> + 'static,
{
    let (sender, receiver) = mpsc::channel();
    Cell::new(factory)
        .timeout(None)
        .run(move |rt: Runtime| async move {
            let start = Instant::now();
            for _ in 0..count {
                once(rt.clone()).await;
            }
            sender.send(start.elapsed()).expect("the receiver waits");
        })
        .unwrap();
    receiver.recv().expect("the cell sends its time")
}
