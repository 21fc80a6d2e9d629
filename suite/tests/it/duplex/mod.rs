//! Connections in memory on every runtime: how much they take, what goes wrong in them, and when.

mod capacity;
mod faults;
mod lock_step;
mod losing;
mod switching;
mod time;
mod transfer;

use std::{
    future::poll_fn,
    io::{self, ErrorKind},
    pin::pin,
    task::Poll,
};

use futures_lite::AsyncReadExt;
use runtime_matrix::{Event, Runtime, Stream, Task};

/// Starts a task, and returns when it waits: its future has been polled and was not ready.
async fn waiting<T: Send + 'static>(
    rt: &Runtime,
    future: impl Future<Output = T> + Send + 'static,
) -> Task<T> {
    let waits = Event::named("the task waits");
    let task = rt.spawn({
        let waits = waits.clone();
        async move {
            let mut future = pin!(future);
            poll_fn(|cx| {
                let polled = future.as_mut().poll(cx);
                if polled.is_pending() {
                    waits.set();
                }
                polled
            })
            .await
        }
    });
    waits.wait().await;
    task
}

/// Polls a future once.
async fn once<T>(future: impl Future<Output = T>) -> Poll<T> {
    let mut future = pin!(future);
    poll_fn(|cx| Poll::Ready(future.as_mut().poll(cx))).await
}

/// Reads all that comes, and what comes after it.
async fn read_all(stream: &mut Stream) -> (Vec<u8>, io::Result<()>) {
    let mut read = Vec::new();
    let mut piece = [0; 64];
    loop {
        match stream.read(&mut piece).await {
            Ok(0) => return (read, Ok(())),
            Ok(bytes) => read.extend(&piece[..bytes]),
            Err(error) => return (read, Err(error)),
        }
    }
}

/// Asserts what kind of error it is, and what it says.
#[track_caller]
fn assert_failed<T: std::fmt::Debug>(result: io::Result<T>, kind: ErrorKind, says: &str) {
    let error = result.expect_err(says);
    assert_eq!((error.kind(), error.to_string()), (kind, says.to_owned()));
}

const CLOSED: &str = "memory: this end has closed what it writes";
const HALF_CLOSED: &str = "memory: `half_close` has ended what is written here";
const CUT: &str = "memory: `cut_after` has cut the connection in this direction";
const GONE: &str = "memory: `cut_after` has cut the connection in the other direction";
const RESET: &str = "memory: `reset` has ended the connection";
const NO_READER: &str = "memory: nobody reads at the other end any more";
