use std::{future::Future, num::NonZeroUsize};

use async_executors::{AsyncStd, JoinHandle, SpawnHandleExt, TokioCt, TokioTp};
use tokio::runtime::Builder;

use crate::means::{Drive, Keep, Spawn, drive_kept};

/// An executor of async_executors'.
#[derive(Clone)]
pub(crate) struct Peer<E>(E);

/// Tokio's current-thread runtime.
pub(crate) type Ct = Peer<TokioCt>;

/// Tokio's multi-thread runtime.
pub(crate) type Tp = Peer<TokioTp>;

/// async-std.
pub(crate) type Std = Peer<AsyncStd>;

/// What the crate has no trait for.
pub(crate) trait Executor: SpawnHandleExt<()> + Clone + 'static {
    fn build(workers: Option<NonZeroUsize>) -> Self;
    fn block_on<F: Future>(&self, root: F) -> F::Output;
}

impl Executor for TokioCt {
    fn build(_workers: Option<NonZeroUsize>) -> TokioCt {
        TokioCt::new().expect("tokio can be built")
    }

    fn block_on<F: Future>(&self, root: F) -> F::Output {
        TokioCt::block_on(self, root)
    }
}

impl Executor for TokioTp {
    /// Its own `new` has as many workers as the machine has processors.
    fn build(workers: Option<NonZeroUsize>) -> TokioTp {
        let mut builder = Builder::new_multi_thread();
        builder.worker_threads(workers.map_or(2, NonZeroUsize::get));
        let tokio = builder.enable_all().build().expect("tokio can be built");
        TokioTp::try_from(tokio).expect("it has workers")
    }

    fn block_on<F: Future>(&self, root: F) -> F::Output {
        TokioTp::block_on(self, root)
    }
}

impl Executor for AsyncStd {
    fn build(_workers: Option<NonZeroUsize>) -> AsyncStd {
        AsyncStd::new()
    }

    fn block_on<F: Future>(&self, root: F) -> F::Output {
        AsyncStd::block_on(root)
    }
}

impl<E: Executor> Spawn for Peer<E> {
    type Task = JoinHandle<()>;

    fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) -> Self::Task {
        self.0.spawn_handle(future).expect("the executor is alive")
    }

    fn join(task: Self::Task) -> impl Future<Output = ()> + Send {
        task
    }
}

impl<E: Executor> Drive for Peer<E> {
    type Setup = ();

    fn drive<F: Future>((): (), body: impl FnOnce(Self) -> F) -> F::Output {
        drive_kept((), body)
    }
}

impl<E: Executor> Keep for Peer<E> {
    type Runtime = E;

    fn build((): (), workers: Option<NonZeroUsize>) -> E {
        E::build(workers)
    }

    fn enter<F: Future>(runtime: &E, body: impl FnOnce(Self) -> F) -> F::Output {
        runtime.block_on(body(Peer(runtime.clone())))
    }

    fn end(runtime: E) {
        drop(runtime);
    }
}
