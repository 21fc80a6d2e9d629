use std::{fmt, sync::Arc};

/// How many turns an instance takes before somebody is told, which may end a run that never ends by itself.
#[derive(Clone)]
pub(crate) struct Budget {
    pub(crate) steps: u64,
    spent: Arc<dyn Fn() + Send + Sync>,
}

impl Budget {
    pub(crate) fn new(steps: u64, spent: impl Fn() + Send + Sync + 'static) -> Budget {
        Budget {
            steps,
            spent: Arc::new(spent),
        }
    }

    /// Says that it is spent.
    pub(crate) fn tell(&self) {
        (self.spent)();
    }
}

impl fmt::Debug for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Budget")
            .field("steps", &self.steps)
            .finish_non_exhaustive()
    }
}
