use std::{
    mem,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    thread,
};

use super::{
    super::channel::{Message, Sender},
    Breakage, Broken,
};

/// The library's sender, broken.
pub(in crate::oneshot) struct BrokenSender {
    /// Taken by the send.
    inner: Option<::oneshot::Sender<Message>>,
    broken: Broken,
    /// Whether it was dropped, rather than used.
    is_gone: Arc<AtomicBool>,
}

impl BrokenSender {
    pub(super) fn new(
        inner: ::oneshot::Sender<Message>,
        broken: Broken,
        is_gone: Arc<AtomicBool>,
    ) -> BrokenSender {
        BrokenSender {
            inner: Some(inner),
            broken,
            is_gone,
        }
    }
}

impl Sender for BrokenSender {
    fn send(mut self, message: Message) -> Result<(), Message> {
        let inner = self.inner.take().expect("only a send takes the sender");
        if inner.is_closed() && self.broken.has(Breakage::SwallowsMessages) {
            return Ok(());
        }
        let message = self.broken.or_another(message, Breakage::CarriesAnother);
        let sent = Sender::send(inner, message);
        sent.map_err(|message| self.broken.or_another(message, Breakage::GivesBackAnother))
    }

    fn is_closed(&self) -> bool {
        let inner = self.inner.as_ref();
        inner.is_some_and(::oneshot::Sender::is_closed)
            && !self.broken.has(Breakage::SenderIsNeverClosed)
    }
}

impl Drop for BrokenSender {
    fn drop(&mut self) {
        let Some(inner) = self.inner.take() else {
            return;
        };
        self.is_gone.store(true, SeqCst);
        if thread::panicking() && self.broken.has(Breakage::PanicKeepsTheSender) {
            mem::forget(inner);
        }
    }
}
