use std::{
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use runtime_matrix_core::{BuildError, Card, Executor, Options, RuntimeFactory};

use crate::{Config, Decision, Sim, budget::Budget, instance::Instance};

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
    budget: Option<Budget>,
    account: Arc<Mutex<Account>>,
}

/// What the latest instance that has ended did.
#[derive(Debug, Default)]
pub(crate) struct Account {
    pub(crate) decisions: Vec<Decision>,
    pub(crate) steps: u64,
}

impl Simulation {
    pub(crate) fn new(config: Config) -> Simulation {
        Simulation {
            config,
            budget: None,
            account: Arc::default(),
        }
    }

    /// Returns the factory of instances that call `spent` before their first step beyond that many.
    ///
    /// A step is one turn of a task or of the root. `spent` is called once for an instance, on the thread that
    /// drives it, between two turns; it may cancel or wake tasks, or panic, which ends `block_on`. A run that goes on
    /// after that has no further limit.
    ///
    /// ```
    /// use std::{future::poll_fn, pin::pin, task::Poll};
    /// use runtime_matrix_core::{Options, RuntimeFactory};
    /// use runtime_matrix_sim::{Config, Sim};
    ///
    /// let sim = Sim::with(Config::default()).with_budget(100, || panic!("it never ends"));
    /// let instance = sim.build(&Options::default())?;
    /// let spins = poll_fn(|cx| {
    ///     cx.waker().wake_by_ref();
    ///     Poll::Pending
    /// });
    /// let run = std::panic::AssertUnwindSafe(|| instance.block_on(pin!(spins)));
    /// assert!(std::panic::catch_unwind(run).is_err());
    /// drop(instance);
    /// assert_eq!(sim.steps(), 100);
    /// # Ok::<(), runtime_matrix_core::BuildError>(())
    /// ```
    #[must_use]
    pub fn with_budget(self, steps: u64, spent: impl Fn() + Send + Sync + 'static) -> Simulation {
        Simulation {
            budget: Some(Budget::new(steps, spent)),
            ..self
        }
    }

    /// Returns how many steps the latest instance that has ended took.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.account().steps
    }

    /// Returns the config.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Takes what the latest instance that has ended decided, in order.
    #[must_use]
    pub fn take_decisions(&self) -> Vec<Decision> {
        mem::take(&mut self.account().decisions)
    }

    fn account(&self) -> MutexGuard<'_, Account> {
        self.account.lock().unwrap_or_else(PoisonError::into_inner)
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
            self.budget.clone(),
            Some(Arc::clone(&self.account)),
        )))
    }
}
