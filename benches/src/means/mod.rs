//! By whose means a workload is done: a runtime's own functions, the raw `Executor`, or the suite.
//!
//! A workload is written once, over these traits, and compiled for each of the means, so that two ways differ in
//! nothing else.

#[cfg(feature = "async-std")]
mod async_std;
mod executor;
#[cfg(feature = "futures")]
mod futures_local;
#[cfg(feature = "futures")]
mod futures_pool;
#[cfg(feature = "smol")]
mod smol;
mod suite;
#[cfg(feature = "tokio")]
mod tokio;

use std::{future::Future, net::SocketAddr, num::NonZeroUsize, time::Duration};

#[cfg(feature = "async-std")]
pub(crate) use async_std::AsyncStd;
pub(crate) use executor::Raw;
#[cfg(feature = "futures")]
pub(crate) use futures_local::FuturesLocal;
#[cfg(feature = "futures")]
pub(crate) use futures_pool::FuturesPool;
#[cfg(feature = "smol")]
pub(crate) use smol::{Animal, Smol};
pub(crate) use suite::Suite;
#[cfg(feature = "tokio")]
pub(crate) use tokio::{Flavour, Tokio};

/// Tasks that can be spawned and joined.
pub(crate) trait Spawn: Clone + 'static {
    type Task: Send;

    fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) -> Self::Task;

    /// Completes when the task has run to its end, and panics if it ended otherwise.
    fn join(task: Self::Task) -> impl Future<Output = ()> + Send;
}

/// A runtime that can be built and driven.
pub(crate) trait Drive: Spawn {
    /// What tells one runtime from another that has the same functions.
    type Setup: Copy + 'static;

    /// Builds a runtime, drives what `body` makes as its root, and ends the runtime.
    fn drive<F>(setup: Self::Setup, body: impl FnOnce(Self) -> F) -> F::Output
    where
        F: Future + 'static,
        F::Output: Send + 'static;
}

/// What every runtime can do.
pub(crate) trait Means: Drive + Send + Sync {
    /// Cancels a task. Where the runtime's own cancel waits until the future has been dropped, so does this.
    fn cancel(task: Self::Task) -> impl Future<Output = ()> + Send;

    fn yield_now(&self) -> impl Future<Output = ()> + Send;
}

/// Means by which a runtime is built, entered as often as one likes, and ended.
pub(crate) trait Keep: Drive {
    type Runtime;

    /// Builds a runtime with that many workers, and with two unless told otherwise.
    fn build(setup: Self::Setup, workers: Option<NonZeroUsize>) -> Self::Runtime;

    fn enter<F: Future>(runtime: &Self::Runtime, body: impl FnOnce(Self) -> F) -> F::Output;

    /// Ends it, and waits for its threads.
    fn end(runtime: Self::Runtime);
}

/// What a runtime can do that has a timer, a pool for blocking jobs and sockets.
pub(crate) trait Machine: Means {
    type Listener: Send + Sync;
    type Stream: Send;

    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + Send;

    /// Whether its sleeps take no time.
    fn time_is_virtual(&self) -> bool {
        false
    }

    /// Runs a job where it may block, and waits for it.
    fn job(&self, job: impl FnOnce() + Send + 'static) -> impl Future<Output = ()> + Send;

    fn listen(&self) -> impl Future<Output = (Self::Listener, SocketAddr)> + Send;
    fn accept(listener: &Self::Listener) -> impl Future<Output = Self::Stream> + Send;
    fn connect(&self, address: SocketAddr) -> impl Future<Output = Self::Stream> + Send;
    fn write(stream: &mut Self::Stream, bytes: &[u8]) -> impl Future<Output = ()> + Send;
    fn read(stream: &mut Self::Stream, bytes: &mut [u8]) -> impl Future<Output = ()> + Send;
}

/// Builds, drives and ends a runtime that can be kept.
#[cfg(any(
    feature = "async-std",
    feature = "futures",
    feature = "smol",
    feature = "tokio"
))]
pub(crate) fn drive_kept<M: Keep, F: Future>(
    setup: M::Setup,
    body: impl FnOnce(M) -> F,
) -> F::Output {
    let runtime = M::build(setup, None);
    let output = M::enter(&runtime, body);
    M::end(runtime);
    output
}

/// The address that tests listen at.
#[cfg(any(feature = "async-std", feature = "smol", feature = "tokio"))]
const LOOPBACK: (std::net::Ipv4Addr, u16) = (std::net::Ipv4Addr::LOCALHOST, 0);
