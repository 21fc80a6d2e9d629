use std::{future, mem, sync::Arc};

use tokio::sync::mpsc::{
    self,
    error::{SendError, TryRecvError, TrySendError},
};

use super::{
    super::{
        Message,
        broken::{Breakage, Broken},
    },
    api::{Mpsc, Permit, Receiver, Sender},
};
use crate::{
    counter::Counter,
    waiting::{Fault, Waiting},
    wakers::Wakers,
};

/// What both ends of a broken channel share.
#[derive(Debug)]
struct State {
    broken: Broken,
    _sender: Option<mpsc::Sender<Message>>,
    /// Room that the library has, but the channel must not.
    excess: usize,
    /// The latest stands first, unlike in the library's own line.
    line: Wakers,
    jobs_messages: Counter,
}

#[derive(Clone)]
pub(in crate::tokio_sync) struct BrokenSender {
    inner: mpsc::Sender<Message>,
    state: Arc<State>,
}

pub(in crate::tokio_sync) struct BrokenReceiver {
    /// Taken when it is dropped.
    inner: Option<mpsc::Receiver<Message>>,
    state: Arc<State>,
}

pub(in crate::tokio_sync) struct BrokenPermit<'a> {
    /// Taken when it is used.
    inner: Option<mpsc::Permit<'a, Message>>,
    broken: Broken,
}

impl Mpsc for Broken {
    type Sender = BrokenSender;
    type Receiver = BrokenReceiver;

    fn channel(self, buffer: usize) -> (BrokenSender, BrokenReceiver) {
        let excess = 100 * usize::from(self.has(Breakage::MpscIgnoresTheCapacity));
        let (inner, receiver) = mpsc::channel(buffer + excess);
        let state = Arc::new(State {
            broken: self,
            _sender: self.has(Breakage::MpscKeepsASender).then(|| inner.clone()),
            excess,
            line: Wakers::default(),
            jobs_messages: Counter::default(),
        });
        let receiver = BrokenReceiver {
            inner: Some(receiver),
            state: Arc::clone(&state),
        };
        (BrokenSender { inner, state }, receiver)
    }
}

const SEND_FAULTS: &[(Breakage, Fault)] = &[
    (Breakage::MpscSenderIsNotWoken, Fault::IsNotWoken),
    (Breakage::MpscCancelledSendKeepsItsRoom, Fault::KeepsTheWake),
];

impl BrokenSender {
    fn refused(&self, message: Message) -> Message {
        message + u32::from(self.state.broken.has(Breakage::MpscClosedGivesBackAnother))
    }
}

impl Sender for BrokenSender {
    type Permit<'a> = BrokenPermit<'a>;

    async fn send(&self, message: Message) -> Result<(), SendError<Message>> {
        let broken = self.state.broken;
        if broken.has(Breakage::MpscLatestGoesFirst) {
            let attempt = || self.inner.try_send(message).ok();
            future::poll_fn(|cx| self.state.line.poll(cx, attempt)).await;
            return Ok(());
        }
        let sent = Waiting::new(self.inner.send(message), broken.breakage, SEND_FAULTS).await;
        sent.map_err(|SendError(message)| SendError(self.refused(message)))
    }

    fn try_send(&self, message: Message) -> Result<(), TrySendError<Message>> {
        self.inner.try_send(message).map_err(|error| match error {
            TrySendError::Closed(message) => TrySendError::Closed(self.refused(message)),
            full => full,
        })
    }

    fn blocking_send(&self, message: Message) -> Result<(), SendError<Message>> {
        if self.state.drops(Breakage::MpscBlockingSendDrops) {
            return Ok(());
        }
        self.inner.blocking_send(message)
    }

    fn try_reserve(&self) -> Result<BrokenPermit<'_>, TrySendError<()>> {
        let inner = Some(self.inner.try_reserve()?);
        let broken = self.state.broken;
        Ok(BrokenPermit { inner, broken })
    }

    fn capacity(&self) -> usize {
        self.inner.capacity().saturating_sub(self.state.excess)
    }

    fn is_closed(&self) -> bool {
        self.inner.is_closed()
    }
}

impl State {
    /// Tells whether a message of a job is dropped: every other one is.
    fn drops(&self, breakage: Breakage) -> bool {
        self.broken.has(breakage) && self.jobs_messages.is_nth(2)
    }
}

impl Permit for BrokenPermit<'_> {
    fn send(mut self, message: Message) {
        if let Some(permit) = self.inner.take() {
            permit.send(message);
        }
    }
}

impl Drop for BrokenPermit<'_> {
    fn drop(&mut self) {
        if self.broken.has(Breakage::MpscDroppedPermitKeepsItsRoom) {
            mem::forget(self.inner.take());
        }
    }
}

impl BrokenReceiver {
    fn inner(&mut self) -> &mut mpsc::Receiver<Message> {
        self.inner
            .as_mut()
            .expect("a receiver is whole until it is dropped")
    }
}

impl Receiver for BrokenReceiver {
    async fn recv(&mut self) -> Option<Message> {
        let takes = self
            .state
            .broken
            .has(Breakage::MpscCancelledReceiveTakesAMessage);
        let received = Receiving {
            receiver: self,
            takes,
        }
        .recv()
        .await;
        self.state.line.wake_latest();
        received
    }

    fn try_recv(&mut self) -> Result<Message, TryRecvError> {
        self.inner().try_recv()
    }

    fn blocking_recv(&mut self) -> Option<Message> {
        let received = self.inner().blocking_recv();
        if self.state.drops(Breakage::MpscBlockingReceiveDrops) {
            return self.inner().blocking_recv();
        }
        received
    }

    fn close(&mut self) {
        self.inner().close();
        if self.state.broken.has(Breakage::MpscCloseDropsTheQueue) {
            while self.inner().try_recv().is_ok() {}
        }
    }
}

impl Drop for BrokenReceiver {
    fn drop(&mut self) {
        if self
            .state
            .broken
            .has(Breakage::MpscDroppedReceiverStaysOpen)
        {
            mem::forget(self.inner.take());
        }
    }
}

/// A receive under way.
struct Receiving<'a> {
    receiver: &'a mut BrokenReceiver,
    /// Whether it takes a message with it when it is dropped.
    takes: bool,
}

impl Receiving<'_> {
    async fn recv(mut self) -> Option<Message> {
        let received = self.receiver.inner().recv().await;
        self.takes = false;
        received
    }
}

impl Drop for Receiving<'_> {
    fn drop(&mut self) {
        if self.takes {
            // Nothing may have come yet.
            let _: Result<_, _> = self.receiver.inner().try_recv();
        }
    }
}
