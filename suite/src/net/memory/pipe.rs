use std::{
    fmt, io,
    sync::{Arc, Mutex},
    task::{Context, Poll},
    time::Duration,
};

use crate::{
    net::memory::{
        faults::Faults,
        queue::Queue,
        wakers::{Wakers, Woken},
    },
    sync::lock,
    tracking::tracker::Tracker,
};

/// One direction of a connection.
///
/// Whatever changes it is done under one lock. Wakers are used and dropped without it, and so is the clock
/// asked: each of them may come back here.
pub(crate) struct Pipe {
    pub(super) tracker: Arc<Tracker>,
    state: Mutex<State>,
}

struct State {
    /// How many bytes may be on their way. With none, a write waits for a read.
    capacity: usize,
    faults: Faults,
    queue: Queue,
    /// How much the read that waits has asked for.
    wanted: usize,
    ending: Option<Ending>,
    /// When the end has arrived.
    ends_at: Duration,
    /// Nobody will read any more.
    is_abandoned: bool,
    /// Some of what was written never arrived.
    has_lost: bool,
    wakers: Wakers,
}

/// Why nothing is written any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// The writer closed or dropped its end.
    Closed,
    /// A fault closed the direction.
    HalfClosed,
    /// The connection is gone, and what had been written arrives.
    Cut,
    /// The connection is gone, because the other direction was cut.
    Gone,
    /// The connection was reset.
    Reset,
}

/// What a read finds.
pub(super) enum Reading {
    Read(io::Result<usize>),
    /// Nothing before the writer does something.
    Waiting,
    /// Nothing before that time.
    Until(Duration),
}

/// What was written, and whether the connection is gone by it.
pub(super) struct Written {
    pub(super) bytes: usize,
    pub(super) cuts: bool,
}

impl Pipe {
    pub(super) fn new(tracker: Arc<Tracker>, capacity: usize) -> Pipe {
        let state = State {
            capacity,
            faults: Faults::none(),
            queue: Queue::default(),
            wanted: 0,
            ending: None,
            ends_at: Duration::ZERO,
            is_abandoned: false,
            has_lost: false,
            wakers: Wakers::default(),
        };
        Pipe {
            tracker,
            state: Mutex::new(state),
        }
    }

    pub(super) fn poll_read(&self, cx: &Context<'_>, into: &mut [u8]) -> Reading {
        self.with(|state, now| state.read(cx, into, now))
    }

    pub(super) fn poll_write(&self, cx: &Context<'_>, from: &[u8]) -> Poll<io::Result<Written>> {
        self.with(|state, now| state.write(cx, from, now))
    }

    /// Lets go what is held back. In lock-step it waits until all of it has been taken.
    pub(super) fn poll_flush(&self, cx: &Context<'_>) -> Poll<io::Result<()>> {
        self.with(|state, now| match state.ending {
            Some(ending @ (Ending::Cut | Ending::Gone | Ending::Reset)) => {
                (Poll::Ready(Err(ending.for_writer())), Woken::default())
            }
            _ => {
                let woken = state.let_go(now);
                let (taken, stale) = state.poll_taken(cx);
                (taken, woken.and(stale))
            }
        })
    }

    /// Ends what is written. In lock-step it waits until all of it has been taken.
    pub(super) fn poll_close(&self, cx: &Context<'_>) -> Poll<io::Result<()>> {
        self.with(|state, now| {
            let woken = state.end(Ending::Closed, now);
            let (taken, stale) = state.poll_taken(cx);
            (taken, woken.and(stale))
        })
    }

    /// Ends what is written: the reader finds the end after what is on its way.
    pub(super) fn end(&self, ending: Ending) {
        self.with(|state, now| ((), state.end(ending, now)));
    }

    /// Breaks the connection off: what is on its way is lost.
    pub(super) fn lose(&self, ending: Ending) {
        self.with(|state, _| {
            state.lose();
            state.ending = Some(ending);
            ((), state.wakers.take())
        });
    }

    /// Ends what is read: writing fails from now on.
    pub(super) fn abandon(&self) {
        self.with(|state, _| {
            state.is_abandoned = true;
            state.lose();
            ((), state.wakers.take())
        });
    }

    /// Changes what goes wrong from now on; `true` if the connection is gone by it.
    pub(super) fn set(&self, faults: Faults) -> bool {
        self.with(|state, now| {
            state.faults = faults;
            let cuts = faults.cut_after == Some(0) && state.ending.is_none();
            if cuts {
                return (true, state.end(Ending::Cut, now));
            }
            if state.queue.held() >= faults.merge {
                state.queue.let_go(now, faults.delay);
            }
            // Both look again at what holds now.
            (false, state.wakers.take())
        })
    }

    /// Changes the state, and wakes whom that concerns.
    fn with<T>(&self, change: impl FnOnce(&mut State, Duration) -> (T, Woken)) -> T {
        let mut state = lock(&self.state);
        let mut now = Duration::ZERO;
        if state.needs_time() {
            drop(state);
            now = self.tracker.now();
            state = lock(&self.state);
        }
        let (output, woken) = change(&mut state, now);
        drop(state);
        woken.wake();
        output
    }
}

impl State {
    fn needs_time(&self) -> bool {
        !self.faults.delay.is_zero() || self.queue.is_under_way() || !self.ends_at.is_zero()
    }

    fn read(&mut self, cx: &Context<'_>, into: &mut [u8], now: Duration) -> (Reading, Woken) {
        if into.is_empty() {
            return (Reading::Read(Ok(0)), Woken::default());
        }
        let wanted = self
            .faults
            .split
            .map_or(into.len(), |most| most.min(into.len()));
        let mut read = self.queue.read(&mut into[..wanted], now);
        if read == 0 {
            if let Some(read) = self.end_of_reading(now) {
                return (Reading::Read(read), Woken::default());
            }
            self.wanted = wanted;
            // In lock-step, as much as this read asks for may be held back already.
            if self.room() == 0 && self.queue.let_go(now, self.faults.delay) {
                read = self.queue.read(&mut into[..wanted], now);
            }
        }
        if read > 0 {
            self.wanted = 0;
            return (Reading::Read(Ok(read)), self.wakers.take_writer());
        }
        let stale = self.wakers.keep_reader(cx.waker());
        // In lock-step, this is what a write waits for.
        let woken = if self.capacity == 0 && self.room() > 0 {
            self.wakers.take_writer()
        } else {
            Woken::default()
        };
        let arrives = self.queue.arrives().or(self.ending.map(|_| self.ends_at));
        let reading = arrives.map_or(Reading::Waiting, Reading::Until);
        (reading, woken.and(stale))
    }

    /// Returns what a read finds when there is nothing to be read and never will be.
    fn end_of_reading(&self, now: Duration) -> Option<io::Result<usize>> {
        let ending = self.ending?;
        if !self.queue.is_empty() || now < self.ends_at {
            return None;
        }
        Some(match ending {
            Ending::Closed | Ending::HalfClosed => Ok(0),
            Ending::Cut | Ending::Gone => Err(ending.error(io::ErrorKind::ConnectionReset)),
            Ending::Reset => Err(ending.for_writer()),
        })
    }

    fn write(
        &mut self,
        cx: &Context<'_>,
        from: &[u8],
        now: Duration,
    ) -> (Poll<io::Result<Written>>, Woken) {
        if let Some(ending) = self.ending {
            return (Poll::Ready(Err(ending.for_writer())), Woken::default());
        }
        if self.is_abandoned {
            return (Poll::Ready(Err(peer_is_gone())), Woken::default());
        }
        let room = self.room();
        if room == 0 && !from.is_empty() {
            return (Poll::Pending, self.wakers.keep_writer(cx.waker()));
        }
        let before_cut = self.faults.cut_after.unwrap_or(usize::MAX);
        let bytes = room.min(from.len()).min(before_cut);
        self.queue.write(&from[..bytes]);
        if let Some(left) = &mut self.faults.cut_after {
            *left -= bytes;
        }
        let cuts = bytes > 0 && bytes == before_cut;
        let woken = if cuts {
            self.end(Ending::Cut, now)
        } else if self.queue.held() >= self.faults.merge || self.room() == 0 {
            self.let_go(now)
        } else {
            Woken::default()
        };
        (Poll::Ready(Ok(Written { bytes, cuts })), woken)
    }

    /// Returns how many bytes may be written now.
    fn room(&self) -> usize {
        let most = if self.capacity == 0 {
            self.wanted
        } else {
            self.capacity
        };
        most.saturating_sub(self.queue.len())
    }

    fn let_go(&mut self, now: Duration) -> Woken {
        if self.queue.let_go(now, self.faults.delay) {
            self.wakers.take_reader()
        } else {
            Woken::default()
        }
    }

    fn end(&mut self, ending: Ending, now: Duration) -> Woken {
        if self.ending.is_some() {
            return Woken::default();
        }
        self.queue.let_go(now, self.faults.delay);
        self.ending = Some(ending);
        let sent = match self.faults.delay {
            Duration::ZERO => Duration::ZERO,
            delay => now.saturating_add(delay),
        };
        self.ends_at = sent.max(self.queue.arrives_last().unwrap_or_default());
        self.wakers.take()
    }

    fn lose(&mut self) {
        self.has_lost |= !self.queue.is_empty();
        self.queue = Queue::default();
        self.ends_at = Duration::ZERO;
    }

    /// In lock-step, waits until all that was written has been taken.
    fn poll_taken(&mut self, cx: &Context<'_>) -> (Poll<io::Result<()>>, Woken) {
        if self.capacity > 0 {
            return (Poll::Ready(Ok(())), Woken::default());
        }
        if self.has_lost {
            let error = match self.ending {
                Some(ending @ (Ending::Gone | Ending::Reset)) => ending.for_writer(),
                _ => peer_is_gone(),
            };
            return (Poll::Ready(Err(error)), Woken::default());
        }
        if self.queue.is_empty() {
            return (Poll::Ready(Ok(())), Woken::default());
        }
        (Poll::Pending, self.wakers.keep_writer(cx.waker()))
    }
}

impl Ending {
    /// Returns the error of who writes after it.
    fn for_writer(self) -> io::Error {
        self.error(match self {
            Ending::Reset => io::ErrorKind::ConnectionReset,
            _ => io::ErrorKind::BrokenPipe,
        })
    }

    fn error(self, kind: io::ErrorKind) -> io::Error {
        let message = match self {
            Ending::Closed => "memory: this end has closed what it writes",
            Ending::HalfClosed => "memory: `half_close` has ended what is written here",
            Ending::Cut => "memory: `cut_after` has cut the connection in this direction",
            Ending::Gone => "memory: `cut_after` has cut the connection in the other direction",
            Ending::Reset => "memory: `reset` has ended the connection",
        };
        io::Error::new(kind, message)
    }
}

fn peer_is_gone() -> io::Error {
    let message = "memory: nobody reads at the other end any more";
    io::Error::new(io::ErrorKind::BrokenPipe, message)
}

impl fmt::Debug for Pipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = lock(&self.state);
        f.debug_struct("Pipe")
            .field("capacity", &state.capacity)
            .field("faults", &state.faults)
            .field("under_way", &state.queue.len())
            .field("ending", &state.ending)
            .finish_non_exhaustive()
    }
}
