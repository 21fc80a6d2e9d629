use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    task::{Context, Poll, Wake, Waker},
};

/// A count of wakes: futures that are polled with its [`waker`](WakeCount::waker) are woken into it, from any
/// thread, and nothing else happens.
///
/// A handle: clones are the same count. Whatever was done before a wake is visible to whoever has counted it.
///
/// ```
/// use runtime_matrix::{Event, polling::WakeCount};
///
/// let (event, wakes) = (Event::new(), WakeCount::new());
/// let mut wait = Box::pin(event.wait());
/// assert!(wakes.poll(&mut wait).is_pending());
/// assert_eq!(wakes.count(), 0, "a poll wakes nobody");
/// event.set();
/// assert_eq!(wakes.take(), 1);
/// assert!(wakes.poll(&mut wait).is_ready());
/// ```
#[derive(Clone, Default)]
pub struct WakeCount {
    wakes: Arc<Wakes>,
}

#[derive(Default)]
struct Wakes(AtomicUsize);

impl WakeCount {
    /// Returns a new count, at zero.
    #[must_use]
    pub fn new() -> WakeCount {
        WakeCount::default()
    }

    /// Returns a waker that counts. All of one count's wakers would wake the same: [`Waker::will_wake`] says so.
    #[must_use]
    pub fn waker(&self) -> Waker {
        Waker::from(Arc::clone(&self.wakes))
    }

    /// Returns how many wakes there have been since the count was last taken.
    #[must_use]
    pub fn count(&self) -> usize {
        self.wakes.0.load(SeqCst)
    }

    /// Returns the count and sets it to zero, in one step: no wake is lost between the two.
    pub fn take(&self) -> usize {
        self.wakes.0.swap(0, SeqCst)
    }

    /// Returns how many wakers of this count are kept somewhere, each other handle of the count being taken for one: a
    /// future that has been dropped should keep none.
    #[must_use]
    pub fn wakers(&self) -> usize {
        Arc::strong_count(&self.wakes).saturating_sub(1)
    }

    /// Polls a future once, with the waker of this count.
    pub fn poll<F: Future + Unpin>(&self, future: &mut F) -> Poll<F::Output> {
        let waker = self.waker();
        Pin::new(future).poll(&mut Context::from_waker(&waker))
    }
}

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.0.fetch_add(1, SeqCst);
    }
}

impl fmt::Debug for WakeCount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WakeCount")
            .field("count", &self.count())
            .finish_non_exhaustive()
    }
}
