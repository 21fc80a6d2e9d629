use std::{cell::RefCell, sync::Arc, thread};

#[cfg(any(feature = "log", feature = "tracing"))]
use crate::tracking::failure;
use crate::{
    runtime::Runtime,
    tracking::{node::Node, panics, tracker::Tracker},
};

thread_local! {
    /// Whose code runs on this thread right now.
    static CURRENT: RefCell<Option<Whose>> = const { RefCell::new(None) };
}

/// Says, while it lives, that code of a cell runs on this thread.
pub(crate) struct Current {
    outer: Option<Whose>,
}

/// Whose code it is: a cell's, and of its body, a task or a job where that is known.
pub(crate) enum Whose {
    Cell(Arc<Tracker>),
    /// It is polled, or dropped.
    Node(Arc<Node>),
    /// A blocking job that runs.
    Job(Arc<Node>),
}

impl Whose {
    fn tracker(&self) -> &Arc<Tracker> {
        match self {
            Whose::Cell(tracker) => tracker,
            Whose::Node(node) | Whose::Job(node) => &node.tracker,
        }
    }
}

impl From<&Arc<Tracker>> for Whose {
    fn from(tracker: &Arc<Tracker>) -> Whose {
        Whose::Cell(Arc::clone(tracker))
    }
}

impl From<&Arc<Node>> for Whose {
    fn from(node: &Arc<Node>) -> Whose {
        Whose::Node(Arc::clone(node))
    }
}

impl Current {
    /// Notes that a future is polled or dropped.
    pub(crate) fn enter(whose: impl Into<Whose>) -> Current {
        Current::begin(whose.into())
    }

    /// Notes that a blocking job runs.
    pub(crate) fn enter_job(node: &Arc<Node>) -> Current {
        Current::begin(Whose::Job(Arc::clone(node)))
    }

    fn begin(whose: Whose) -> Current {
        // What unwinds drops tasks on its way: its own place is not to be forgotten for that.
        if !thread::panicking() {
            panics::forget();
        }
        Current {
            outer: CURRENT.with(|current| current.replace(Some(whose))),
        }
    }

    /// Tells whether code of that cell runs on this thread.
    pub(crate) fn is(tracker: &Tracker) -> bool {
        Current::look(|whose| std::ptr::eq(Arc::as_ptr(whose.tracker()), tracker))
    }

    /// Tells whether a blocking job of that cell runs on this thread.
    pub(crate) fn is_job_of(tracker: &Tracker) -> bool {
        Current::is(tracker) && Current::look(|whose| matches!(whose, Whose::Job(_)))
    }

    /// Tells whether a future of any cell is polled or dropped on this thread, which must not block then.
    pub(crate) fn is_polling() -> bool {
        Current::look(|whose| !matches!(whose, Whose::Job(_)))
    }

    /// Tells whether code of any cell runs on this thread.
    pub(crate) fn is_any() -> bool {
        Current::look(|_| true)
    }

    /// Looks at the body or task that is polled on this thread, if one is.
    pub(crate) fn with_polled(look: impl FnOnce(&Arc<Node>)) {
        Current::look(|whose| {
            if let Whose::Node(node) = whose {
                look(node);
            }
            true
        });
    }

    /// Looks at whose code runs on this thread; `false` if it is no cell's.
    fn look(look: impl FnOnce(&Whose) -> bool) -> bool {
        let look = |current: &RefCell<Option<Whose>>| {
            current
                .try_borrow()
                .is_ok_and(|current| current.as_ref().is_some_and(look))
        };
        CURRENT.try_with(look).unwrap_or(false)
    }

    /// Returns the cell whose code runs on this thread.
    pub(crate) fn tracker() -> Option<Arc<Tracker>> {
        let tracker = |current: &RefCell<Option<Whose>>| {
            let current = current.borrow();
            current.as_ref().map(Whose::tracker).map(Arc::clone)
        };
        CURRENT.try_with(tracker).ok().flatten()
    }

    /// Returns what runs on this thread, as messages call it: a cell's body, a task or a job.
    #[cfg(any(feature = "log", feature = "tracing"))]
    pub(crate) fn title() -> Option<String> {
        let title = |current: &RefCell<Option<Whose>>| match current.borrow().as_ref()? {
            Whose::Cell(_) => Some("the test".to_owned()),
            Whose::Node(node) | Whose::Job(node) => Some(failure::title(node)),
        };
        CURRENT.try_with(title).ok().flatten()
    }

    /// Returns the handle of the cell whose code runs on this thread.
    pub(crate) fn runtime() -> Option<Runtime> {
        Current::tracker().map(Runtime::new)
    }
}

impl Drop for Current {
    fn drop(&mut self) {
        let outer = self.outer.take();
        // The thread's storage may be gone already while the thread ends.
        let inner = CURRENT.try_with(|current| current.replace(outer));
        drop(inner);
    }
}
