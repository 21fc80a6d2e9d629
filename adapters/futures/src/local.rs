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
    /// Whether a thread drives a root: the inbox has one owner at a time.
    is_driven: bool,
}

impl Executor for LocalInstance {
    fn block_on(&self, root: Pin<&mut dyn Future<Output = ()>>) {
        let _driving = Driving::begin(&self.inbox);
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

/// Says, while it lives, that a thread drives a root.
struct Driving<'a>(&'a Mutex<Inbox>);

impl<'a> Driving<'a> {
    fn begin(inbox: &'a Mutex<Inbox>) -> Driving<'a> {
        let mut guard = lock(inbox);
        let (is_shut_down, is_driven) = (guard.is_shut_down, guard.is_driven);
        guard.is_driven = true;
        drop(guard);
        assert!(!is_shut_down, "futures: `block_on` after `shutdown`");
        assert!(
            !is_driven,
            "futures: `block_on` while another one of the same instance runs"
        );
        Driving(inbox)
    }
}

impl Drop for Driving<'_> {
    fn drop(&mut self) {
        lock(self.0).is_driven = false;
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
