use std::{
    env,
    num::NonZeroUsize,
    sync::{Arc, OnceLock},
    thread,
    time::Duration,
};

use runtime_matrix_core::{
    BlockingAtShutdown, BuildError, Capabilities, Capability, Card, Executor, HandleDrop,
    Instances, NestedBlockOn, Options, PanicAtJoin, PendingAtExit, RuntimeFactory, SelfWake,
    TaskThread,
};

use crate::executor::View;

/// async-std's one global executor.
#[derive(Clone, Copy, Debug, Default)]
pub struct AsyncStd;

impl RuntimeFactory for AsyncStd {
    fn id(&self) -> &'static str {
        "async_std"
    }

    fn version(&self) -> Option<&'static str> {
        option_env!("RUNTIME_VERSION")
    }

    fn note(&self) -> Option<&'static str> {
        Some("a legacy runtime, discontinued upstream (RUSTSEC-2025-0052)")
    }

    fn card(&self) -> Card {
        Card {
            capabilities: Capabilities::of(&[
                Capability::Timer,
                Capability::Blocking,
                Capability::Net,
                Capability::Threads,
            ]),
            instances: Instances::Global,
            handle_drop: HandleDrop::Detaches,
            panic_at_join: PanicAtJoin::Unwinds,
            nested_block_on: NestedBlockOn::Works,
            progress_outside_block_on: true,
            pending_at_exit: PendingAtExit::KeepsRunning,
            blocking_at_shutdown: BlockingAtShutdown::Leaves,
            task_thread: TaskThread::Workers,
            self_wake: SelfWake::Queues,
            zero_sleep_yields: false,
            timer_grain: Duration::from_millis(1),
        }
    }

    /// async-std reads its own variable, and takes as many threads as there are cores otherwise.
    fn workers(&self, _: &Options) -> usize {
        // It does so once a process, and so do we: the system's answer is read from files, and takes longer than an
        // empty test.
        static WORKERS: OnceLock<usize> = OnceLock::new();
        *WORKERS.get_or_init(|| {
            let asked = env::var("ASYNC_STD_THREAD_COUNT").ok();
            let asked = asked.and_then(|count| count.parse::<NonZeroUsize>().ok());
            let count = asked.or_else(|| thread::available_parallelism().ok());
            count.map_or(1, NonZeroUsize::get)
        })
    }

    fn own_threads(&self) -> &'static [&'static str] {
        &["async-std/runtime", "async-io", "blocking-"]
    }

    fn build(&self, _: &Options) -> Result<Arc<dyn Executor>, BuildError> {
        Ok(Arc::new(View::default()))
    }
}
