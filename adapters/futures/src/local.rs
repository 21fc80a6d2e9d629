use std::{
    future::{Future, poll_fn},
    mem,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
    time::Duration,
};

use futures_executor::{LocalPool, LocalSpawner};
use futures_util::task::LocalSpawnExt;
use runtime_matrix_core::{BoxFuture, Executor, Shutdown, TaskHandle};

use crate::handle::{Spawned, remote};

/// A `LocalPool` for each `block_on`, and the inbox through which it gets its tasks: the pool and its spawner
/// cannot leave their thread.
#[derive(Default)]
pub(crate) struct LocalInstance {
    inbox: Arc<Mutex<Inbox>>,
}

#[derive(Default)]
struct Inbox {
    tasks: Vec<Spawned>,
    /// Wakes the task that empties the inbox.
    waker: Option<Waker>,
    is_shut_down: bool,
}

impl Executor for LocalInstance {
    fn block_on(&self, root: Pin<&mut dyn Future<Output = ()>>) {
        assert!(
            !lock(&self.inbox).is_shut_down,
            "futures: `block_on` after `shutdown`"
        );
        let mut pool = LocalPool::new();
        let (spawner, inbox) = (pool.spawner(), Arc::clone(&self.inbox));
        let feeder = poll_fn({
            let spawner = spawner.clone();
            move |cx| feed(&inbox, &spawner, cx)
        });
        spawner
            .spawn_local(feeder)
            .expect("a pool that is alive takes tasks");
        pool.run_until(root);
    }

    fn spawn(&self, future: BoxFuture<()>) -> Box<dyn TaskHandle> {
        let (spawned, handle) = remote(future);
        let mut inbox = lock(&self.inbox);
        if inbox.is_shut_down {
            drop(inbox);
            drop(spawned);
            return handle;
        }
        inbox.tasks.push(spawned);
        let waker = inbox.waker.take();
        drop(inbox);
        if let Some(waker) = waker {
            waker.wake();
        }
        handle
    }

    fn shutdown(&self, _: Duration) -> Shutdown {
        let mut inbox = lock(&self.inbox);
        inbox.is_shut_down = true;
        let tasks = mem::take(&mut inbox.tasks);
        drop(inbox);
        drop(tasks);
        Shutdown::Complete
    }
}

/// Hands what is in the inbox to the pool, and waits for more.
fn feed(inbox: &Mutex<Inbox>, spawner: &LocalSpawner, cx: &Context<'_>) -> Poll<()> {
    let mut inbox = lock(inbox);
    inbox.waker = Some(cx.waker().clone());
    let tasks = mem::take(&mut inbox.tasks);
    drop(inbox);
    for task in tasks {
        spawner
            .spawn_local(task)
            .expect("a pool that is alive takes tasks");
    }
    Poll::Pending
}

fn lock(inbox: &Mutex<Inbox>) -> MutexGuard<'_, Inbox> {
    inbox.lock().unwrap_or_else(PoisonError::into_inner)
}
