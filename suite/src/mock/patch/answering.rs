//! What a patched function gives. Not public API.

use std::{
    fmt,
    future::Future,
    panic::Location,
    pin::Pin,
    task::{Context, Poll},
};

use crate::mock::{
    args::Args,
    future::MockFuture,
    handle::{ByAwait, ByCall},
    patch::force::{Beneath, InForce},
};

/// Calls the mock of a patched function that is async.
#[track_caller]
pub fn start_patched<A: Args, O: Send + 'static>(
    patch: &InForce<A, O, ByAwait>,
    args: A,
) -> Answering<A, O> {
    let _beneath = Beneath::new(patch.id);
    Answering {
        id: patch.id,
        call: Some(patch.mock.start(args, Location::caller())),
    }
}

/// Calls the mock of a patched function that is not async.
#[track_caller]
pub fn finish_patched<A: Args, O: Send + 'static>(patch: &InForce<A, O, ByCall>, args: A) -> O {
    let _beneath = Beneath::new(patch.id);
    patch.mock.finish(args, Location::caller())
}

/// A call of a patched function. While its mock answers, the function is what it was before the patch, so that an
/// answer can call it.
#[must_use = "a call that is never awaited fails the test"]
pub struct Answering<A: Args, O: Send + 'static> {
    id: u64,
    call: Option<MockFuture<A, O>>,
}

impl<A: Args, O: Send + 'static> Future for Answering<A, O> {
    type Output = O;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<O> {
        let me = &mut *self;
        let _beneath = Beneath::new(me.id);
        let call = me.call.as_mut().expect("it is there until the drop");
        Pin::new(call).poll(cx)
    }
}

impl<A: Args, O: Send + 'static> Drop for Answering<A, O> {
    fn drop(&mut self) {
        let _beneath = Beneath::new(self.id);
        drop(self.call.take());
    }
}

impl<A: Args, O: Send + 'static> fmt::Debug for Answering<A, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answering")
            .field("call", &self.call)
            .finish_non_exhaustive()
    }
}

/// The call of an `async fn` that can be patched.
#[derive(Debug)]
pub enum Call<F, A> {
    /// The mock's answer.
    Patched(F),
    /// The arguments of the real one.
    Real(A),
}

/// One of two futures, boxed: whatever the real one promises besides its output, this promises too.
pub enum Either<M, F> {
    /// The mock's answer.
    Patched(Pin<Box<M>>),
    /// The real one.
    Real(Pin<Box<F>>),
}

impl<M: Future, F: Future<Output = M::Output>> Either<M, F> {
    /// Returns the mock's answer.
    pub fn patched(answer: M) -> Either<M, F> {
        Either::Patched(Box::pin(answer))
    }

    /// Returns the real future.
    pub fn real(real: F) -> Either<M, F> {
        Either::Real(Box::pin(real))
    }
}

impl<M: Future, F: Future<Output = M::Output>> Future for Either<M, F> {
    type Output = M::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<M::Output> {
        match &mut *self {
            Either::Patched(answer) => answer.as_mut().poll(cx),
            Either::Real(real) => real.as_mut().poll(cx),
        }
    }
}

impl<M, F> fmt::Debug for Either<M, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Either::Patched(_) => "Patched(..)",
            Either::Real(_) => "Real(..)",
        })
    }
}
