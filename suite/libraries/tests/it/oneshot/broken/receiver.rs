use std::{
    future::IntoFuture,
    sync::{Arc, Mutex, atomic::AtomicBool},
    time::Duration,
};

use ::oneshot::{RecvError, RecvTimeoutError, TryRecvError};

use super::{
    super::channel::{Message, Receiver},
    Breakage, Broken,
    waiting::BrokenAsyncReceiver,
};

/// The library's receiver, broken.
pub(in crate::oneshot) struct BrokenReceiver {
    inner: ::oneshot::Receiver<Message>,
    broken: Broken,
    sender_is_gone: Arc<AtomicBool>,
    /// What was received already.
    received: Mutex<Option<Message>>,
}

impl BrokenReceiver {
    pub(super) fn new(
        inner: ::oneshot::Receiver<Message>,
        broken: Broken,
        sender_is_gone: Arc<AtomicBool>,
    ) -> BrokenReceiver {
        BrokenReceiver {
            inner,
            broken,
            sender_is_gone,
            received: Mutex::default(),
        }
    }
}

impl IntoFuture for BrokenReceiver {
    type Output = Result<Message, RecvError>;
    type IntoFuture = BrokenAsyncReceiver;

    fn into_future(self) -> BrokenAsyncReceiver {
        let inner = self.inner.into_future();
        BrokenAsyncReceiver::new(inner, self.broken, self.sender_is_gone)
    }
}

impl Receiver for BrokenReceiver {
    type Async = BrokenAsyncReceiver;

    fn try_recv(&self) -> Result<Message, TryRecvError> {
        let mut received = self.received.lock().unwrap();
        if self.broken.has(Breakage::ReceivesTwice) && received.is_some() {
            return Ok(received.clone().unwrap());
        }
        match self.inner.try_recv() {
            Ok(message) => {
                *received = Some(Arc::clone(&message));
                Ok(message)
            }
            Err(TryRecvError::Empty) if self.broken.has(Breakage::EmptySaysDisconnected) => {
                Err(TryRecvError::Disconnected)
            }
            Err(TryRecvError::Disconnected) if self.broken.has(Breakage::DisconnectedSaysEmpty) => {
                Err(TryRecvError::Empty)
            }
            other => other,
        }
    }

    fn is_closed(&self) -> bool {
        match self.broken.breakage {
            Some(Breakage::MessageSaysClosed) => self.inner.has_message() || self.inner.is_closed(),
            Some(Breakage::ReceivedSaysOpen) => false,
            _ => self.inner.is_closed(),
        }
    }

    fn has_message(&self) -> bool {
        self.inner.has_message()
    }

    fn recv(self) -> Result<Message, RecvError> {
        let received = self.inner.recv();
        if received.is_err() && self.broken.has(Breakage::BlockingMakesUp) {
            return Ok(Arc::default());
        }
        received.map(|message| {
            self.broken
                .or_another(message, Breakage::BlockingGivesAnother)
        })
    }

    fn recv_timeout(&self, timeout: Duration) -> Result<Message, RecvTimeoutError> {
        self.inner.recv_timeout(timeout).map_err(|error| {
            if self.broken.has(Breakage::TimeoutSaysDisconnected) {
                return RecvTimeoutError::Disconnected;
            }
            error
        })
    }
}
