use std::{
    fmt, future, mem,
    sync::Mutex,
    task::{Context, Poll, Waker},
};

use crate::sync::lock;

/// A state under a lock, and the tasks that wait for it to change.
///
/// No code of the test's may run under the lock: it could come back here.
#[derive(Default)]
pub(crate) struct Monitor<S> {
    guarded: Mutex<Guarded<S>>,
}

#[derive(Default)]
struct Guarded<S> {
    state: S,
    waiters: Vec<(u64, Waker)>,
    /// How many keys have been given out.
    keys: u64,
}

impl<S> Monitor<S> {
    pub(crate) fn new(state: S) -> Monitor<S> {
        let guarded = Guarded {
            state,
            waiters: Vec::new(),
            keys: 0,
        };
        Monitor {
            guarded: Mutex::new(guarded),
        }
    }

    /// Looks at the state, or changes what nobody waits for.
    #[inline]
    pub(crate) fn look<T>(&self, look: impl FnOnce(&mut S) -> T) -> T {
        look(&mut lock(&self.guarded).state)
    }

    /// Changes the state and wakes those who wait, without the lock.
    #[inline]
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut S) -> T) -> T {
        let mut guarded = lock(&self.guarded);
        let output = change(&mut guarded.state);
        if !guarded.waiters.is_empty() {
            let waiters = mem::take(&mut guarded.waiters);
            drop(guarded);
            waiters.into_iter().for_each(|(_, waker)| waker.wake());
        }
        output
    }

    /// Waits until `look` finds what it looks for; it is asked at once, and after each change.
    ///
    /// # Cancellation
    ///
    /// Dropping the future forgets its waker.
    pub(crate) async fn until<T>(&self, mut look: impl FnMut(&mut S) -> Option<T>) -> T {
        let mut waiting = Waiting::new(self);
        future::poll_fn(|cx| waiting.poll(cx, &mut look)).await
    }
}

/// One who waits for a monitor's state to change.
pub(crate) struct Waiting<'a, S> {
    monitor: &'a Monitor<S>,
    key: Option<u64>,
}

impl<'a, S> Waiting<'a, S> {
    pub(crate) fn new(monitor: &'a Monitor<S>) -> Waiting<'a, S> {
        Waiting { monitor, key: None }
    }

    pub(crate) fn poll<T>(
        &mut self,
        cx: &Context<'_>,
        look: impl FnOnce(&mut S) -> Option<T>,
    ) -> Poll<T> {
        // A waker that is replaced is dropped without the lock: it may be the last owner of a task.
        let (found, _stale) = {
            let mut guarded = lock(&self.monitor.guarded);
            match look(&mut guarded.state) {
                Some(found) => (Poll::Ready(found), None),
                None => (Poll::Pending, guarded.register(&mut self.key, cx.waker())),
            }
        };
        found
    }
}

impl<S> Guarded<S> {
    /// Keeps a waker under its key, and returns the one that was there.
    fn register(&mut self, key: &mut Option<u64>, waker: &Waker) -> Option<Waker> {
        let key = *key.get_or_insert_with(|| {
            self.keys += 1;
            self.keys
        });
        match self.waiters.iter_mut().find(|(known, _)| *known == key) {
            Some((_, known)) if known.will_wake(waker) => None,
            Some((_, known)) => Some(mem::replace(known, waker.clone())),
            None => {
                self.waiters.push((key, waker.clone()));
                None
            }
        }
    }
}

impl<S> Drop for Waiting<'_, S> {
    fn drop(&mut self) {
        let Some(key) = self.key else { return };
        let _stale = {
            let mut guarded = lock(&self.monitor.guarded);
            let known = guarded.waiters.iter().position(|(known, _)| *known == key);
            known.map(|position| guarded.waiters.swap_remove(position))
        };
    }
}

impl<S: fmt::Debug> fmt::Debug for Monitor<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        lock(&self.guarded).state.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use std::{
        pin::pin,
        sync::{
            Arc,
            atomic::{AtomicUsize, Ordering::SeqCst},
        },
        task::Wake,
    };

    use super::*;

    #[derive(Default)]
    struct Wakes(AtomicUsize);

    impl Wake for Wakes {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, SeqCst);
        }
    }

    fn positive(number: &mut i32) -> Option<i32> {
        (*number > 0).then_some(*number)
    }

    #[test]
    fn a_change_wakes_each_waiter_once() {
        let (monitor, wakes) = (Monitor::new(0), Arc::new(Wakes::default()));
        let waker = Waker::from(Arc::clone(&wakes));
        let mut cx = Context::from_waker(&waker);
        let (mut first, mut second) =
            (pin!(monitor.until(positive)), pin!(monitor.until(positive)));
        for _ in 0..2 {
            assert!(first.as_mut().poll(&mut cx).is_pending());
        }
        assert!(second.as_mut().poll(&mut cx).is_pending());

        monitor.look(|number| *number = 0);
        assert_eq!(wakes.0.load(SeqCst), 0, "nobody waits for what `look` does");
        monitor.change(|number| *number = 7);
        assert_eq!(wakes.0.load(SeqCst), 2);
        assert_eq!(first.as_mut().poll(&mut cx), Poll::Ready(7));
        assert_eq!(second.as_mut().poll(&mut cx), Poll::Ready(7));
    }

    #[test]
    fn a_waiter_that_is_dropped_leaves_no_waker() {
        let (monitor, wakes) = (Monitor::new(0), Arc::new(Wakes::default()));
        {
            let waker = Waker::from(Arc::clone(&wakes));
            let mut waiting = pin!(monitor.until(positive));
            assert!(
                waiting
                    .as_mut()
                    .poll(&mut Context::from_waker(&waker))
                    .is_pending()
            );
            drop(waker);
            assert_eq!(Arc::strong_count(&wakes), 2);
        }
        assert_eq!(Arc::strong_count(&wakes), 1);
    }

    #[test]
    fn the_latest_waker_is_the_one_that_is_woken() {
        let monitor = Monitor::new(0);
        let (early, late) = (Arc::new(Wakes::default()), Arc::new(Wakes::default()));
        let mut waiting = pin!(monitor.until(positive));
        for wakes in [&early, &late] {
            let waker = Waker::from(Arc::clone(wakes));
            assert!(
                waiting
                    .as_mut()
                    .poll(&mut Context::from_waker(&waker))
                    .is_pending()
            );
        }
        monitor.change(|number| *number = 1);
        assert_eq!((early.0.load(SeqCst), late.0.load(SeqCst)), (0, 1));
    }
}
