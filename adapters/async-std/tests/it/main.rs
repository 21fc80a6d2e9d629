//! async-std as it is, beside what the adapter makes of it: what is made alike stays visible here, and a change
//! of async-std's own behaviour fails a test.

mod catalogue;

use std::{
    future::{Future, poll_fn},
    io::Read,
    net::TcpListener,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::Arc,
    task::Poll,
    time::Duration,
};

use async_std::{net::TcpStream, task};
use futures_lite::AsyncWriteExt;
use runtime_matrix_async_std::AsyncStd;
use runtime_matrix_core::{Address, Executor, Options, RuntimeFactory};

fn instance() -> Arc<dyn Executor> {
    AsyncStd
        .build(&Options::default())
        .expect("it can be built")
}

/// Polls once.
async fn is_ready<F: Future>(future: F) -> bool {
    let mut future = pin!(future);
    poll_fn(|cx| Poll::Ready(future.as_mut().poll(cx).is_ready())).await
}

#[test]
fn what_uses_the_global_executor_works_inside_an_instance() {
    let mut sum = 0;
    instance().block_on(pin!(async {
        let spawned = task::spawn(async { 1 });
        let blocking = task::spawn_blocking(|| 2);
        task::sleep(Duration::from_millis(1)).await;
        sum = spawned.await + blocking.await;
    }));
    assert_eq!(sum, 3);
}

/// The peer sees no end, although the stream was closed: the adapter shuts its half down.
#[test]
fn closing_a_stream_tells_the_peer_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("it knows its address");
    let read = |stream: &mut std::net::TcpStream| {
        stream
            .set_nonblocking(true)
            .expect("a socket can be asked that");
        stream.read(&mut [0; 8]).map_err(|error| error.kind())
    };
    task::block_on(async {
        let mut native = TcpStream::connect(address).await.expect("it is open");
        let (mut peer, _) = listener.accept().expect("somebody connected");
        native
            .close()
            .await
            .expect("async-std says that it closed it");
        assert_eq!(read(&mut peer), Err(std::io::ErrorKind::WouldBlock));
    });
    let executor = instance();
    executor.block_on(pin!(async {
        let net = executor.net().expect("it has sockets");
        let mut ours = net
            .connect(Address::Tcp(address))
            .await
            .expect("it is open");
        let (mut peer, _) = listener.accept().expect("somebody connected");
        ours.close().await.expect("it can be closed");
        let mut seen = read(&mut peer);
        while seen == Err(std::io::ErrorKind::WouldBlock) {
            std::thread::yield_now();
            seen = read(&mut peer);
        }
        assert_eq!(seen, Ok(0), "the end");
    }));
}

/// The adapter counts from the call.
#[test]
fn a_sleep_counts_from_its_first_poll() {
    const LONG: Duration = Duration::from_millis(50);
    task::block_on(async {
        let native = task::sleep(LONG);
        std::thread::sleep(LONG);
        assert!(!is_ready(native).await, "it begins with this poll");
    });
    let executor = instance();
    let sleep = executor.timer().expect("it has a timer").sleep(LONG);
    std::thread::sleep(LONG);
    executor.block_on(pin!(async {
        assert!(is_ready(sleep).await, "the time since the call counts");
    }));
}

#[test]
fn a_join_of_a_task_that_panicked_unwinds() {
    let joined = catch_unwind(AssertUnwindSafe(|| {
        task::block_on(task::spawn(async {
            std::panic::resume_unwind(Box::new(7_u64))
        }));
    }));
    let payload = joined.expect_err("it unwinds");
    assert_eq!(payload.downcast_ref::<u64>(), Some(&7));
}
