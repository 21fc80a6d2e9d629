//! Threads that block until a future of theirs has ended.

use std::{
    mem,
    pin::pin,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Wake, Waker},
    time::{Duration, Instant},
};

use runtime_matrix_core::Blocking;

use crate::{
    sync::lock,
    tracking::{current::Current, tracker::Tracker},
};

/// Blocks this thread until `future` has ended, or `limit` is over, in real time.
pub(crate) fn block_for<T>(limit: Duration, future: impl Future<Output = T>) -> Option<T> {
    // A limit that lies beyond what the machine's clock can tell is none.
    drive(&Arc::default(), Instant::now().checked_add(limit), future)
}

/// Blocks this thread until `future` has ended, which something of that cell will bring about.
///
/// If the thread is a job of the cell itself, it does not hold up the cell's clock meanwhile, nor hide that
/// the cell stands still.
pub(crate) fn block_on<T>(tracker: &Arc<Tracker>, future: impl Future<Output = T>) -> T {
    let blocked = Blocked {
        job_of: Current::is_job_of(tracker).then(|| Arc::clone(tracker)),
        ..Blocked::default()
    };
    let output = drive(&Arc::new(blocked), None, future);
    output.expect("without a limit a future is awaited to its end")
}

fn drive<T>(
    blocked: &Arc<Blocked>,
    until: Option<Instant>,
    future: impl Future<Output = T>,
) -> Option<T> {
    let waker = Waker::from(Arc::clone(blocked));
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return Some(output);
        }
        if !blocked.wait(until) {
            return None;
        }
    }
}

/// A thread that blocks, which is also the waker of what it waits for.
#[derive(Default)]
struct Blocked {
    state: Mutex<State>,
    woken: Condvar,
    /// The cell that the thread is a job of, if it waits for nothing else than that.
    job_of: Option<Arc<Tracker>>,
}

#[derive(Default)]
struct State {
    is_woken: bool,
    pause: Option<Pause>,
}

/// What a job's cell and its runtime are told before the job goes on.
struct Pause {
    tracker: Arc<Tracker>,
    resume: Option<Box<dyn FnOnce() + Send>>,
}

impl Blocked {
    /// Waits for a wake; `false` if none came until then.
    fn wait(&self, until: Option<Instant>) -> bool {
        let mut state = lock(&self.state);
        if !state.is_woken {
            state = self.pause(state);
        }
        while !state.is_woken {
            let now = Instant::now();
            state = match until {
                Some(until) if until <= now => return false,
                Some(until) => {
                    let waited = self.woken.wait_timeout(state, until - now);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
                None => {
                    let waited = self.woken.wait(state);
                    waited.unwrap_or_else(PoisonError::into_inner)
                }
            };
        }
        state.is_woken = false;
        true
    }

    /// Takes the job out of the count of what runs. Whoever wakes it counts it again, and first.
    fn pause<'a>(&'a self, mut state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        let Some(tracker) = &self.job_of else {
            return state;
        };
        let executor = tracker.executor();
        let resume = executor.and_then(|executor| executor.blocking().and_then(Blocking::pause));
        state.pause = Some(Pause {
            tracker: Arc::clone(tracker),
            resume,
        });
        drop(state);
        // Without the lock: the clock may jump for it, and wake whom it likes.
        tracker.release_job();
        lock(&self.state)
    }
}

impl Wake for Blocked {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let mut state = lock(&self.state);
        if let Some(Pause { tracker, resume }) = mem::take(&mut state.pause) {
            tracker.count_job();
            if let Some(resume) = resume {
                resume();
            }
        }
        state.is_woken = true;
        self.woken.notify_one();
    }
}
