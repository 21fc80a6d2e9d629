use std::{
    fmt,
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::Duration,
};

use runtime_matrix_core::BoxFuture;

use crate::{
    context::{
        AsyncContextManager, BoxError, Exit, ExitCause,
        unleft::{Mark, Unleft},
    },
    tracking::{panics::Panic, place::Place, tracker::Tracker},
};

/// What messages call something that was entered.
#[derive(Debug)]
pub(crate) struct Managed {
    pub(crate) name: String,
    pub(crate) place: Place,
}

/// Something that has been entered, or an exit that was registered by itself.
pub(crate) struct Entry {
    pub(crate) managed: Arc<Managed>,
    pub(crate) limit: Option<Duration>,
    pub(crate) exit: BoxExit,
    pub(crate) mark: Mark,
}

/// Begins an exit. Dropped without a call, it leaves at once, without waiting.
pub(crate) type BoxExit = Box<dyn FnOnce(ExitCause) -> ExitFuture + Send>;

pub(crate) type ExitFuture = BoxFuture<Result<Exit, BoxError>>;

impl Entry {
    /// Returns the entry of a manager that has been entered.
    pub(crate) fn entered<M: AsyncContextManager>(
        manager: M,
        managed: Arc<Managed>,
        tracker: &Arc<Tracker>,
    ) -> Entry {
        let limit = manager.exit_limit();
        let mut entered = Entered {
            manager,
            cause: ExitCause::Cancelled,
            has_left: false,
            tracker: Arc::clone(tracker),
        };
        let leave = move |cause| -> ExitFuture {
            entered.cause = cause;
            Box::pin(async move {
                let entered = &mut entered;
                let left = entered.manager.exit(&entered.cause).await;
                entered.has_left = true;
                left.map_err(Into::into)
            })
        };
        Entry {
            mark: Unleft::mark(tracker, &managed),
            managed,
            limit,
            exit: Box::new(leave),
        }
    }

    /// Returns the entry of an exit alone.
    pub(crate) fn exit<F, Fut>(tracker: &Tracker, managed: Arc<Managed>, exit: F) -> Entry
    where
        F: FnOnce(ExitCause) -> Fut + Send + 'static,
        Fut: Future<Output = Result<Exit, BoxError>> + Send + 'static,
    {
        Entry {
            mark: Unleft::mark(tracker, &managed),
            managed,
            limit: None,
            exit: Box::new(move |cause| Box::pin(exit(cause))),
        }
    }
}

/// A manager that has been entered, and has not been left as long as this lives.
struct Entered<M: AsyncContextManager> {
    manager: M,
    cause: ExitCause,
    has_left: bool,
    tracker: Arc<Tracker>,
}

impl<M: AsyncContextManager> Drop for Entered<M> {
    fn drop(&mut self) {
        if self.has_left {
            return;
        }
        let Entered { manager, cause, .. } = self;
        if let Err(payload) = catch_unwind(AssertUnwindSafe(|| manager.exit_now(cause))) {
            let origin = format!("`exit_now` of `{}`", manager.name());
            let panic = Panic::caught(payload, origin);
            self.tracker.fail_by_panic(&panic);
        }
    }
}

impl fmt::Display for Managed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`, entered at {},", self.name, self.place)
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("managed", &self.managed)
            .finish_non_exhaustive()
    }
}
