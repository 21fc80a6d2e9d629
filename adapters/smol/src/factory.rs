use std::{sync::Arc, time::Duration};

use runtime_matrix_core::{
    BlockingAtShutdown, BuildError, Capabilities, Capability, Card, Executor, HandleDrop,
    Instances, NestedBlockOn, Options, PanicAtJoin, PendingAtExit, RuntimeFactory, SelfWake,
    TaskThread,
};

use crate::executor::Instance;

/// An executor of smol's, driven by the thread that is in `block_on`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Smol;

impl RuntimeFactory for Smol {
    fn id(&self) -> &'static str {
        "smol"
    }

    fn version(&self) -> Option<&'static str> {
        option_env!("RUNTIME_VERSION")
    }

    fn card(&self) -> Card {
        Card {
            capabilities: Capabilities::of(&[
                Capability::Timer,
                Capability::Blocking,
                Capability::Net,
            ]),
            instances: Instances::Fresh,
            handle_drop: HandleDrop::Cancels,
            panic_at_join: PanicAtJoin::Unwinds,
            nested_block_on: NestedBlockOn::Works,
            progress_outside_block_on: false,
            pending_at_exit: PendingAtExit::Dropped,
            blocking_at_shutdown: BlockingAtShutdown::Leaves,
            task_thread: TaskThread::Root,
            self_wake: SelfWake::Queues,
            zero_sleep_yields: false,
            timer_grain: Duration::from_millis(1),
        }
    }

    fn own_threads(&self) -> &'static [&'static str] {
        // Not `smol-1`, which is the global executor's: whoever calls `smol::spawn` starts it.
        &["async-io", "blocking-"]
    }

    fn build(&self, _: &Options) -> Result<Arc<dyn Executor>, BuildError> {
        Ok(Arc::new(Instance::new()))
    }
}
