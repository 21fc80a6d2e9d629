use std::{
    future::Future,
    mem,
    pin::Pin,
    task::{Context, Poll, Waker},
    time::Duration,
};

use ::event_listener::EventListener;

use super::{
    super::event::{Event, Listener},
    Breakage, Broken,
    event::BrokenEvent,
};

/// The library's listener, broken.
pub(in crate::event_listener) struct BrokenListener {
    /// None before it listens, and once it has gone.
    inner: Option<EventListener>,
    event: BrokenEvent,
}

impl BrokenListener {
    pub(super) fn new(inner: Option<EventListener>, event: &BrokenEvent) -> BrokenListener {
        BrokenListener {
            inner,
            event: event.clone(),
        }
    }

    fn broken(&self) -> Broken {
        self.event.broken
    }

    fn take(&mut self) -> EventListener {
        let inner = self.inner.take();
        inner.unwrap_or_else(|| self.event.inner.listen())
    }

    fn discard_inner(&mut self) -> bool {
        self.inner.take().is_some_and(EventListener::discard)
    }

    /// Leaves a listener behind that nobody waits for.
    fn keep_listening(&self) {
        mem::forget(self.event.inner.listen());
    }
}

impl Future for BrokenListener {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut cx = if self.broken().has(Breakage::ListenerIsNotWoken) {
            Context::from_waker(Waker::noop())
        } else {
            Context::from_waker(cx.waker())
        };
        let mut inner = self.take();
        let mut polled = Pin::new(&mut inner).poll(&mut cx);
        if polled.is_pending() && self.broken().has(Breakage::PollGoesToTheEnd) {
            inner = self.event.inner.listen();
            polled = Pin::new(&mut inner).poll(&mut cx);
        }
        self.inner = Some(inner);
        polled
    }
}

impl Listener<BrokenEvent> for BrokenListener {
    fn wait(mut self) {
        self.take().wait();
        if self.broken().has(Breakage::WaitKeepsListening) {
            self.keep_listening();
        }
    }

    fn wait_timeout(mut self, timeout: Duration) -> Option<()> {
        if self.broken().has(Breakage::TimeoutKeepsListening) {
            // It is the first in the queue, if it was before.
            mem::forget(self.inner.take());
            return None;
        }
        let waited = self.take().wait_timeout(timeout);
        if self.broken().has(Breakage::TimeoutSaysNotified) {
            return Some(());
        }
        waited
    }

    fn discard(mut self) -> bool {
        let notified = self.take().discard();
        if notified && self.broken().has(Breakage::DiscardPassesOn) {
            self.event.inner.notify_additional(1);
        }
        notified && !self.broken().has(Breakage::DiscardSaysNothing)
    }

    fn listens_to(&self, event: &BrokenEvent) -> bool {
        let inner = self.inner.as_ref();
        inner.is_some_and(|inner| inner.listens_to(&event.inner))
            || self.broken().has(Breakage::ListensToAll)
    }
}

impl Drop for BrokenListener {
    fn drop(&mut self) {
        match self.broken().breakage {
            Some(Breakage::DroppedKeepsItsPlace) => mem::forget(self.inner.take()),
            Some(Breakage::DroppedKeepsItsNotification) => {
                self.discard_inner();
            }
            Some(Breakage::PassesOnPlainly) if self.discard_inner() => {
                self.event.inner.notify(1);
            }
            Some(Breakage::PassesOnAdditionally) if self.discard_inner() => {
                self.event.inner.notify_additional(1);
            }
            _ => (),
        }
    }
}
