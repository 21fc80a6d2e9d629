use std::sync::{Arc, atomic::Ordering::SeqCst};

use super::{
    super::channel::{Inactive, Message},
    Breakage, BrokenReceiver, State,
};

/// The library's inactive receiver, broken.
#[derive(Clone)]
pub(in crate::async_broadcast) struct BrokenInactive {
    pub(super) inner: ::async_broadcast::InactiveReceiver<Message>,
    /// Takes messages in all the same.
    pub(super) active: Option<::async_broadcast::Receiver<Message>>,
    pub(super) state: Arc<State>,
}

impl Inactive for BrokenInactive {
    type Receiver = BrokenReceiver;

    fn activate(self) -> BrokenReceiver {
        let BrokenInactive {
            inner,
            active,
            state,
        } = self;
        state.activates.store(true, SeqCst);
        let receiver = active.unwrap_or_else(|| inner.activate());
        state.activates.store(false, SeqCst);
        BrokenReceiver::new(receiver, &state)
    }
}

impl BrokenInactive {
    pub(super) fn new(
        active: ::async_broadcast::Receiver<Message>,
        state: Arc<State>,
    ) -> BrokenInactive {
        let kept = state
            .has(Breakage::InactiveStillReceives)
            .then(|| active.clone());
        let inner = active.deactivate();
        if state.has(Breakage::DeactivationCloses) && inner.receiver_count() == 0 {
            inner.close();
        }
        BrokenInactive {
            inner,
            active: kept,
            state,
        }
    }
}
