//! A runtime on a thread of its own, and calls into a runtime that block: results, refusals, ends.

mod calling;
mod clocks;
mod ended;
mod leaving;
mod losing;
mod refused;
mod results;
mod stopping;
mod threads;

use std::{
    sync::mpsc::{Receiver, Sender, TryRecvError},
    time::Duration,
};

use runtime_matrix::{Cell, RemoteError, RemoteRuntime, Runtime};

use crate::on;

/// Nothing here takes that long.
pub(crate) const LONG: Duration = Duration::from_secs(30);

/// Returns a remote runtime of the kind that a test runs on.
pub(crate) fn start(rt: &Runtime, name: &str) -> RemoteRuntime {
    let cell = Cell::new(on::factory(rt)).named(name);
    RemoteRuntime::start_cell(cell).expect("the runtime starts")
}

/// Says that it is polled, and then never ends.
pub(crate) async fn never(polled: Sender<()>) {
    let _ = polled.send(());
    std::future::pending::<()>().await;
}

/// Waits for what a thread of one's own sends, which the test cannot see coming: until then it does not stand
/// still.
pub(crate) async fn sent<T>(rt: &Runtime, receiver: &Receiver<T>) -> T {
    loop {
        match receiver.try_recv() {
            Ok(sent) => return sent,
            Err(TryRecvError::Empty) => rt.yield_now().await,
            Err(TryRecvError::Disconnected) => panic!("the thread is gone and has sent nothing"),
        }
    }
}

/// Returns what an error of the expected kind says.
#[track_caller]
fn shutdown_of<T: std::fmt::Debug>(answer: Result<T, RemoteError>) -> String {
    match answer {
        Err(RemoteError::Shutdown(text)) => text,
        other => panic!("`Shutdown` was expected, and {other:?} came"),
    }
}

#[track_caller]
fn refusal_of<T: std::fmt::Debug>(answer: Result<T, RemoteError>) -> String {
    match answer {
        Err(RemoteError::Refused(text)) => text,
        other => panic!("`Refused` was expected, and {other:?} came"),
    }
}
