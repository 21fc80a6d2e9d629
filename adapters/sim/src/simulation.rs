use std::{
    mem,
    sync::{Arc, Mutex, PoisonError},
};

use runtime_matrix_core::{BuildError, Card, Executor, Options, RuntimeFactory};

use crate::{Config, Decision, Sim, instance::Instance};

/// The factory of instances with that [`Config`], made by [`Sim::with`]. It remembers what the latest one decided.
///
/// ```
/// use runtime_matrix_core::{Options, RuntimeFactory};
/// use runtime_matrix_sim::{Config, Sim};
///
/// let sim = Sim::with(Config::default());
/// let instance = sim.build(&Options::default())?;
/// instance.block_on(std::pin::pin!(async {}));
/// drop(instance);
/// assert!(sim.take_decisions().is_empty(), "there was never a choice");
/// # Ok::<(), runtime_matrix_core::BuildError>(())
/// ```
#[derive(Debug)]
pub struct Simulation {
    config: Config,
    decisions: Arc<Mutex<Vec<Decision>>>,
}

impl Simulation {
    pub(crate) fn new(config: Config) -> Simulation {
        Simulation {
            config,
            decisions: Arc::default(),
        }
    }

    /// Returns the config.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Takes what the latest instance that has ended decided, in order.
    #[must_use]
    pub fn take_decisions(&self) -> Vec<Decision> {
        let mut decisions = self
            .decisions
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        mem::take(&mut *decisions)
    }
}

impl RuntimeFactory for Simulation {
    fn id(&self) -> &'static str {
        Sim.id()
    }

    fn version(&self) -> Option<&'static str> {
        Sim.version()
    }

    fn card(&self) -> Card {
        Sim.card()
    }

    fn own_threads(&self) -> &'static [&'static str] {
        Sim.own_threads()
    }

    fn build(&self, options: &Options) -> Result<Arc<dyn Executor>, BuildError> {
        Ok(Arc::new(Instance::new(
            options,
            &self.config,
            Some(Arc::clone(&self.decisions)),
        )))
    }
}
