use std::{
    future::poll_fn,
    mem,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::{Arc, Mutex},
    task::Poll,
    time::Duration,
};

use runtime_matrix_core::{BoxFuture, Executor, Options, RuntimeFactory, TaskHandle};
use runtime_matrix_sim::Sim;

/// An instance, with what tests ask of it.
#[derive(Clone)]
pub(crate) struct World(pub(crate) Arc<dyn Executor>);

/// What happened, in order.
pub(crate) type Log<T> = Arc<Mutex<Vec<T>>>;

impl World {
    pub(crate) fn new() -> World {
        World::seeded(0)
    }

    pub(crate) fn seeded(seed: u64) -> World {
        World(Sim.build(&Options::default().with_seed(seed)).unwrap())
    }

    pub(crate) fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        let mut output = None;
        self.0.block_on(pin!(async {
            output = Some(future.await);
        }));
        output.expect("the root has ended")
    }

    pub(crate) fn spawn(
        &self,
        future: impl Future<Output = ()> + Send + 'static,
    ) -> Box<dyn TaskHandle> {
        self.0.spawn(Box::pin(future))
    }

    pub(crate) fn sleep(&self, millis: u64) -> BoxFuture<()> {
        let timer = self.0.timer().expect("sim has a timer");
        timer.sleep(Duration::from_millis(millis))
    }

    pub(crate) fn now(&self) -> Duration {
        self.0.native_clock().expect("sim has a clock").now()
    }

    pub(crate) fn run_job(&self, job: impl FnOnce() + Send + 'static) {
        let blocking = self.0.blocking().expect("sim runs jobs");
        blocking.run(Box::new(job));
    }

    /// Says that the job on this thread waits for a task.
    pub(crate) fn pause(&self) -> Option<Box<dyn FnOnce() + Send>> {
        self.0.blocking().expect("sim runs jobs").pause()
    }

    pub(crate) fn alive(&self) -> usize {
        self.0.alive_tasks().expect("sim counts its tasks")
    }
}

pub(crate) const fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// Lets the other ready tasks have a chance to be drawn, once.
pub(crate) async fn yield_now() {
    let mut yielded = false;
    poll_fn(|context| {
        if mem::replace(&mut yielded, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// Lets all that is ready run, as good as surely: the root steps aside a hundred times.
pub(crate) async fn settle() {
    for _ in 0..100 {
        yield_now().await;
    }
}

pub(crate) fn taken<T>(log: &Log<T>) -> Vec<T> {
    mem::take(&mut *log.lock().unwrap())
}

/// Returns the text of the panic that `code` ends with.
#[track_caller]
pub(crate) fn panic_text(code: impl FnOnce()) -> String {
    let payload = catch_unwind(AssertUnwindSafe(code)).expect_err("no panic");
    match payload.downcast::<String>() {
        Ok(text) => *text,
        Err(other) => (*other.downcast::<&str>().expect("a text")).to_owned(),
    }
}
