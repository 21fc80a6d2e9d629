use std::{cell::RefCell, sync::Arc, thread};

#[cfg(any(feature = "log", feature = "tracing"))]
use crate::tracking::failure;
use crate::{
    runtime::Runtime,
    tracking::{node::Node, panics, tracker::Tracker},
};

thread_local! {
    /// The cell whose code runs on this thread right now.
    static CURRENT: RefCell<Option<Running>> = const { RefCell::new(None) };
}

/// Whose code runs on a thread, and as what.
struct Running {
    tracker: Arc<Tracker>,
    /// Whether it is a blocking job; else it is polled, or dropped by a runtime.
    is_job: bool,
    /// Whose code runs on this thread right now.
    static CURRENT: RefCell<Option<Whose>> = const { RefCell::new(None) };
}

/// Says, while it lives, that code of a cell runs on this thread.
pub(crate) struct Current {
    outer: Option<Running>,
}

impl Current {
    /// Notes that a future of that cell is polled or dropped.
    pub(crate) fn enter(tracker: &Arc<Tracker>) -> Current {
        Current::begin(tracker, false)
    }

    /// Notes that a blocking job of that cell runs.
    pub(crate) fn enter_job(tracker: &Arc<Tracker>) -> Current {
        Current::begin(tracker, true)
    }

    fn begin(tracker: &Arc<Tracker>, is_job: bool) -> Current {
    outer: Option<Whose>,
}

/// Whose code it is: a cell's, and of its body, a task or a job where that is known.
pub(crate) enum Whose {
    Cell(Arc<Tracker>),
    Node(Arc<Node>),
}

impl Whose {
    fn tracker(&self) -> &Arc<Tracker> {
        match self {
            Whose::Cell(tracker) => tracker,
            Whose::Node(node) => &node.tracker,
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
    pub(crate) fn enter(whose: impl Into<Whose>) -> Current {
        // What unwinds drops tasks on its way: its own place is not to be forgotten for that.
        if !thread::panicking() {
            panics::forget();
        }
        let running = Running {
            tracker: Arc::clone(tracker),
            is_job,
        };
        Current {
            outer: CURRENT.with(|current| current.replace(Some(running))),
            outer: CURRENT.with(|current| current.replace(Some(whose.into()))),
        }
    }

    /// Tells whether code of that cell runs on this thread.
    pub(crate) fn is(tracker: &Tracker) -> bool {
        Current::look(|running| std::ptr::eq(Arc::as_ptr(&running.tracker), tracker))
    }

    /// Tells whether a blocking job of that cell runs on this thread.
    pub(crate) fn is_job_of(tracker: &Tracker) -> bool {
        Current::is(tracker) && Current::look(|running| running.is_job)
    }

    /// Tells whether a future of any cell is polled or dropped on this thread, which must not block then.
    pub(crate) fn is_polling() -> bool {
        Current::look(|running| !running.is_job)
        let is = |current: &RefCell<Option<Whose>>| {
            let current = current.borrow();
            let current = current.as_ref().map(Whose::tracker);
            current.is_some_and(|current| std::ptr::eq(Arc::as_ptr(current), tracker))
        };
        CURRENT.try_with(is).unwrap_or(false)
    }

    /// Tells whether code of any cell runs on this thread.
    pub(crate) fn is_any() -> bool {
        Current::look(|_| true)
    }

    /// Looks at what runs on this thread; `false` if that is no code of a cell.
    fn look(look: impl FnOnce(&Running) -> bool) -> bool {
        let look = |current: &RefCell<Option<Running>>| {
            current
                .try_borrow()
                .is_ok_and(|current| current.as_ref().is_some_and(look))
        let is = |current: &RefCell<Option<Whose>>| {
            current.try_borrow().is_ok_and(|current| current.is_some())
        };
        CURRENT.try_with(look).unwrap_or(false)
    }

    /// Returns the cell whose code runs on this thread.
    pub(crate) fn tracker() -> Option<Arc<Tracker>> {
        CURRENT
            .try_with(|current| {
                let current = current.borrow();
                current.as_ref().map(|running| Arc::clone(&running.tracker))
            })
            .ok()
            .flatten()
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
            Whose::Node(node) => Some(failure::title(node)),
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
