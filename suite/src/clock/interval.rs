use std::{
    fmt, future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use crate::{
    clock::sleep::Sleep,
    tracking::{await_point, place::Place, tracker::Tracker},
};

/// Ticks on the cell's clock, made by [`Runtime::interval`](crate::Runtime::interval).
///
/// The first tick comes one period after the call that made it, and each further one a period after the one before,
/// however long what is done in between takes. A tick that was missed comes at once, and only once: those that
/// were missed with it are left out, and the next one is due at the next whole period.
///
/// ```
/// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
/// use std::time::Duration;
///
/// let second = Duration::from_secs(1);
/// let mut seconds = rt.interval(second);
/// assert_eq!(seconds.tick().await, second);
/// rt.sleep(3 * second + second / 2).await;
/// assert_eq!(seconds.tick().await, 2 * second, "it was missed");
/// assert_eq!(seconds.tick().await, 5 * second, "3 and 4 are left out");
/// # }).unwrap();
/// ```
pub struct Interval {
    tracker: Arc<Tracker>,
    period: Duration,
    place: Place,
    /// When the next tick is due; `None` lies past the end of time.
    due: Option<Duration>,
    sleep: Option<Sleep>,
}

impl Interval {
    pub(crate) fn new(tracker: &Arc<Tracker>, period: Duration, place: Place) -> Interval {
        Interval {
            due: tracker.now().checked_add(period),
            tracker: Arc::clone(tracker),
            period,
            place,
            sleep: None,
        }
    }

    /// Waits for the next tick, and returns when it was due, in time since the cell began.
    ///
    /// # Cancellation
    ///
    /// Dropping it loses no tick.
    pub async fn tick(&mut self) -> Duration {
        future::poll_fn(|cx| self.poll_tick(cx)).await
    }

    /// Returns the time between two ticks.
    #[must_use]
    pub fn period(&self) -> Duration {
        self.period
    }

    fn poll_tick(&mut self, cx: &mut Context<'_>) -> Poll<Duration> {
        let Some(due) = self.due else {
            return Poll::Pending;
        };
        let tracker = &self.tracker;
        let sleep = self.sleep.get_or_insert_with(|| {
            let rest = due.saturating_sub(tracker.now());
            Sleep::new(Arc::clone(tracker), rest, None)
        });
        if Pin::new(sleep).poll(cx).is_pending() {
            await_point::note("a tick of the interval made at", self.place);
            return Poll::Pending;
        }
        self.sleep = None;
        self.due = next_after(tracker.now(), due, self.period);
        Poll::Ready(due)
    }
}

/// Returns the first whole period after what was due that lies ahead of `now`.
fn next_after(now: Duration, due: Duration, period: Duration) -> Option<Duration> {
    let missed = now.saturating_sub(due).as_nanos() / period.as_nanos();
    let ahead = period.checked_mul(u32::try_from(missed + 1).ok()?);
    due.checked_add(ahead?)
}

impl fmt::Debug for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Interval")
            .field("period", &self.period)
            .finish_non_exhaustive()
    }
}
