use std::{sync::Arc, time::Duration};

use runtime_matrix_core::{
    BlockingAtShutdown, BuildError, Capabilities, Capability, Card, Executor, HandleDrop,
    Instances, NestedBlockOn, Options, PanicAtJoin, PendingAtExit, RuntimeFactory, SelfWake,
    TaskThread,
};
use tokio::runtime::Builder;

use crate::executor::Tokio;

const VERSION: Option<&str> = option_env!("RUNTIME_VERSION");

/// What runs a blocking job is called like a worker; older versions spell it out.
const OWN_THREADS: &[&str] = &["tokio-rt-worker", "tokio-runtime-worker"];

/// Tokio's current-thread runtime: tasks run on the thread that is in `block_on`.
#[derive(Clone, Copy, Debug, Default)]
pub struct CurrentThread;

impl RuntimeFactory for CurrentThread {
    fn id(&self) -> &'static str {
        "tokio_current_thread"
    }

    fn version(&self) -> Option<&'static str> {
        VERSION
    }

    fn card(&self) -> Card {
        Card {
            capabilities: Capabilities::of(&[
                Capability::Timer,
                Capability::Blocking,
                Capability::Net,
            ]),
            progress_outside_block_on: false,
            task_thread: TaskThread::Root,
            ..common()
        }
    }

    fn own_threads(&self) -> &'static [&'static str] {
        OWN_THREADS
    }

    fn build(&self, options: &Options) -> Result<Arc<dyn Executor>, BuildError> {
        // The one worker is the thread that calls `block_on`.
        build(Builder::new_current_thread(), 1, options)
    }
}

/// Tokio's multi-thread runtime, with two workers unless told otherwise.
#[derive(Clone, Copy, Debug, Default)]
pub struct MultiThread;

impl RuntimeFactory for MultiThread {
    fn id(&self) -> &'static str {
        "tokio_multi_thread"
    }

    fn version(&self) -> Option<&'static str> {
        VERSION
    }

    fn card(&self) -> Card {
        Card {
            capabilities: Capabilities::of(&[
                Capability::Timer,
                Capability::Blocking,
                Capability::Net,
                Capability::Threads,
            ]),
            progress_outside_block_on: true,
            task_thread: TaskThread::Workers,
            ..common()
        }
    }

    fn own_threads(&self) -> &'static [&'static str] {
        OWN_THREADS
    }

    fn build(&self, options: &Options) -> Result<Arc<dyn Executor>, BuildError> {
        let workers = self.workers(options);
        let mut builder = Builder::new_multi_thread();
        builder.worker_threads(workers);
        build(builder, workers, options)
    }
}

/// What the two flavours share; each states the rest.
fn common() -> Card {
    Card {
        capabilities: Capabilities::default(),
        instances: Instances::Fresh,
        handle_drop: HandleDrop::Detaches,
        panic_at_join: PanicAtJoin::Returned,
        nested_block_on: NestedBlockOn::Refused,
        progress_outside_block_on: false,
        pending_at_exit: PendingAtExit::Dropped,
        blocking_at_shutdown: BlockingAtShutdown::Waits,
        task_thread: TaskThread::Root,
        self_wake: SelfWake::Queues,
        zero_sleep_yields: true,
        // The wheel counts in milliseconds and rounds up.
        timer_grain: Duration::from_millis(2),
    }
}

fn build(
    mut builder: Builder,
    workers: usize,
    options: &Options,
) -> Result<Arc<dyn Executor>, BuildError> {
    builder.enable_all();
    if let Some(hook) = &options.idle_hook {
        hook.defer_wakes(workers);
        let (parked, unparked) = (hook.clone(), hook.clone());
        builder.on_thread_park(move || parked.worker_parked());
        builder.on_thread_unpark(move || unparked.worker_unparked());
    }
    let runtime = builder.build().map_err(BuildError::new)?;
    Ok(Arc::new(Tokio::new(runtime)))
}
