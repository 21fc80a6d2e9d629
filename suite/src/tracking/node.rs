use std::{
    any::Any,
    mem,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex,
        atomic::{
            AtomicBool, AtomicU8, AtomicU32, AtomicU64, AtomicUsize, Ordering::Relaxed,
            Ordering::SeqCst,
        },
    },
    task::{Context, Poll, Wake, Waker},
};

use runtime_matrix_core::TaskHandle;

use crate::{
    reuse::relics::Relics,
    run::watchdog,
    sync::lock,
    tracking::{
        await_point::Awaited,
        failure,
        long_polls::Began,
        panics::Panic,
        place::Place,
        tracker::{Phase, Tracker},
    },
};

/// A tracked future's place in its cell: what it is, how it stands, and who waits for it.
///
/// It is also the waker that the future is polled with, so that each wake is counted before it
/// reaches the runtime.
pub(crate) struct Node {
    pub(crate) tracker: Arc<Tracker>,
    /// Counts from 0, which is the body.
    pub(crate) id: u64,
    pub(crate) kind: Kind,
    pub(crate) name: Option<String>,
    pub(crate) place: Place,
    /// Where the registry keeps it.
    pub(crate) key: usize,
    state: AtomicU8,
    polls: AtomicU32,
    /// In ticks of the watchdog.
    last_poll: AtomicU64,
    poll_began: Began,
    cancel_requested: AtomicBool,
    /// The address by which its latest waker is known, if that is not its own.
    known_by: AtomicUsize,
    link: Mutex<Link>,
    pub(super) awaited: Awaited,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Body,
    Task,
    Job,
}

/// What ties the node to its handle, to the runtime's handle and to those who wait for its end.
struct Link {
    holder: Holder,
    native: Option<Box<dyn TaskHandle>>,
    ending: Option<Ending>,
    joiner: Option<Waker>,
    sweeper: Option<Waker>,
    /// The runtime's waker of the latest poll that returned `Pending`.
    outer: Option<Waker>,
    /// Whether the node holds a further count, for an end that the runtime is about to bring.
    ends_soon: bool,
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
    Panicked(Panic),
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

/// What a node is doing, for reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Activity {
    Waiting,
    Scheduled,
    Polling,
    Blocking,
    Ended,
}

// A waiting node holds no count of the tracker; in each of the next three states it holds one.
const WAITING: u8 = 0;
const SCHEDULED: u8 = 1;
const POLLING: u8 = 2;
/// Being polled, and woken meanwhile.
const WOKEN: u8 = 3;
const ENDED: u8 = 4;

impl Node {
    /// Returns a new, scheduled node, for which the tracker has already counted.
    pub(crate) fn new(
        tracker: Arc<Tracker>,
        (id, key): (u64, usize),
        kind: Kind,
        name: Option<String>,
        place: Place,
    ) -> Node {
        Node {
            tracker,
            id,
            kind,
            name,
            place,
            key,
            state: AtomicU8::new(SCHEDULED),
            polls: AtomicU32::new(0),
            last_poll: AtomicU64::new(watchdog::ticks()),
            poll_began: Began::default(),
            cancel_requested: AtomicBool::new(false),
            known_by: AtomicUsize::new(0),
            link: Mutex::new(Link {
                holder: Holder::Held,
                native: None,
                ending: None,
                joiner: None,
                sweeper: None,
                outer: None,
                ends_soon: false,
            }),
            awaited: Awaited::default(),
        }
    }

    /// Notes that a poll begins; `false` if the future has ended and must not be polled.
    pub(crate) fn begin_poll(&self) -> bool {
        match self.state.swap(POLLING, SeqCst) {
            // The runtime polls without a wake of ours: legal, and it counts.
            WAITING => self.tracker.count_one(),
            ENDED => {
                self.state.store(ENDED, SeqCst);
                return false;
            }
            _ => {}
        }
        // There is one poll at a time.
        self.polls.store(self.polls() + 1, Relaxed);
        self.last_poll.store(watchdog::ticks(), Relaxed);
        self.tracker.note_poll(self);
        if let Some(polls) = &self.tracker.long_polls {
            // The root's later polls are the suite's own.
            if self.kind != Kind::Body || self.tracker.phase() == Phase::Body {
                polls.begin(&self.poll_began);
            }
        }
        true
    }

    /// Notes that the test's own part of a poll is over: what follows within it is not timed.
    pub(crate) fn end_timing(&self) {
        if let Some(polls) = &self.tracker.long_polls {
            polls.end(&self.poll_began, self);
        }
    }

    /// Notes that a poll returned `Pending`.
    pub(crate) fn end_poll(self: &Arc<Self>, outer: &Waker) {
        self.end_timing();
        self.tracker.note_pending(self);
        // Kept before the state changes: whoever finds the node waiting has to find this waker.
        let stale = {
            let mut link = lock(&self.link);
            match &link.outer {
                Some(known) if known.will_wake(outer) => None,
                _ => link.outer.replace(outer.clone()),
            }
        };
        drop(stale);
        if self
            .state
            .compare_exchange(POLLING, WAITING, SeqCst, SeqCst)
            .is_ok()
        {
            self.tracker.release_one();
        } else {
            // Woken while it was polled: it keeps its count and asks for another turn.
            self.state.store(SCHEDULED, SeqCst);
            outer.wake_by_ref();
        }
    }

    /// Sees to it that the node is counted for, before its future is dropped between two polls.
    pub(crate) fn begin_drop(&self) {
        self.tracker.count_one();
        if self
            .state
            .compare_exchange(WAITING, SCHEDULED, SeqCst, SeqCst)
            .is_err()
        {
            // It was scheduled, and holds a count of its own.
            self.tracker.release_one();
        }
        self.tracker.note_drop(self);
    }

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
        joiner.into_iter().chain(sweeper).for_each(Waker::wake);
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
        self.poll_joinable(cx).map(|()| self.take_ending())
    }

    /// Waits for the end, as a joiner that observes it later.
    pub(crate) fn poll_joinable(&self, cx: &Context<'_>) -> Poll<()> {
        self.tracker.note_look(self);
        let mut link = lock(&self.link);
        if link.ending.is_some() {
            return Poll::Ready(());
        }
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

    /// Asks the future to end with its next poll, as the runtime's handle of it is gone.
    pub(crate) fn request_cancel(self: &Arc<Self>) {
        self.cancel_requested.store(true, SeqCst);
        self.wake_by_ref();
    }

    pub(crate) fn is_cancel_requested(&self) -> bool {
        self.cancel_requested.load(SeqCst)
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

    pub(crate) fn polls(&self) -> u32 {
        self.polls.load(Relaxed)
    }

    pub(crate) fn last_poll(&self) -> u64 {
        self.last_poll.load(Relaxed)
    }

    pub(crate) fn activity(&self) -> Activity {
        match (self.kind, self.state.load(SeqCst)) {
            (_, ENDED) => Activity::Ended,
            (Kind::Job, _) => Activity::Blocking,
            (_, WAITING) => Activity::Waiting,
            (_, SCHEDULED) => Activity::Scheduled,
            _ => Activity::Polling,
        }
    }

    /// Notes the address by which its latest waker is known.
    pub(super) fn known_by(&self, waker: *const ()) {
        self.known_by.store(waker as usize, Relaxed);
    }

    /// Tells whether a joiner's waker, by its address, is this node's.
    pub(super) fn is_known_by(self: &Arc<Self>, waker: *const ()) -> bool {
        waker == Arc::as_ptr(self).cast() || waker as usize == self.known_by.load(Relaxed)
    }

    /// Returns the address by which the joiner's waker tells whose it is.
    pub(crate) fn joiner_data(&self) -> Option<*const ()> {
        lock(&self.link).joiner.as_ref().map(Waker::data)
    }
}

impl Wake for Node {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.tracker.note_wake(self);
        loop {
            match self.state.load(SeqCst) {
                WAITING => {
                    // Count first, change the state after: in between the cell must not look idle.
                    self.tracker.count_one();
                    if self
                        .state
                        .compare_exchange(WAITING, SCHEDULED, SeqCst, SeqCst)
                        .is_ok()
                    {
                        self.tracker.note_woken(self);
                        let outer = lock(&self.link).outer.clone();
                        if let Some(outer) = outer {
                            outer.wake();
                        }
                        return;
                    }
                    self.tracker.release_one();
                }
                POLLING => {
                    if self
                        .state
                        .compare_exchange(POLLING, WOKEN, SeqCst, SeqCst)
                        .is_ok()
                    {
                        self.tracker.note_woken(self);
                        return;
                    }
                }
                ENDED => return Relics::note(self),
                _ => return,
            }
        }
    }
}
