use std::{
    future::Future,
    num::NonZeroUsize,
    sync::{Mutex, mpsc},
};

use futures_executor::{ThreadPool, block_on};
use futures_lite::future::yield_now;
use futures_util::{future::RemoteHandle, task::SpawnExt};

use super::{Drive, Keep, Means, Spawn, drive_kept};

/// A `ThreadPool` of futures, with a root on the thread that is in `block_on`.
#[derive(Clone)]
pub(crate) struct FuturesPool(ThreadPool);

impl Spawn for FuturesPool {
    type Task = RemoteHandle<()>;

    fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) -> Self::Task {
        self.0.spawn_with_handle(future).expect("the pool is alive")
    }

    fn join(task: Self::Task) -> impl Future<Output = ()> + Send {
        task
    }
}

impl Drive for FuturesPool {
    type Setup = ();

    fn drive<F: Future>((): (), body: impl FnOnce(FuturesPool) -> F) -> F::Output {
        drive_kept((), body)
    }
}

impl Means for FuturesPool {
    async fn cancel(task: Self::Task) {
        drop(task);
    }

    async fn yield_now(&self) {
        yield_now().await;
    }
}

impl Keep for FuturesPool {
    /// The pool, and what hears of the end of its threads: dropping a pool does not wait for them.
    type Runtime = (FuturesPool, mpsc::Receiver<()>);

    fn build((): (), workers: Option<NonZeroUsize>) -> Self::Runtime {
        let (ended, all_ended) = mpsc::channel();
        let ended = Mutex::new(ended);
        let pool = ThreadPool::builder()
            .pool_size(workers.map_or(2, NonZeroUsize::get))
            .before_stop(move |_| {
                let ended = ended.lock().expect("sending does not panic");
                let _ = ended.send(());
            })
            .create();
        (
            FuturesPool(pool.expect("the machine has threads")),
            all_ended,
        )
    }

    fn enter<F: Future>(
        (pool, _): &Self::Runtime,
        body: impl FnOnce(FuturesPool) -> F,
    ) -> F::Output {
        block_on(body(pool.clone()))
    }

    fn end((pool, all_ended): Self::Runtime) {
        drop(pool);
        // It ends when the last thread has dropped the sender.
        all_ended.iter().for_each(drop);
    }
}
