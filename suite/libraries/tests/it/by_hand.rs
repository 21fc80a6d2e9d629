use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    task::{Context, Poll, Wake, Waker},
};

/// A future that the test polls itself, with a waker that records whether it was woken.
pub(crate) struct ByHand<F> {
    future: Pin<Box<F>>,
    record: Arc<Record>,
}

/// A waker that only remembers.
#[derive(Default)]
struct Record {
    woken: AtomicBool,
}

impl<F: Future> ByHand<F> {
    pub(crate) fn new(future: F) -> ByHand<F> {
        ByHand {
            future: Box::pin(future),
            record: Arc::default(),
        }
    }

    /// Polls once. What was recorded before is forgotten.
    pub(crate) fn poll(&mut self) -> Poll<F::Output> {
        self.record.woken.store(false, SeqCst);
        let waker = Waker::from(Arc::clone(&self.record));
        self.future.as_mut().poll(&mut Context::from_waker(&waker))
    }

    /// Tells whether it was woken since the latest poll.
    pub(crate) fn is_woken(&self) -> bool {
        self.record.woken.load(SeqCst)
    }
}

impl Wake for Record {
    fn wake(self: Arc<Self>) {
        self.woken.store(true, SeqCst);
    }
}

/// Returns the positions of the futures that were woken.
pub(crate) fn woken<F: Future>(futures: &[ByHand<F>]) -> Vec<usize> {
    let all = futures.iter().enumerate();
    all.filter(|(_, future)| future.is_woken())
        .map(|(n, _)| n)
        .collect()
}
