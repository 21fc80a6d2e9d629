use std::{
    future::{self, Future},
    pin::Pin,
    sync::{Arc, Weak, atomic::Ordering::SeqCst},
    task::{Context, Poll, Waker},
    thread::{self, ThreadId},
    time::Duration,
};

use runtime_matrix_core::{BoxFuture, Executor, NativeClock};

use crate::{fault::Defect, shared::Shared};

/// After that many sleeps the timer forgets the others.
const MANY: usize = 500;
/// Sleeps are turned round within that much.
const LONGEST: Duration = Duration::from_secs(3_600);

/// A sleep that ends late does so by that much.
const LATE: Duration = Duration::from_millis(10);

/// Returns a sleep on the base's timer.
pub(crate) fn sleep(
    base: &Arc<dyn Executor>,
    duration: Duration,
    shared: &Arc<Shared>,
) -> BoxFuture<()> {
    let weak = Arc::downgrade(base);
    let real = |duration| on(&weak, duration);
    match shared.defect {
        Defect::SleepsEndEarly => real(duration / 2),
        Defect::SleepsNeverEnd => Box::pin(future::pending()),
        Defect::SleepsEndInReverse if duration < LONGEST => real(LONGEST - duration),
        Defect::SleepsBeginLate => {
            let weak = Weak::clone(&weak);
            Box::pin(async move { on(&weak, duration).await })
        }
        Defect::ZeroSleepsNeverEnd if duration.is_zero() => Box::pin(future::pending()),
        Defect::LongSleepsEndAtOnce if duration > LONGEST => real(Duration::ZERO),
        Defect::SleepsEndLate => real(duration.saturating_add(LATE)),
        Defect::DroppedSleepsStopTime => Box::pin(Fragile {
            inner: real(duration),
            has_ended: false,
            shared: Arc::clone(shared),
        }),
        Defect::SleepsNeedContext => {
            let is_driven = shared.is_driven.load(SeqCst);
            assert!(is_driven, "a sleep was made outside the context");
            real(duration)
        }
        Defect::EqualSleepsCollide if !shared.is_first_sleep_of(deadline(base, duration)) => {
            Box::pin(future::pending())
        }
        Defect::ForgetsManySleeps if shared.sleeps.fetch_add(1, SeqCst) >= MANY => {
            Box::pin(future::pending())
        }
        Defect::SleepsKeepFirstWaker
        | Defect::SleepsEndWhenPolledAgain
        | Defect::SleepsStayOnThread => Box::pin(Stubborn {
            inner: real(duration),
            first: None,
            defect: shared.defect,
        }),
        _ => real(duration),
    }
}

/// Returns when a sleep that is made now ends.
fn deadline(base: &Arc<dyn Executor>, duration: Duration) -> Duration {
    let now = base.native_clock().map(NativeClock::now);
    now.unwrap_or_default().saturating_add(duration)
}

fn on(base: &Weak<dyn Executor>, duration: Duration) -> BoxFuture<()> {
    let base = base.upgrade();
    let sleep = base.and_then(|base| base.timer().map(|timer| timer.sleep(duration)));
    // A sleep whose instance is gone never ends.
    sleep.unwrap_or_else(|| Box::pin(future::pending()))
}

/// A sleep after whose drop no other one ends.
struct Fragile {
    inner: BoxFuture<()>,
    has_ended: bool,
    shared: Arc<Shared>,
}

impl Future for Fragile {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.shared.dropped_a_sleep.load(SeqCst) {
            return Poll::Pending;
        }
        let polled = self.inner.as_mut().poll(cx);
        self.has_ended = polled.is_ready();
        polled
    }
}

impl Drop for Fragile {
    fn drop(&mut self) {
        if !self.has_ended {
            self.shared.dropped_a_sleep.store(true, SeqCst);
        }
    }
}

/// A sleep that makes too much of its first poll.
struct Stubborn {
    inner: BoxFuture<()>,
    first: Option<(Waker, ThreadId)>,
    defect: Defect,
}

impl Future for Stubborn {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let me = &mut *self;
        let here = thread::current().id();
        let is_again = me.first.is_some();
        let (waker, home) = me.first.get_or_insert_with(|| (cx.waker().clone(), here));
        match me.defect {
            Defect::SleepsEndWhenPolledAgain if is_again => Poll::Ready(()),
            Defect::SleepsStayOnThread if *home != here => Poll::Pending,
            Defect::SleepsKeepFirstWaker => me.inner.as_mut().poll(&mut Context::from_waker(waker)),
            _ => me.inner.as_mut().poll(cx),
        }
    }
}
