use std::{fmt, time::Duration};

/// One way of doing a workload.
pub struct Way {
    /// Whose means these are: `native`, `executor`, `suite`, or a crate's name.
    pub name: &'static str,
    /// Whether only the first time in a process is what the workload is about. A measurement starts a process for
    /// each, asks it for one, and takes no notice of what further ones take.
    pub once_per_process: bool,
    run: Box<dyn Fn(u64) -> Duration>,
}

impl Way {
    /// A way that does its work `count` times and returns how long that took, without what it prepares.
    pub fn new(name: &'static str, run: impl Fn(u64) -> Duration + 'static) -> Way {
        Way {
            name,
            once_per_process: false,
            run: Box::new(run),
        }
    }

    /// The same, where only the first time in a process counts.
    #[must_use]
    pub fn once_per_process(self) -> Way {
        Way {
            once_per_process: true,
            ..self
        }
    }

    /// Does the work that many times, and returns how long all of it took.
    ///
    /// # Panics
    ///
    /// Panics if the work fails.
    #[must_use]
    pub fn run(&self, count: u64) -> Duration {
        (self.run)(count)
    }
}

impl fmt::Debug for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Way")
            .field("name", &self.name)
            .field("once_per_process", &self.once_per_process)
            .finish_non_exhaustive()
    }
}
