use std::{
    fmt,
    pin::Pin,
    sync::{Arc, atomic::Ordering::SeqCst},
    task::{Context, Poll},
    time::Duration,
};

use runtime_matrix_core::BoxFuture;

use crate::{
    clock::{fallback_timer::FallbackSleep, source::TimeSource, virtual_clock::VirtualSleep},
    tracking::{await_point, place::Place, tracker::Tracker},
};

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
            TimeSource::Virtual(clock) => Source::Virtual(clock.sleep(duration)),
            TimeSource::Machine(_) | TimeSource::Native(_) => {
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
            Source::Virtual(sleep) => match me.tracker.clock.as_virtual() {
                Some(clock) => sleep.poll(clock, cx),
                None => Poll::Ready(()),
            },
            Source::Fallback(sleep) => sleep.poll(cx),
        };
        match polled {
            Poll::Ready(()) => me.count(false),
            Poll::Pending => {
                if let Some(place) = me.place {
                    await_point::note("a sleep made at", place);
                }
            }
        }
        polled
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let (Source::Virtual(sleep), Some(clock)) =
            (&mut self.source, self.tracker.clock.as_virtual())
        {
            sleep.give_back(clock);
        }
        self.count(false);
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Source::Native(_) => "Native",
            Source::Virtual(_) => "Virtual",
            Source::Fallback(_) => "Fallback",
        })
    }
}
