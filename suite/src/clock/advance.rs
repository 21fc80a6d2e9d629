use std::{
    mem,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Waker},
    time::Duration,
};

use crate::{
    clock::{
        timers::Moment,
        virtual_clock::{self, VirtualClock},
        words,
    },
    tracking::{await_point, current::Current, place::Place, tracker::Tracker},
};

/// How far time is moved by hand.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Until {
    Moment(Moment),
    /// Until no timer is left.
    Idle,
}

/// An advance that is under way.
#[derive(Debug)]
pub(crate) struct Advancing {
    until: Until,
    place: Place,
    waker: Option<Waker>,
    arrived: bool,
}

impl Advancing {
    pub(crate) fn until(&self) -> Until {
        self.until
    }

    pub(crate) fn place(&self) -> Place {
        self.place
    }

    pub(crate) fn has_arrived(&self) -> bool {
        self.arrived
    }

    /// Ends it; returns whom to tell.
    pub(crate) fn arrive(&mut self) -> Option<Waker> {
        self.arrived = true;
        self.waker.take()
    }
}

/// Moves virtual time by hand; its output is how far that was.
#[must_use = "futures do nothing unless awaited"]
pub(crate) struct Advance {
    tracker: Arc<Tracker>,
    /// By how much; `None` is until no timer is left.
    by: Option<Duration>,
    place: Place,
    /// From when, once it has begun.
    from: Option<Moment>,
    ended: bool,
}

impl Advance {
    pub(crate) fn new(tracker: &Arc<Tracker>, by: Option<Duration>, place: Place) -> Advance {
        Advance {
            tracker: Arc::clone(tracker),
            by,
            place,
            from: None,
            ended: false,
        }
    }

    /// Begins to move time, unless somebody else does.
    fn begin(&self, clock: &VirtualClock, waker: Waker) -> Result<Moment, String> {
        if virtual_clock::is_firing() {
            return Err(words::in_a_wake());
        }
        if Current::is_job_of(&self.tracker) {
            return Err(words::in_a_job());
        }
        let mut timers = clock.timers();
        let now = timers.now;
        let until = match self.by {
            None => Until::Idle,
            Some(by) => {
                let end = virtual_clock::after(now, by);
                Until::Moment(end.ok_or_else(|| words::past_the_end(by, now))?)
            }
        };
        if let Some(other) = timers.advancing() {
            return Err(words::two_at_once(other.place()));
        }
        *timers.advancing() = Some(Advancing {
            until,
            place: self.place,
            waker: Some(waker),
            arrived: false,
        });
        Ok(now)
    }

    /// Looks whether time has arrived, and waits for it if not.
    fn poll_arrival(clock: &VirtualClock, waker: Waker) -> Poll<Moment> {
        let mut timers = clock.timers();
        let now = timers.now;
        let advancing = timers.advancing();
        let stale = match advancing {
            Some(advancing) if !advancing.arrived => advancing.waker.replace(waker),
            _ => {
                let ended = mem::take(advancing);
                drop(timers);
                drop(ended);
                return Poll::Ready(now);
            }
        };
        drop(timers);
        drop(stale);
        Poll::Pending
    }
}

impl Future for Advance {
    type Output = Duration;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Duration> {
        let tracker = Arc::clone(&self.tracker);
        let clock = tracker.clock.as_virtual().expect("it was refused if not");
        let Some(from) = self.from else {
            let begun = self.begin(clock, cx.waker().clone());
            let from = begun.unwrap_or_else(|reason| {
                panic!(
                    "{}: the advance at {} {reason}",
                    tracker.identity, self.place
                )
            });
            self.from = Some(from);
            await_point::note("an advance of the clock made at", self.place);
            // Nobody else may be there to come to rest and let time move.
            tracker.settle();
            return Poll::Pending;
        };
        let polled = Advance::poll_arrival(clock, cx.waker().clone());
        match polled {
            Poll::Ready(now) => {
                self.ended = true;
                Poll::Ready(Duration::from_nanos(now - from))
            }
            Poll::Pending => {
                await_point::note("an advance of the clock made at", self.place);
                Poll::Pending
            }
        }
    }
}

impl Drop for Advance {
    fn drop(&mut self) {
        if let (Some(clock), Some(_), false) =
            (self.tracker.clock.as_virtual(), self.from, self.ended)
        {
            let given_up = clock.timers().advancing().take();
            drop(given_up);
            // Time moves by itself again, for which nobody may come to rest any more.
            self.tracker.settle();
        }
    }
}
