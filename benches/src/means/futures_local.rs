use std::{
    cell::{Cell, RefCell},
    future::Future,
    num::NonZeroUsize,
};

use futures_executor::{LocalPool, LocalSpawner};
use futures_lite::future::yield_now;
use futures_util::{future::RemoteHandle, task::LocalSpawnExt};

use super::{Drive, Keep, Means, Spawn, drive_kept};

/// A `LocalPool` of futures, whose spawner is not `Send` and so is found by its thread.
#[derive(Clone, Copy)]
pub(crate) struct FuturesLocal;

thread_local! {
    static SPAWNER: RefCell<Option<LocalSpawner>> = const { RefCell::new(None) };
}

impl Spawn for FuturesLocal {
    type Task = RemoteHandle<()>;

    fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) -> Self::Task {
        SPAWNER.with_borrow(|spawner| {
            let spawner = spawner.as_ref().expect("the pool is driven");
            spawner
                .spawn_local_with_handle(future)
                .expect("the pool is alive")
        })
    }

    fn join(task: Self::Task) -> impl Future<Output = ()> + Send {
        task
    }
}

impl Drive for FuturesLocal {
    type Setup = ();

    fn drive<F: Future>((): (), body: impl FnOnce(FuturesLocal) -> F) -> F::Output {
        drive_kept((), body)
    }
}

impl Means for FuturesLocal {
    async fn cancel(task: Self::Task) {
        drop(task);
    }

    async fn yield_now(&self) {
        yield_now().await;
    }
}

impl Keep for FuturesLocal {
    /// Driving a pool needs it mutably: it is taken meanwhile.
    type Runtime = Cell<Option<LocalPool>>;

    fn build((): (), _workers: Option<NonZeroUsize>) -> Self::Runtime {
        Cell::new(Some(LocalPool::new()))
    }

    fn enter<F: Future>(
        runtime: &Self::Runtime,
        body: impl FnOnce(FuturesLocal) -> F,
    ) -> F::Output {
        let mut pool = runtime.take().expect("nobody else drives it");
        SPAWNER.set(Some(pool.spawner()));
        let output = pool.run_until(body(FuturesLocal));
        SPAWNER.set(None);
        runtime.set(Some(pool));
        output
    }

    fn end(runtime: Self::Runtime) {
        drop(runtime);
    }
}
