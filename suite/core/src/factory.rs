use std::{error::Error, fmt, num::NonZeroUsize, sync::Arc};

use crate::{Capability, Card, Executor, IdleHook};

/// A runtime that can join the matrix: what the attribute, the checks and the benches all take.
///
/// # Duties of the implementer
///
/// Each call of [`build`](RuntimeFactory::build) gives an instance that shares nothing with another one.
/// Where a runtime has only one global instance, the factory hands out views of it and the card says so
/// ([`Instances::Global`](crate::Instances)): shutting down a view ends nothing.
pub trait RuntimeFactory: Send + Sync {
    /// Returns the id that ends the names of the tests: lower-case words joined by `_`, as in `my_runtime` for
    /// a factory of the type `MyRuntime`. Cells of `also(MyRuntime)` have that name, and are refused if this is
    /// another one.
    fn id(&self) -> &'static str;

    /// Returns the version of the runtime's crate, where it is known.
    fn version(&self) -> Option<&'static str> {
        None
    }

    /// Returns what a report has to say of the runtime itself, such as that it is discontinued.
    fn note(&self) -> Option<&'static str> {
        None
    }

    /// Returns the runtime's semantics card.
    fn card(&self) -> Card;

    /// Returns the number of worker threads that an instance built with `options` has.
    ///
    /// Unless an implementation says otherwise, one whose card declares [`Threads`](Capability::Threads) has as many
    /// as are asked for, or two, and any other one has one.
    fn workers(&self, options: &Options) -> usize {
        if self.card().capabilities.has(Capability::Threads) {
            options.workers.map_or(2, NonZeroUsize::get)
        } else {
            1
        }
    }

    /// Returns how the names of the threads begin that the runtime starts for itself: workers, a reactor,
    /// threads for blocking jobs.
    ///
    /// What else runs at the end of a test was started by the code under test. A thread that the runtime's
    /// crate starts for somebody who goes past the instance, such as that of a global executor, is not
    /// the runtime's own.
    fn own_threads(&self) -> &'static [&'static str] {
        &[]
    }

    /// Builds an instance.
    ///
    /// # Errors
    ///
    /// Fails where the machine does not give what the instance needs (threads, file descriptors).
    fn build(&self, options: &Options) -> Result<Arc<dyn Executor>, BuildError>;
}

/// What a fresh instance is built with. A runtime heeds what applies to it.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Options {
    /// The number of worker threads asked for; `None` leaves it to the adapter, whose default is two.
    pub workers: Option<NonZeroUsize>,
    /// The seed of a deterministic runtime's choices.
    pub seed: u64,
    /// The hook through which a runtime that defers wakes says that its workers are parked.
    pub idle_hook: Option<IdleHook>,
}

impl Options {
    /// Returns the options with that many workers.
    #[must_use]
    pub fn with_workers(self, workers: NonZeroUsize) -> Options {
        Options {
            workers: Some(workers),
            ..self
        }
    }

    /// Returns the options with that seed.
    #[must_use]
    pub fn with_seed(self, seed: u64) -> Options {
        Options { seed, ..self }
    }

    /// Returns the options with that idle hook.
    #[must_use]
    pub fn with_idle_hook(self, hook: IdleHook) -> Options {
        Options {
            idle_hook: Some(hook),
            ..self
        }
    }
}

/// The reason why an instance could not be built.
#[derive(Debug)]
pub struct BuildError(Box<dyn Error + Send + Sync>);

impl BuildError {
    /// Returns an error that carries `source`, a text or another error.
    pub fn new(source: impl Into<Box<dyn Error + Send + Sync>>) -> BuildError {
        BuildError(source.into())
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot build the runtime: {}", self.0)
    }
}

impl Error for BuildError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(self.0.as_ref())
    }
}
