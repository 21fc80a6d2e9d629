use std::{
    future::{self, Future},
    sync::Arc,
    sync::atomic::Ordering::SeqCst,
    task::Poll,
};

use runtime_matrix_core::{BoxFuture, NativeEnd, TaskHandle};

use crate::{fault::Defect, join, life::Life, shared::Shared};

/// The handle of a task, on top of the base's.
pub(crate) struct Handle {
    pub(crate) base: Box<dyn TaskHandle>,
    pub(crate) life: Arc<Life>,
    pub(crate) shared: Arc<Shared>,
}

impl TaskHandle for Handle {
    fn cancel(self: Box<Self>) -> BoxFuture<()> {
        let Handle { base, life, shared } = *self;
        match shared.defect {
            Defect::CancelIgnored => {
                base.detach();
                Box::pin(future::ready(()))
            }
            Defect::CancelReturnsEarly => {
                drop(base.cancel());
                Box::pin(future::ready(()))
            }
            Defect::CancelHangs => {
                drop(base.cancel());
                Box::pin(future::pending())
            }
            Defect::CancelIsLazy => Box::pin(async move { base.cancel().await }),
            Defect::CancelTakesSibling => {
                if let Some(sibling) = shared.sibling(&life) {
                    sibling.kill();
                }
                base.cancel()
            }
            Defect::CancelPollsOnce => Box::pin(async move {
                while life.polls.load(SeqCst) == 0 && !life.has_ended() {
                    turn().await;
                }
                base.cancel().await;
            }),
            _ => base.cancel(),
        }
    }

    fn detach(self: Box<Self>) {
        self.life.want();
        self.life.is_detached.store(true, SeqCst);
        match self.shared.defect {
            Defect::DetachPanicsAfterEnd if self.life.has_ended() => {
                panic!("there is nothing left to detach")
            }
            Defect::DetachCancels => drop(self.base.cancel()),
            _ => self.base.detach(),
        }
    }

    fn drop_native(self: Box<Self>) {
        self.life.want();
        match self.shared.defect {
            Defect::DropPanicsAfterEnd if self.life.has_ended() => {
                panic!("there is nothing left to give up")
            }
            Defect::DropCancels => drop(self.base.cancel()),
            _ => self.base.drop_native(),
        }
    }

    fn join_native(self: Box<Self>) -> BoxFuture<NativeEnd> {
        let Handle { base, life, shared } = *self;
        life.want();
        join::join(base, life, shared)
    }
}

/// Returns `Pending` once.
pub(crate) fn turn() -> impl Future<Output = ()> {
    let mut is_over = false;
    future::poll_fn(move |cx| {
        if is_over {
            return Poll::Ready(());
        }
        is_over = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
}
