use std::{
    collections::VecDeque,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    task::{Context, Poll},
};

use ::futures_util::{FutureExt, Stream, StreamExt, future::Either};

use super::{
    super::library::{FuturesOrdered, Output, Work},
    Breakage, Broken, sets,
};

/// The library's queue, broken.
pub(in crate::futures_util) struct BrokenOrdered {
    inner: sets::Set,
    broken: Broken,
    /// What does not run yet.
    later: VecDeque<Work>,
    /// How many have not completed.
    running: Arc<AtomicUsize>,
}

impl BrokenOrdered {
    pub(super) fn new(broken: Broken) -> BrokenOrdered {
        let any_order = broken.has(Breakage::QueueKeepsNoOrder);
        BrokenOrdered {
            inner: if any_order {
                sets::unordered()
            } else {
                sets::ordered()
            },
            broken,
            later: VecDeque::new(),
            running: Arc::default(),
        }
    }

    /// Counts the future until it completes.
    fn counted(&self, work: Work) -> Work {
        let running = Arc::clone(&self.running);
        running.fetch_add(1, SeqCst);
        work.inspect(move |_| {
            running.fetch_sub(1, SeqCst);
        })
        .boxed()
    }
}

impl FuturesOrdered for BrokenOrdered {
    fn push_back(&mut self, work: Work) {
        let work = self.counted(work);
        if self.broken.has(Breakage::QueueRunsOneAtATime) {
            self.later.push_back(work);
        } else {
            sets::push(&mut self.inner, work);
        }
    }

    fn push_front(&mut self, work: Work) {
        let work = self.counted(work);
        match &mut self.inner {
            _ if self.broken.has(Breakage::QueueRunsOneAtATime) => self.later.push_front(work),
            Either::Right(queue) if !self.broken.has(Breakage::FrontIsBack) => {
                queue.push_front(work);
            }
            set => sets::push(set, work),
        }
    }

    fn len(&self) -> usize {
        if self.broken.has(Breakage::QueueForgetsTheCompleted) {
            return self.running.load(SeqCst);
        }
        sets::len(&self.inner) + self.later.len()
    }
}

impl Stream for BrokenOrdered {
    type Item = Output;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Output>> {
        let this = &mut *self;
        if sets::len(&this.inner) == 0 {
            let next = this.later.pop_front();
            next.into_iter()
                .for_each(|work| sets::push(&mut this.inner, work));
        }
        this.inner.poll_next_unpin(cx)
    }
}
