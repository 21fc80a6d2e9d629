use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::SeqCst},
    },
    task::{Context, Poll, Wake, Waker},
    time::Duration,
};

use runtime_matrix_core::{
    Blocking, BoxFuture, Executor, NativeClock, NativeEnd, Shutdown, TaskHandle, Timer,
};

use crate::{
    eager::{self, Turn},
    handle::turn,
    odd::{GRAIN, Way},
    odd_jobs::LateJobs,
};

/// What comes late comes that many turns late.
const TURNS: u32 = 3;

/// Last in first out, who has the last of so many turns stands back: two that wake one another would starve the others.
const ROUND: u32 = 64;

/// An instance of the base that behaves oddly on top of it.
pub(crate) struct OddInstance {
    base: Arc<dyn Executor>,
    way: Way,
    sleeps: AtomicU32,
    /// How many turns tasks have had.
    turns: Arc<AtomicU32>,
    turn: Arc<Turn>,
    jobs: LateJobs,
}

/// The future that the base is given in place of the one that was spawned.
struct OddTask {
    inner: Option<BoxFuture<()>>,
    way: Way,
    polls: u32,
    is_ready: bool,
    turns: Arc<AtomicU32>,
}

/// The root that the base is given in place of the one that is to be driven.
struct OddRoot<'a> {
    inner: Pin<&'a mut dyn Future<Output = ()>>,
    way: Way,
    polls: u32,
    turn: &'a Turn,
}

/// A handle that cancels its task when it is dropped.
struct CancelHandle(Box<dyn TaskHandle>);

/// A waker that is equal to no other one.
struct FreshWaker(Waker);

impl OddInstance {
    pub(crate) fn new(base: Arc<dyn Executor>, way: Way) -> OddInstance {
        OddInstance {
            base,
            way,
            sleeps: AtomicU32::new(0),
            turns: Arc::default(),
            turn: Arc::default(),
            jobs: LateJobs::default(),
        }
    }
}

impl Executor for OddInstance {
    fn block_on(&self, root: Pin<&mut dyn Future<Output = ()>>) {
        let mut root = OddRoot {
            inner: root,
            way: self.way,
            polls: 0,
            turn: &self.turn,
        };
        let pinned = Pin::new(&mut root);
        self.base.block_on(pinned);
    }

    fn spawn(&self, future: BoxFuture<()>) -> Box<dyn TaskHandle> {
        match self.way {
            Way::EagerWakes => return eager::spawn_eager(&*self.base, future, &self.turn),
            Way::EarlyDrops => return eager::spawn_short_lived(&*self.base, future, &self.turn),
            _ => {}
        }
        let handle = self.base.spawn(Box::pin(OddTask {
            inner: Some(future),
            way: self.way,
            polls: 0,
            is_ready: false,
            turns: Arc::clone(&self.turns),
        }));
        match self.way {
            Way::HandlesCancel => Box::new(CancelHandle(handle)),
            _ => handle,
        }
    }

    fn shutdown(&self, deadline: Duration) -> Shutdown {
        self.base.shutdown(deadline)
    }

    fn timer(&self) -> Option<&dyn Timer> {
        self.base.timer().map(|_| self as &dyn Timer)
    }

    fn blocking(&self) -> Option<&dyn Blocking> {
        match self.way {
            Way::LateJobs => self.base.blocking().map(|_| self as &dyn Blocking),
            _ => self.base.blocking(),
        }
    }

    fn native_clock(&self) -> Option<&dyn NativeClock> {
        self.base.native_clock()
    }

    fn alive_tasks(&self) -> Option<usize> {
        self.base.alive_tasks()
    }
}

impl Blocking for OddInstance {
    fn run(&self, job: Box<dyn FnOnce() + Send>) {
        if let Some(base) = self.base.blocking() {
            self.jobs.run(base, job);
        }
    }

    fn pause(&self) -> Option<Box<dyn FnOnce() + Send>> {
        self.base.blocking()?.pause()
    }
}

impl Timer for OddInstance {
    fn sleep(&self, duration: Duration) -> BoxFuture<()> {
        let Some(timer) = self.base.timer() else {
            return Box::pin(std::future::pending());
        };
        match self.way {
            Way::CoarseTimer => timer.sleep(self.coarse(duration)),
            Way::UnorderedSleeps if !duration.is_zero() => {
                // The later ones of three that are made in a row end before the first.
                let turns = TURNS - self.sleeps.fetch_add(1, SeqCst) % TURNS;
                let sleep = timer.sleep(duration);
                Box::pin(async move {
                    sleep.await;
                    for _ in 1..turns {
                        turn().await;
                    }
                })
            }
            _ => timer.sleep(duration),
        }
    }
}

impl OddInstance {
    /// Returns how long it takes until the grain that ends the sleep.
    fn coarse(&self, duration: Duration) -> Duration {
        if duration.is_zero() {
            return duration;
        }
        let now = self.base.native_clock().map(NativeClock::now);
        let now = now.unwrap_or_default();
        let grain = GRAIN.as_nanos();
        let late = now.saturating_add(duration).as_nanos() % grain;
        let rest = (grain - late) % grain;
        let rest = u64::try_from(rest).map_or(Duration::ZERO, Duration::from_nanos);
        duration.saturating_add(rest)
    }
}

impl Future for OddTask {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let me = self.get_mut();
        me.polls = me.polls.saturating_add(1);
        if me.is_ready {
            drop(me.inner.take());
            return Poll::Ready(());
        }
        if me.way == Way::LateFirstPolls && me.polls <= TURNS {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        if me.way == Way::Lifo && me.stands_back() {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let polled = me.poll_inner(cx);
        if polled.is_ready() && me.way == Way::LateDrops {
            me.is_ready = true;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        polled
    }
}

impl OddTask {
    /// Counts a turn, and tells whether the task leaves it to those that have been ready for longer.
    fn stands_back(&self) -> bool {
        self.turns.fetch_add(1, SeqCst) % ROUND == ROUND - 1
    }

    fn poll_inner(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Some(inner) = self.inner.as_mut() else {
            return Poll::Ready(());
        };
        match self.way {
            Way::FreshWakers => {
                let waker = fresh(cx);
                inner.as_mut().poll(&mut Context::from_waker(&waker))
            }
            Way::DoublePolls => match inner.as_mut().poll(cx) {
                Poll::Pending => inner.as_mut().poll(cx),
                ready @ Poll::Ready(()) => ready,
            },
            _ => inner.as_mut().poll(cx),
        }
    }
}

impl Future for OddRoot<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.polls = self.polls.saturating_add(1);
        let _polling = self.turn.begin();
        match self.way {
            Way::LateRoots if self.polls <= TURNS => {
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            Way::FreshWakers => {
                let waker = fresh(cx);
                self.inner.as_mut().poll(&mut Context::from_waker(&waker))
            }
            _ => self.inner.as_mut().poll(cx),
        }
    }
}

fn fresh(cx: &Context<'_>) -> Waker {
    Waker::from(Arc::new(FreshWaker(cx.waker().clone())))
}

impl Wake for FreshWaker {
    fn wake(self: Arc<Self>) {
        self.0.wake_by_ref();
    }
}

impl TaskHandle for CancelHandle {
    fn cancel(self: Box<Self>) -> BoxFuture<()> {
        self.0.cancel()
    }

    fn detach(self: Box<Self>) {
        self.0.detach();
    }

    fn drop_native(self: Box<Self>) {
        // The call alone asks for it.
        drop(self.0.cancel());
    }

    fn join_native(self: Box<Self>) -> BoxFuture<NativeEnd> {
        self.0.join_native()
    }
}
