use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering::SeqCst},
};

use tokio::sync::watch::{
    self,
    error::{RecvError, SendError},
};

use super::{
    super::{
        Message,
        broken::{Breakage, Broken},
    },
    api::{Receiver, Sender, Watch},
};
use crate::{tap::Tap, tapped::Tapped};

#[derive(Debug)]
struct State {
    broken: Broken,
    _sender: Option<watch::Sender<Message>>,
    /// Whether the latest value has woken a receiver.
    has_woken: AtomicBool,
}

#[derive(Clone)]
pub(in crate::tokio_sync) struct BrokenSender {
    inner: watch::Sender<Message>,
    state: Arc<State>,
}

#[derive(Clone)]
pub(in crate::tokio_sync) struct BrokenReceiver {
    inner: watch::Receiver<Message>,
    state: Arc<State>,
}

impl Watch for Broken {
    type Sender = BrokenSender;
    type Receiver = BrokenReceiver;

    fn channel(self, init: Message) -> (BrokenSender, BrokenReceiver) {
        let (sender, receiver) = watch::channel(init);
        let keeps = self.has(Breakage::WatchKeepsASender);
        let state = Arc::new(State {
            broken: self,
            _sender: keeps.then(|| sender.clone()),
            has_woken: AtomicBool::new(false),
        });
        let receiver = BrokenReceiver {
            inner: receiver,
            state: Arc::clone(&state),
        };
        let inner = sender;
        (BrokenSender { inner, state }, receiver)
    }
}

impl Sender for BrokenSender {
    fn send(&self, value: Message) -> Result<(), SendError<Message>> {
        self.state.has_woken.store(false, SeqCst);
        self.inner.send(value)
    }
}

impl BrokenReceiver {
    fn has(&self, breakage: Breakage) -> bool {
        self.state.broken.has(breakage)
    }
}

impl Receiver for BrokenReceiver {
    async fn changed(&mut self) -> Result<(), RecvError> {
        if self.has(Breakage::WatchDropsTheLastValue) {
            self.inner.has_changed()?;
        }
        let mut watched = self.inner.clone();
        let state = Arc::clone(&self.state);
        let one_only = self.has(Breakage::WatchWakesOneReceiver);
        let tap = Tap::new(move || one_only && state.has_woken.swap(true, SeqCst));
        let mut changing = Changing {
            future: Tapped::new(async move { watched.changed().await }, tap),
            receiver: self,
        };
        let changed = (&mut changing.future).await;
        drop(changing);
        if changed.is_ok() && !self.has(Breakage::WatchStaysChanged) {
            self.inner.mark_unchanged();
        }
        changed
    }

    fn has_changed(&self) -> Result<bool, RecvError> {
        self.inner.has_changed()
    }

    fn borrow_and_update(&mut self) -> Message {
        let value = *self.inner.borrow_and_update();
        if self.has(Breakage::WatchStaysChanged) {
            self.inner.mark_changed();
        }
        value
    }
}

/// A `changed` under way.
struct Changing<'a, F> {
    future: Tapped<F>,
    receiver: &'a mut BrokenReceiver,
}

impl<F> Drop for Changing<'_, F> {
    fn drop(&mut self) {
        let sees = self.receiver.has(Breakage::WatchCancelledChangedSees);
        if sees && self.future.was_woken() {
            self.receiver.inner.mark_unchanged();
        }
    }
}
