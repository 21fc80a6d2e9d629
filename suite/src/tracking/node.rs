use std::{
    sync::{
        Arc, Mutex,
        atomic::{
            AtomicBool, AtomicU8, AtomicU32, AtomicU64, AtomicUsize, Ordering::Relaxed,
            Ordering::SeqCst,
        },
    },
    task::{Wake, Waker},
};

use crate::{
    reuse::relics::Relics,
    run::watchdog,
    sync::lock,
    tracking::{
        await_point::Awaited,
        link::Link,
        long_polls::Began,
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
    pub(super) state: AtomicU8,
    polls: AtomicU32,
    /// In ticks of the watchdog.
    last_poll: AtomicU64,
    poll_began: Began,
    cancel_requested: AtomicBool,
    /// The address by which its latest waker is known, if that is not its own.
    known_by: AtomicUsize,
    pub(super) link: Mutex<Link>,
    pub(super) awaited: Awaited,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Body,
    Task,
    Job,
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
pub(super) const ENDED: u8 = 4;

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
            link: Mutex::default(),
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

    /// Asks the future to end with its next poll, as the runtime's handle of it is gone.
    pub(crate) fn request_cancel(self: &Arc<Self>) {
        self.cancel_requested.store(true, SeqCst);
        self.wake_by_ref();
    }

    pub(crate) fn is_cancel_requested(&self) -> bool {
        self.cancel_requested.load(SeqCst)
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
