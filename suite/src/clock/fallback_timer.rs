use std::{
    collections::BTreeMap,
    sync::{Condvar, Mutex, MutexGuard, OnceLock, PoisonError},
    task::{Context, Poll, Waker},
    thread,
    time::{Duration, Instant},
};

use crate::sync::lock;

/// The timer of the suite's own, for runtimes that have none: one thread for the process, started by
/// the first sleep that needs it.
struct FallbackTimer {
    queue: Mutex<Queue>,
    changed: Condvar,
}

#[derive(Default)]
struct Queue {
    created: u64,
    timers: BTreeMap<(Instant, u64), Waker>,
}

impl FallbackTimer {
    fn get() -> &'static FallbackTimer {
        static TIMER: OnceLock<FallbackTimer> = OnceLock::new();
        static THREAD: OnceLock<()> = OnceLock::new();
        let timer = TIMER.get_or_init(|| FallbackTimer {
            queue: Mutex::default(),
            changed: Condvar::new(),
        });
        THREAD.get_or_init(|| {
            let name = "runtime-matrix-timer".to_owned();
            thread::Builder::new()
                .name(name)
                .spawn(|| timer.run())
                .map(drop)
                .expect("cannot start the timer thread");
        });
        timer
    }

    fn run(&self) {
        let mut queue = lock(&self.queue);
        loop {
            let now = Instant::now();
            let later = queue.timers.split_off(&(now, u64::MAX));
            let due = std::mem::replace(&mut queue.timers, later);
            if !due.is_empty() {
                drop(queue);
                due.into_values().for_each(Waker::wake);
                queue = lock(&self.queue);
                continue;
            }
            let next = queue
                .timers
                .first_key_value()
                .map(|(key, _)| key.0.saturating_duration_since(now));
            queue = self.wait(queue, next);
        }
    }

    fn wait<'a>(
        &self,
        queue: MutexGuard<'a, Queue>,
        limit: Option<Duration>,
    ) -> MutexGuard<'a, Queue> {
        match limit {
            Some(limit) => {
                self.changed
                    .wait_timeout(queue, limit)
                    .unwrap_or_else(PoisonError::into_inner)
                    .0
            }
            None => self
                .changed
                .wait(queue)
                .unwrap_or_else(PoisonError::into_inner),
        }
    }
}

/// A sleep on the suite's own timer.
#[derive(Debug)]
pub(crate) struct FallbackSleep {
    /// `None` if it lies beyond what the machine's clock can tell: it never ends.
    deadline: Option<Instant>,
    created: Option<u64>,
}

impl FallbackSleep {
    pub(crate) fn new(duration: Duration) -> FallbackSleep {
        FallbackSleep {
            deadline: Instant::now().checked_add(duration),
            created: None,
        }
    }

    pub(crate) fn poll(&mut self, cx: &Context<'_>) -> Poll<()> {
        let Some(deadline) = self.deadline else {
            return Poll::Pending;
        };
        if Instant::now() >= deadline {
            return Poll::Ready(());
        }
        let timer = FallbackTimer::get();
        let mut queue = lock(&timer.queue);
        queue.created += 1;
        let created = *self.created.get_or_insert(queue.created);
        let stale = queue.timers.insert((deadline, created), cx.waker().clone());
        drop(queue);
        drop(stale);
        timer.changed.notify_one();
        Poll::Pending
    }
}

impl Drop for FallbackSleep {
    fn drop(&mut self) {
        if let (Some(deadline), Some(created)) = (self.deadline, self.created) {
            let stale = lock(&FallbackTimer::get().queue)
                .timers
                .remove(&(deadline, created));
            drop(stale);
        }
    }
}
