use std::{sync::Arc, time::Duration};

use runtime_matrix_core::{
    BlockingAtShutdown, BuildError, Capabilities, Capability, Card, Executor, HandleDrop,
    Instances, NestedBlockOn, Options, PanicAtJoin, PendingAtExit, RuntimeFactory, SelfWake,
    TaskThread,
};

use crate::{Config, Simulation, instance::Instance};

/// The factory of the deterministic runtime.
///
/// Of the options it heeds the [seed](Options::seed) and the [idle hook](Options::idle_hook). It ignores
/// [`workers`](Options::workers): all runs on one thread, and workers are simulated only where a
/// [`Config`](Config::workers) says so. Instances share nothing, but a thread that is in
/// `block_on` of one of them may not enter another.
///
/// ```
/// use runtime_matrix_core::{Capability, RuntimeFactory};
/// use runtime_matrix_sim::Sim;
///
/// assert_eq!(Sim.id(), "sim");
/// assert!(Sim.card().capabilities.has(Capability::NativeClock));
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Sim;

impl Sim {
    /// Returns the factory of instances that behave in that way.
    #[must_use]
    pub fn with(config: Config) -> Simulation {
        Simulation::new(config)
    }
}

impl RuntimeFactory for Sim {
    fn id(&self) -> &'static str {
        "sim"
    }

    fn version(&self) -> Option<&'static str> {
        Some(env!("CARGO_PKG_VERSION"))
    }

    fn card(&self) -> Card {
        Card {
            capabilities: Capabilities::of(&[
                Capability::Timer,
                Capability::Blocking,
                Capability::NativeClock,
            ]),
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
            timer_grain: Duration::ZERO,
        }
    }

    fn own_threads(&self) -> &'static [&'static str] {
        &["sim-job-"]
    }

    fn build(&self, options: &Options) -> Result<Arc<dyn Executor>, BuildError> {
        Ok(Arc::new(Instance::new(
            options,
            &Config::default(),
            None,
            None,
        )))
    }
}
