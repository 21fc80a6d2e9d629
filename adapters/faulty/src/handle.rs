use std::{
    future::{self, Future},
    panic::resume_unwind,
    pin::Pin,
    sync::{Arc, atomic::Ordering::SeqCst},
    task::{Context, Poll},
    thread::{self, ThreadId},
};

use runtime_matrix_core::{BoxFuture, NativeEnd, TaskHandle};

use crate::{fault::Defect, join, life::Life, shared::Shared};

/// The handle of a task, on top of the base's.
pub(crate) struct Handle {
    pub(crate) base: Box<dyn TaskHandle>,
    pub(crate) life: Arc<Life>,
    pub(crate) shared: Arc<Shared>,
    /// Where the task was spawned.
    pub(crate) home: ThreadId,
}

impl Handle {
    /// Says what becomes of the handle, where the task waits for that: with any other defect it would be woken by it.
    fn want(&self) {
        if self.shared.is(Defect::TasksAwaitTheirJoin) {
            self.life.want();
        }
    }
}

impl TaskHandle for Handle {
    fn cancel(self: Box<Self>) -> BoxFuture<()> {
        let Handle {
            base,
            life,
            shared,
            home,
        } = *self;
        match shared.defect {
            Defect::CancelIgnored => {
                base.detach();
                Box::pin(future::ready(()))
            }
            Defect::IgnoresForeignCancels if thread::current().id() != shared.home => {
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
            Defect::CancelStopsWhenDropped => {
                life.kill();
                Box::pin(Revocable {
                    ended: base.join_native(),
                    life,
                })
            }
            Defect::CancelIgnoredElsewhere if thread::current().id() != home => {
                base.detach();
                Box::pin(future::ready(()))
            }
            Defect::CancelHangsInTask if shared.polls_task.load(SeqCst) => {
                drop(base.cancel());
                Box::pin(future::pending())
            }
            Defect::CancelUnwinds => {
                let cancelled = base.cancel();
                Box::pin(async move {
                    cancelled.await;
                    if life.panicked.load(SeqCst) {
                        resume_unwind(Box::new("the task has panicked"));
                    }
                })
            }
            _ => base.cancel(),
        }
    }

    fn detach(self: Box<Self>) {
        self.want();
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
        self.want();
        match self.shared.defect {
            Defect::DropPanicsAfterEnd if self.life.has_ended() => {
                panic!("there is nothing left to give up")
            }
            Defect::DropCancels => drop(self.base.cancel()),
            _ => self.base.drop_native(),
        }
    }

    fn join_native(self: Box<Self>) -> BoxFuture<NativeEnd> {
        self.want();
        let Handle {
            base, life, shared, ..
        } = *self;
        join::join(base, life, shared)
    }
}

/// A cancel that is taken back when it is dropped.
struct Revocable {
    ended: BoxFuture<NativeEnd>,
    life: Arc<Life>,
}

impl Future for Revocable {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.ended.as_mut().poll(cx).map(drop)
    }
}

impl Drop for Revocable {
    fn drop(&mut self) {
        self.life.spare();
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
