use std::sync::{Arc, Mutex};

use tokio::sync::broadcast::{
    self,
    error::{RecvError, SendError, TryRecvError},
};

use super::{
    super::{
        Message,
        broken::{Breakage, Broken},
    },
    api::{Broadcast, Receiver, Sender},
};
use crate::lock::lock;

#[derive(Debug)]
struct State {
    broken: Broken,
    _sender: Option<broadcast::Sender<Message>>,
    received: Mutex<Vec<Message>>,
}

#[derive(Clone)]
pub(in crate::tokio_sync) struct BrokenSender {
    inner: broadcast::Sender<Message>,
    state: Arc<State>,
}

pub(in crate::tokio_sync) struct BrokenReceiver {
    inner: broadcast::Receiver<Message>,
    state: Arc<State>,
}

impl Broadcast for Broken {
    type Sender = BrokenSender;
    type Receiver = BrokenReceiver;

    fn channel(self, capacity: usize) -> (BrokenSender, BrokenReceiver) {
        let (sender, receiver) = broadcast::channel(capacity);
        let keeps = self.has(Breakage::BroadcastKeepsASender);
        let state = Arc::new(State {
            broken: self,
            _sender: keeps.then(|| sender.clone()),
            received: Mutex::default(),
        });
        let receiver = BrokenReceiver {
            inner: receiver,
            state: Arc::clone(&state),
        };
        let inner = sender;
        (BrokenSender { inner, state }, receiver)
    }
}

impl State {
    /// Tells whether a message goes no further, since another receiver has got it.
    fn is_taken(&self, message: Message) -> bool {
        let mut received = lock(&self.received);
        let is_taken = received.contains(&message);
        received.push(message);
        is_taken && self.broken.has(Breakage::BroadcastSharesMessages)
    }

    fn hides_lags(&self) -> bool {
        self.broken.has(Breakage::BroadcastLagIsSilent)
    }
}

impl Sender for BrokenSender {
    type Receiver = BrokenReceiver;

    fn send(&self, message: Message) -> Result<usize, SendError<Message>> {
        self.inner.send(message)
    }

    fn subscribe(&self) -> BrokenReceiver {
        BrokenReceiver {
            inner: self.inner.subscribe(),
            state: Arc::clone(&self.state),
        }
    }
}

impl Receiver for BrokenReceiver {
    async fn recv(&mut self) -> Result<Message, RecvError> {
        loop {
            match self.inner.recv().await {
                Ok(message) if self.state.is_taken(message) => {}
                Err(RecvError::Lagged(_)) if self.state.hides_lags() => {}
                received => return received,
            }
        }
    }

    fn try_recv(&mut self) -> Result<Message, TryRecvError> {
        loop {
            match self.inner.try_recv() {
                Ok(message) if self.state.is_taken(message) => {}
                Err(TryRecvError::Lagged(_)) if self.state.hides_lags() => {}
                received => return received,
            }
        }
    }
}
