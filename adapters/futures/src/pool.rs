use std::{
    future::Future,
    io,
    pin::Pin,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures_executor::{ThreadPool, ThreadPoolBuilder};
use runtime_matrix_core::{BoxFuture, Executor, Shutdown, TaskHandle};

use crate::handle::remote;

/// A `ThreadPool`, until it is shut down.
#[derive(Debug)]
pub(crate) struct PoolInstance {
    pool: Mutex<Option<ThreadPool>>,
    threads: Arc<Threads>,
}

/// Counts the pool's threads: it cannot be asked whether they have ended.
#[derive(Debug)]
struct Threads {
    alive: Mutex<usize>,
    one_ended: Condvar,
}

impl PoolInstance {
    pub(crate) fn new(workers: usize) -> io::Result<PoolInstance> {
        let threads = Arc::new(Threads {
            alive: Mutex::new(workers),
            one_ended: Condvar::new(),
        });
        let counted = Arc::clone(&threads);
        let pool = ThreadPoolBuilder::new()
            .pool_size(workers)
            .name_prefix("futures-pool-")
            .before_stop(move |_| counted.end_one())
            .create()?;
        Ok(PoolInstance {
            pool: Mutex::new(Some(pool)),
            threads,
        })
    }
}

impl Executor for PoolInstance {
    fn block_on(&self, root: Pin<&mut dyn Future<Output = ()>>) {
        assert!(
            lock(&self.pool).is_some(),
            "futures: `block_on` after `shutdown`"
        );
        futures_executor::block_on(root);
    }

    fn spawn(&self, future: BoxFuture<()>) -> Box<dyn TaskHandle> {
        let (spawned, handle) = remote(future);
        let pool = lock(&self.pool).clone();
        match pool {
            Some(pool) => pool.spawn_ok(spawned),
            None => drop(spawned),
        }
        handle
    }

    fn shutdown(&self, deadline: Duration) -> Shutdown {
        // The last owner of a pool tells its threads to end; each task that is left is an owner too.
        drop(lock(&self.pool).take());
        self.threads.wait(deadline)
    }
}

impl Threads {
    fn end_one(&self) {
        *lock(&self.alive) -= 1;
        self.one_ended.notify_all();
    }

    fn wait(&self, deadline: Duration) -> Shutdown {
        let alive = lock(&self.alive);
        let (alive, _) = self
            .one_ended
            .wait_timeout_while(alive, deadline, |alive| *alive > 0)
            .unwrap_or_else(PoisonError::into_inner);
        if *alive == 0 {
            Shutdown::Complete
        } else {
            Shutdown::TimedOut
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
