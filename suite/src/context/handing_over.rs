//! What was entered by a future that has been dropped: nothing can be awaited there, so the cell sees to it.

use std::{
    any::Any,
    cell::{Cell, RefCell},
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::Arc,
    thread,
};

use crate::{
    context::{ExitCause, leaving::Leaving},
    runtime::{Runtime, erased},
    tracking::{
        link::Holder,
        panics::Panic,
        tracked::Tracked,
        tracker::{Phase, Tracker},
    },
};

thread_local! {
    /// What has been entered within something that is being dropped on this thread, for each such thing.
    static WITHIN: RefCell<Vec<Vec<Leaving>>> = const { RefCell::new(Vec::new()) };
    /// Whether what is being dropped on this thread is dropped because its time is over.
    static TIMED_OUT: Cell<bool> = const { Cell::new(false) };
}

/// Returns the cause for something that is dropped on this thread right now.
pub(crate) fn cause_of_drop() -> ExitCause {
    if TIMED_OUT.try_with(Cell::get).unwrap_or(false) {
        ExitCause::TimedOut
    } else {
        ExitCause::Cancelled
    }
}

/// While it lives, and once it is told so, what is dropped on this thread is so because its time is over.
#[derive(Debug, Default)]
pub(crate) struct TimeOver {
    before: Option<bool>,
}

impl TimeOver {
    pub(crate) fn begins(&mut self) {
        self.before = TIMED_OUT.try_with(|flag| flag.replace(true)).ok();
    }
}

impl Drop for TimeOver {
    fn drop(&mut self) {
        if let Some(before) = self.before {
            let _ = TIMED_OUT.try_with(|flag| flag.set(before));
        }
    }
}

/// Drops something, and returns what was entered within it, in the order in which it has to be left; and the
/// panic of the drop, if it has panicked.
pub(crate) fn dropping(drop: impl FnOnce()) -> (Vec<Leaving>, thread::Result<()>) {
    let is_open = WITHIN.try_with(|within| within.borrow_mut().push(Vec::new()));
    let dropped = catch_unwind(AssertUnwindSafe(drop));
    // The thread's storage is gone while the thread ends: then nothing was opened.
    let within = is_open.and_then(|()| WITHIN.try_with(|within| within.borrow_mut().pop()));
    (within.ok().flatten().unwrap_or_default(), dropped)
}

/// Hands over what has to be left and has lost its owner.
pub(crate) fn hand_over(mut leaving: Leaving) {
    leaving.is_left_alone();
    let mut leaving = Some(leaving);
    let _ = WITHIN.try_with(|within| {
        if let Some(outer) = within.borrow_mut().last_mut() {
            outer.extend(leaving.take());
        }
    });
    leaving.into_iter().for_each(start);
}

/// Starts a task of the cell's that leaves; where the cell has ended, what is dropped leaves at once.
fn start(leaving: Leaving) {
    let tracker = Arc::clone(leaving.tracker());
    let executor = tracker
        .executor()
        .filter(|_| tracker.phase() != Phase::Ended);
    let (Some(executor), Some(managed)) = (executor, leaving.managed()) else {
        return;
    };
    let name = leaving.title();
    let future = erased(leaving.on_its_own());
    let runtime = Runtime::new(tracker);
    let (node, native) = runtime.launch_on(&*executor, Some(&name), managed.place, |node| {
        node.let_go(Holder::Cell);
        Tracked::new(future, node)
    });
    node.keep_native(native);
}

/// Goes on with a panic of a drop; where another one is under way already, it is recorded with the cell.
pub(crate) fn go_on(tracker: &Tracker, payload: Box<dyn Any + Send>) {
    if !thread::panicking() {
        resume_unwind(payload);
    }
    tracker.fail_by_panic(&Panic::caught(payload, "the drop of a body".to_owned()));
}
