//! What ties a tracked future to those outside of it: its handle, the runtime's handle, and who waits for its end.

use std::{
    any::Any,
    mem,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, MutexGuard, atomic::Ordering::SeqCst},
    task::{Context, Poll, Waker},
};

use runtime_matrix_core::TaskHandle;

use crate::{
    sync::lock,
    tracking::{
        failure,
        node::{ENDED, Kind, Node},
        panics::Panic,
    },
};

/// What ties the node to its handle, to the runtime's handle and to those who wait for its end.
pub(super) struct Link {
    pub(super) holder: Holder,
    pub(super) native: Option<Box<dyn TaskHandle>>,
    pub(super) ending: Option<Ending>,
    pub(super) joiner: Option<Waker>,
    pub(super) sweeper: Option<Waker>,
    /// The runtime's waker of the latest poll that returned `Pending`.
    pub(super) outer: Option<Waker>,
    /// Whether the node holds a further count, for an end that the runtime is about to bring.
    pub(super) ends_soon: bool,
}

impl Default for Link {
    fn default() -> Link {
        Link {
            holder: Holder::Held,
            native: None,
            ending: None,
            joiner: None,
            sweeper: None,
            outer: None,
            ends_soon: false,
        }
    }
}

/// What became of the test's handle of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holder {
    Held,
    Dropped,
    Detached,
    /// There was none: it is the cell's own, which waits for it at its end.
    Cell,
}

/// What a task leaves behind, in *our* memory: joining never leans on the runtime's handle. Boxed, so
/// that a node is one type for all tasks; a box of `()` takes no memory.
pub(crate) type Output = Box<dyn Any + Send>;

/// How a tracked future ended.
pub(crate) enum Ending {
    Done(Output),
    Cancelled,
    /// Boxed, since few end so and all endings are as large as this one.
    Panicked(Box<Panic>),
    /// It was taken by the joiner.
    Observed,
}

impl Ending {
    /// Tells whether it is an output that says nothing.
    fn leaves_nothing(&self) -> bool {
        matches!(self, Ending::Done(output) if output.is::<()>())
    }

    /// Says how the last turn ended.
    fn word(&self) -> &'static str {
        match self {
            Ending::Done(_) | Ending::Observed => "ready",
            Ending::Cancelled => "cancelled",
            Ending::Panicked(_) => "panicked",
        }
    }
}

impl Node {
    /// Publishes the end of a future that has already been dropped; the node holds a count.
    ///
    /// The order is what makes counting sound: the end is visible, then the joiner is woken (and counted
    /// for), and only then this node's own count is given back.
    pub(crate) fn finish(self: &Arc<Self>, ending: Ending) {
        self.end_timing();
        let panicked = matches!(ending, Ending::Panicked(_));
        self.tracker
            .note_end(self, ending.word(), ending.leaves_nothing());
        let (joiner, sweeper, held, unclaimed, ended_soon) = {
            let mut link = lock(&self.link);
            let ended_soon = mem::take(&mut link.ends_soon);
            let unclaimed = match link.holder {
                Holder::Held => link.ending.replace(ending),
                Holder::Dropped | Holder::Detached | Holder::Cell => {
                    link.ending = Some(Ending::Observed);
                    Some(ending)
                }
            };
            let held = (link.native.take(), link.outer.take());
            let (joiner, sweeper) = (link.joiner.take(), link.sweeper.take());
            (joiner, sweeper, held, unclaimed, ended_soon)
        };
        drop(held);
        if panicked && unclaimed.is_none() {
            self.tracker.note_unobserved(self);
        }
        self.give_up(unclaimed);
        if let Some(joiner) = joiner {
            joiner.wake();
        }
        if let Some(sweeper) = sweeper {
            sweeper.wake();
        }
        self.tracker.remove(self);
        self.state.store(ENDED, SeqCst);
        if ended_soon {
            self.tracker.release_one();
        }
        match self.kind {
            Kind::Body | Kind::Task => self.tracker.release_one(),
            Kind::Job => self.tracker.release_job(),
        }
    }

    /// Drops an ending that nobody can observe any more; a panic fails the cell.
    fn give_up(&self, ending: Option<Ending>) {
        match ending {
            Some(Ending::Panicked(panic)) => self.tracker.lose_panic(self, &panic),
            Some(Ending::Done(output)) => {
                // The drop of an output is the test's own code, and this may be a runtime's thread.
                if let Err(payload) = catch_unwind(AssertUnwindSafe(|| drop(output))) {
                    let panic = Panic::caught(payload, failure::origin(self));
                    self.tracker.lose_panic(self, &panic);
                }
            }
            Some(Ending::Cancelled | Ending::Observed) | None => {}
        }
    }

    /// Waits for the end, as the joiner; afterwards the ending has been observed.
    pub(crate) fn poll_ending(&self, cx: &Context<'_>) -> Poll<Ending> {
        self.tracker.note_look(self);
        let mut link = lock(&self.link);
        if link.ending.is_some() {
            let ending = link.ending.replace(Ending::Observed);
            return Poll::Ready(ending.unwrap_or(Ending::Observed));
        }
        self.wait_joining(link, cx)
    }

    /// Waits for the end, as a joiner that observes it later.
    pub(crate) fn poll_joinable(&self, cx: &Context<'_>) -> Poll<()> {
        self.tracker.note_look(self);
        let link = lock(&self.link);
        if link.ending.is_some() {
            return Poll::Ready(());
        }
        self.wait_joining(link, cx)
    }

    /// Keeps the joiner's waker, and lets go of the lock before anything else.
    fn wait_joining<T>(&self, mut link: MutexGuard<'_, Link>, cx: &Context<'_>) -> Poll<T> {
        let stale = link.joiner.replace(cx.waker().clone());
        drop(link);
        drop(stale);
        self.tracker.note_join(self);
        Poll::Pending
    }

    /// Observes the ending of a future that has ended.
    pub(crate) fn take_ending(&self) -> Ending {
        let ending = lock(&self.link).ending.replace(Ending::Observed);
        ending.unwrap_or(Ending::Observed)
    }

    /// Takes the output of a task that ran to its end. Any other ending is left alone.
    pub(crate) fn take_output(&self) -> Option<Output> {
        let mut link = lock(&self.link);
        match link.ending.take() {
            Some(Ending::Done(output)) => {
                link.ending = Some(Ending::Observed);
                Some(output)
            }
            other => {
                link.ending = other;
                None
            }
        }
    }

    /// Waits for the end without observing it, as the sweep at the end of a cell does.
    pub(crate) fn poll_ended(&self, cx: &Context<'_>) -> Poll<()> {
        let mut link = lock(&self.link);
        if link.ending.is_some() {
            return Poll::Ready(());
        }
        let stale = link.sweeper.replace(cx.waker().clone());
        drop(link);
        drop(stale);
        Poll::Pending
    }

    /// Notes that the test's handle is gone, and drops what it can no longer give.
    pub(crate) fn let_go(&self, holder: Holder) {
        let unclaimed = {
            let mut link = lock(&self.link);
            link.holder = holder;
            let ended = link.ending.is_some();
            mem::replace(&mut link.ending, ended.then_some(Ending::Observed))
        };
        self.give_up(unclaimed);
    }

    /// Keeps the runtime's handle, unless the task has ended by now.
    pub(crate) fn keep_native(&self, native: Box<dyn TaskHandle>) {
        let mut link = lock(&self.link);
        if link.ending.is_none() {
            link.native = Some(native);
        } else {
            drop(link);
            native.detach();
        }
    }

    /// Takes the runtime's handle, to cancel with it.
    pub(crate) fn take_native(&self) -> Option<Box<dyn TaskHandle>> {
        lock(&self.link).native.take()
    }

    /// Counts for the node until it has ended, which the runtime will see to without a wake of ours.
    pub(crate) fn will_end_soon(&self) {
        let mut link = lock(&self.link);
        if link.ending.is_none() && !link.ends_soon {
            link.ends_soon = true;
            self.tracker.count_one();
        }
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.tracker.note_look(self);
        lock(&self.link).ending.is_some()
    }

    pub(crate) fn holder(&self) -> Holder {
        lock(&self.link).holder
    }
}
