//! How a rule is driven: looked at again by and by, and given up when nothing happens any more.

use std::{
    future::{Future, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use runtime_matrix_core::Capability;

use crate::{
    clock::{fallback_timer::FallbackSleep, sleep::Sleep},
    runtime::Runtime,
    stream_checks::{progress::Progress, rule::Stop},
    tracking::panics::Panic,
};

const FIRST_TICK: Duration = Duration::from_millis(1);
const LAST_TICK: Duration = Duration::from_millis(16);

/// How often steps are polled without any operation that ends before they count as spinning, which no virtual
/// clock would tell.
const FRUITLESS_POLLS: u32 = 50_000;

/// Does the steps, which are polled without a wake too, so that a wake that a stream has lost breaks the rules
/// that ask for it, and no other. A panic is what breaks the rule then.
pub(super) async fn patiently<T>(
    rt: &Runtime,
    steps: impl Future<Output = Result<T, Stop>>,
) -> Result<T, Stop> {
    let (mut steps, mut ticker) = (Guarded::new(steps), Ticker::new(rt));
    poll_fn(|cx| {
        loop {
            match steps.poll(cx) {
                Poll::Pending if ticker.poll(cx).is_ready() => {}
                polled => return polled,
            }
        }
    })
    .await
}

/// Like [`patiently`], and gives up when no operation has ended for as long as `limit`.
pub(super) async fn watched<T>(
    rt: &Runtime,
    limit: Duration,
    progress: &Progress,
    steps: impl Future<Output = Result<T, Stop>>,
) -> Result<T, Stop> {
    let (mut steps, mut ticker) = (Guarded::new(steps), Ticker::new(rt));
    let mut quiet = Quiet::new(rt, limit, progress);
    poll_fn(|cx| {
        loop {
            if let Poll::Ready(ended) = steps.poll(cx) {
                return Poll::Ready(ended);
            }
            let ticked = ticker.poll(cx);
            if let Some(hang) = quiet.look(cx, ticked) {
                return Poll::Ready(Err(Stop::Broken(hang)));
            }
            if ticked.is_pending() {
                return Poll::Pending;
            }
        }
    })
    .await
}

/// Steps whose panics, in a poll or in the drop, do not go on.
struct Guarded<F> {
    steps: Option<Pin<Box<F>>>,
}

impl<T, F: Future<Output = Result<T, Stop>>> Guarded<F> {
    fn new(steps: F) -> Guarded<F> {
        Guarded {
            steps: Some(Box::pin(steps)),
        }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<T, Stop>> {
        let Some(steps) = &mut self.steps else {
            return Poll::Pending;
        };
        let polled = catch_unwind(AssertUnwindSafe(|| steps.as_mut().poll(cx)));
        polled.unwrap_or_else(|payload| {
            let panic = Panic::caught(payload, "the stream".to_owned());
            Poll::Ready(Err(Stop::Broken(format!("{panic:?}"))))
        })
    }
}

impl<F> Drop for Guarded<F> {
    fn drop(&mut self) {
        let steps = self.steps.take();
        // What has broken the rule has been told already.
        let _ = catch_unwind(AssertUnwindSafe(|| drop(steps)));
    }
}

/// Short sleeps on the cell's clock, one after the other.
struct Ticker {
    rt: Runtime,
    tick: Duration,
    sleep: Sleep,
}

impl Ticker {
    fn new(rt: &Runtime) -> Ticker {
        Ticker {
            rt: rt.clone(),
            tick: FIRST_TICK,
            sleep: rt.sleep(FIRST_TICK),
        }
    }

    /// Returns the length of the sleep that is over.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Duration> {
        let polled = Pin::new(&mut self.sleep).poll(cx);
        polled.map(|()| {
            let slept = self.tick;
            self.tick = LAST_TICK.min(2 * self.tick);
            self.sleep = self.rt.sleep(self.tick);
            slept
        })
    }
}

/// For how long no operation has ended.
///
/// The time is the sum of sleeps, so that a machine which stands for a while does not count as a stream that
/// hangs.
struct Quiet<'a> {
    progress: &'a Progress,
    limit: Duration,
    operations: u64,
    slept: Duration,
    polls: u32,
    /// Where virtual time may stand, as it does while an operation on a socket is in flight.
    real: Option<FallbackSleep>,
}

impl<'a> Quiet<'a> {
    fn new(rt: &Runtime, limit: Duration, progress: &'a Progress) -> Quiet<'a> {
        let stands = rt.capabilities().has(Capability::Net) && rt.clock().is_virtual();
        Quiet {
            progress,
            limit,
            operations: progress.operations(),
            slept: Duration::ZERO,
            polls: 0,
            real: stands.then(|| FallbackSleep::new(limit)),
        }
    }

    /// Tells of a hang, if it has come to that.
    fn look(&mut self, cx: &Context<'_>, ticked: Poll<Duration>) -> Option<String> {
        if self.operations != self.progress.operations() {
            self.operations = self.progress.operations();
            self.slept = Duration::ZERO;
            self.polls = 0;
            self.real = self.real.take().map(|_| FallbackSleep::new(self.limit));
        }
        self.polls += 1;
        if let Poll::Ready(slept) = ticked {
            self.slept += slept;
        }
        let is_over = |real: &mut FallbackSleep| real.poll(cx).is_ready();
        if self.slept >= self.limit || self.real.as_mut().is_some_and(is_over) {
            let (limit, awaited) = (self.limit, self.progress.tell());
            return Some(format!(
                "it hangs: no operation ended within {limit:?} ({awaited})"
            ));
        }
        (self.polls >= FRUITLESS_POLLS).then(|| {
            let awaited = self.progress.tell();
            format!("it spins: in {FRUITLESS_POLLS} polls no operation ended ({awaited})")
        })
    }
}
