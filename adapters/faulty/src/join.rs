use std::{
    future::{self, Future},
    sync::{Arc, atomic::Ordering::SeqCst},
    task::{Context, Poll},
};

use runtime_matrix_core::{BoxFuture, NativeEnd, TaskHandle};

use crate::{fault::Defect, handle::turn, life::Life, shared::Shared};

/// Joins a task on the base, in the wrong way if that is the defect.
pub(crate) fn join(
    base: Box<dyn TaskHandle>,
    life: Arc<Life>,
    shared: Arc<Shared>,
) -> BoxFuture<NativeEnd> {
    match shared.defect {
        Defect::JoinCompletesEarly => {
            base.detach();
            Box::pin(future::ready(NativeEnd::Done))
        }
        Defect::LateJoinsHang if life.has_ended() => Box::pin(future::pending()),
        Defect::JoinsOfSiblings => match shared.sibling(&life) {
            Some(sibling) => Box::pin(of_sibling(base.join_native(), sibling)),
            None => base.join_native(),
        },
        Defect::JoinKeepsFirstWaker => Box::pin(with_first_waker(base.join_native())),
        Defect::JoinHangsInTasks => Box::pin(in_roots(base.join_native(), shared)),
        _ => Box::pin(of_end(base.join_native(), life, shared)),
    }
}

/// Tells of an end, in the wrong way if that is the defect.
async fn of_end(join: BoxFuture<NativeEnd>, life: Arc<Life>, shared: Arc<Shared>) -> NativeEnd {
    match (shared.defect, join.await) {
        (Defect::SwallowsPanics, _) if life.panicked.load(SeqCst) => NativeEnd::Done,
        (Defect::DoneIsCancelled, NativeEnd::Done) => NativeEnd::Cancelled,
        (Defect::JoinHangsAfterPanic, NativeEnd::Panicked(_)) => future::pending().await,
        (_, end) => end,
    }
}

/// Waits for both and tells of the sibling's end.
async fn of_sibling(join: BoxFuture<NativeEnd>, sibling: Arc<Life>) -> NativeEnd {
    drop(join.await);
    while !sibling.has_ended() {
        turn().await;
    }
    if sibling.panicked.load(SeqCst) {
        NativeEnd::Panicked(Box::new("a sibling panicked"))
    } else {
        NativeEnd::Done
    }
}

/// Polls with the waker of the first poll alone.
fn with_first_waker(mut join: BoxFuture<NativeEnd>) -> impl Future<Output = NativeEnd> {
    let mut first = None;
    future::poll_fn(move |cx| {
        let waker = first.get_or_insert_with(|| cx.waker().clone());
        join.as_mut().poll(&mut Context::from_waker(waker))
    })
}

/// Makes progress only where no task is polled.
fn in_roots(
    mut join: BoxFuture<NativeEnd>,
    shared: Arc<Shared>,
) -> impl Future<Output = NativeEnd> {
    future::poll_fn(move |cx| {
        if shared.polls_task.load(SeqCst) {
            return Poll::Pending;
        }
        join.as_mut().poll(cx)
    })
}
