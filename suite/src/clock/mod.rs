//! The clocks that a cell may live by, and the sleeps on them.

pub(crate) mod fallback_timer;
mod virtual_clock;

use std::{
    pin::Pin,
    sync::{Arc, OnceLock, atomic::Ordering::SeqCst},
    task::{Context, Poll},
    time::{Duration, Instant},
};

use runtime_matrix_core::{BoxFuture, Capabilities, Capability, NativeClock};

use crate::{
    clock::{
        fallback_timer::FallbackSleep,
        virtual_clock::{VirtualClock, VirtualSleep},
    },
    tracking::{await_point, place::Place, tracker::Tracker},
};

/// The time that a cell lives by. Every sleep of the suite goes through it.
#[derive(Debug)]
pub(crate) enum Clock {
    /// The machine's time; sleeps are the runtime's own, or the suite's where it has none.
    Machine(Instant),
    /// The runtime's own time, as on `sim`; the last reading is kept for when the instance is gone.
    Native(OnceLock<Duration>),
    /// The suite's virtual time, which moves when nothing else can.
    Virtual(VirtualClock),
}

impl Clock {
    /// Returns the clock that a cell on that runtime lives by: the runtime's own, if it has one.
    pub(crate) fn new(capabilities: Capabilities, virtual_time: bool) -> Clock {
        if capabilities.has(Capability::NativeClock) {
            Clock::Native(OnceLock::new())
        } else if virtual_time {
            Clock::Virtual(VirtualClock::default())
        } else {
            Clock::Machine(Instant::now())
        }
    }

    pub(crate) fn is_virtual(&self) -> bool {
        matches!(self, Clock::Virtual(_))
    }

    pub(crate) fn now(&self, tracker: &Tracker) -> Duration {
        match self {
            Clock::Machine(start) => start.elapsed(),
            Clock::Virtual(clock) => clock.now(),
            Clock::Native(last) => {
                let executor = tracker.executor();
                let now =
                    executor.and_then(|executor| executor.native_clock().map(NativeClock::now));
                now.or(last.get().copied()).unwrap_or_default()
            }
        }
    }

    /// Keeps the reading of a clock that is about to go.
    pub(crate) fn freeze(&self, tracker: &Tracker) {
        if let Clock::Native(last) = self {
            let _ = last.set(self.now(tracker));
        }
    }
}

/// A sleep on the cell's clock, made by [`Runtime::sleep`](crate::Runtime::sleep).
///
/// # Cancellation
///
/// Dropping it gives the timer back.
#[must_use = "futures do nothing unless awaited"]
#[derive(Debug)]
pub struct Sleep {
    source: Source,
    /// Where the test made it; `None` is a part of something else of ours.
    place: Option<Place>,
    tracker: Arc<Tracker>,
    /// Whether the tracker knows that a timer is pending.
    counted: bool,
}

enum Source {
    Native(BoxFuture<()>),
    Virtual(VirtualSleep),
    Fallback(FallbackSleep),
}

impl Sleep {
    pub(crate) fn new(tracker: Arc<Tracker>, duration: Duration, place: Option<Place>) -> Sleep {
        let source = match &tracker.clock {
            Clock::Virtual(clock) => Source::Virtual(clock.sleep(duration)),
            Clock::Machine(_) | Clock::Native(_) => {
                let executor = tracker.executor();
                let native = executor
                    .and_then(|executor| executor.timer().map(|timer| timer.sleep(duration)));
                native.map_or_else(
                    || Source::Fallback(FallbackSleep::new(duration)),
                    Source::Native,
                )
            }
        };
        Sleep {
            source,
            place,
            tracker,
            counted: false,
        }
    }

    fn count(&mut self, pending: bool) {
        if self.counted == pending || matches!(self.source, Source::Virtual(_)) {
            return;
        }
        self.counted = pending;
        if pending {
            self.tracker.sleeping.fetch_add(1, SeqCst);
        } else {
            self.tracker.sleeping.fetch_sub(1, SeqCst);
        }
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let me = &mut *self;
        // Counted before the timer is set, so that a cell never looks still while one is pending.
        me.count(true);
        let polled = match &mut me.source {
            Source::Native(sleep) => sleep.as_mut().poll(cx),
            Source::Virtual(sleep) => match &me.tracker.clock {
                Clock::Virtual(clock) => sleep.poll(clock, cx),
                Clock::Machine(_) | Clock::Native(_) => Poll::Ready(()),
            },
            Source::Fallback(sleep) => sleep.poll(cx),
        };
        match polled {
            Poll::Ready(()) => me.count(false),
            Poll::Pending => {
                if let Some(place) = me.place {
                    await_point::note("a sleep", place);
                }
            }
        }
        polled
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let (Source::Virtual(sleep), Clock::Virtual(clock)) =
            (&mut self.source, &self.tracker.clock)
        {
            sleep.give_back(clock);
        }
        self.count(false);
    }
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Source::Native(_) => "Native",
            Source::Virtual(_) => "Virtual",
            Source::Fallback(_) => "Fallback",
        })
    }
}
