use std::{sync::Arc, time::Duration};

use runtime_matrix_core::{
    BlockingAtShutdown, BuildError, Capabilities, Capability, Card, Executor, HandleDrop,
    Instances, NestedBlockOn, Options, PanicAtJoin, PendingAtExit, RuntimeFactory, SelfWake,
    TaskThread,
};

use crate::{local::LocalInstance, pool::PoolInstance};

const VERSION: Option<&str> = option_env!("RUNTIME_VERSION");

/// `LocalPool`: tasks run on the thread that is in `block_on`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Local;

impl RuntimeFactory for Local {
    fn id(&self) -> &'static str {
        "futures_local"
    }

    fn version(&self) -> Option<&'static str> {
        VERSION
    }

    fn card(&self) -> Card {
        Card {
            capabilities: Capabilities::default(),
            progress_outside_block_on: false,
            pending_at_exit: PendingAtExit::Dropped,
            task_thread: TaskThread::Root,
            ..common()
        }
    }

    fn build(&self, _: &Options) -> Result<Arc<dyn Executor>, BuildError> {
        Ok(Arc::new(LocalInstance::default()))
    }
}

/// `ThreadPool`, with two threads unless told otherwise.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pool;

impl RuntimeFactory for Pool {
    fn id(&self) -> &'static str {
        "futures_pool"
    }

    fn version(&self) -> Option<&'static str> {
        VERSION
    }

    fn card(&self) -> Card {
        Card {
            capabilities: Capabilities::of(&[Capability::Threads]),
            progress_outside_block_on: true,
            pending_at_exit: PendingAtExit::KeepsRunning,
            task_thread: TaskThread::Workers,
            self_wake: SelfWake::Repolls,
            ..common()
        }
    }

    fn own_threads(&self) -> &'static [&'static str] {
        &["futures-pool-"]
    }

    fn build(&self, options: &Options) -> Result<Arc<dyn Executor>, BuildError> {
        let instance = PoolInstance::new(self.workers(options)).map_err(BuildError::new)?;
        Ok(Arc::new(instance))
    }
}

/// What the two share; each states the rest.
fn common() -> Card {
    Card {
        capabilities: Capabilities::default(),
        instances: Instances::Fresh,
        handle_drop: HandleDrop::Cancels,
        panic_at_join: PanicAtJoin::Unwinds,
        nested_block_on: NestedBlockOn::Refused,
        progress_outside_block_on: false,
        pending_at_exit: PendingAtExit::Dropped,
        blocking_at_shutdown: BlockingAtShutdown::None,
        task_thread: TaskThread::Root,
        // There is no timer, so these two are not measured.
        self_wake: SelfWake::Queues,
        zero_sleep_yields: false,
        timer_grain: Duration::ZERO,
    }
}
