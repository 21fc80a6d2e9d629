use std::{
    future::{self, Future},
    panic::{AssertUnwindSafe, Location, catch_unwind},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use crate::{
    context::{
        AsyncContextManager, BoxError, ContextError, ExitCause,
        entry::{Entry, Managed},
        error::{Fault, Whose},
        handing_over,
        leaving::Leaving,
    },
    runtime::Runtime,
    tracking::{panics::Panic, tracker::Tracker},
};

impl Runtime {
    /// Enters, runs `body` with what that gave, and leaves: after it has returned, failed or panicked, and also
    /// if the returned future is dropped at any of its suspension points.
    ///
    /// Gives what the body returned, or `None` if it failed or panicked and the exit has swallowed that.
    ///
    /// ```
    /// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
    /// use runtime_matrix::context::{self, Exit};
    ///
    /// let door = context::manager(
    ///     "the door",
    ///     || async { Ok("open") },
    ///     |state, cause| async move {
    ///         println!("closing what was {state}, since {cause}");
    ///         Ok(Exit::PassOn)
    ///     },
    /// );
    /// let seen = rt.with(door, |state| async move { Ok(state.to_owned()) }).await;
    /// assert_eq!(seen.unwrap().as_deref(), Some("open"));
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// Fails if entering did, if the body did and the exit has not swallowed it, and if the exit did. All the
    /// errors are in it, the body's first.
    ///
    /// # Panics
    ///
    /// Goes on with a panic of `enter`, and after the exit with one of the body's or the exit's, unless it was
    /// swallowed. Errors beside a panic fail the test.
    ///
    /// # Cancellation
    ///
    /// Dropped before it is polled or while it enters, nothing has been entered. Dropped later, the exit runs, or
    /// runs on, as a task of the cell's, with the cause [`Cancelled`](ExitCause::Cancelled) or
    /// [`TimedOut`](ExitCause::TimedOut). What was entered within the body is left first. The test does not end
    /// before all of it has ended; once its body has, each exit has the limit of the cell's teardown for itself
    /// (5 s of real time unless set). Whatever goes wrong there fails the test, at once.
    #[track_caller]
    pub fn with<M, B, F, T>(
        &self,
        manager: M,
        body: B,
    ) -> impl Future<Output = Result<Option<T>, ContextError>> + use<M, B, F, T>
    where
        M: AsyncContextManager,
        B: FnOnce(M::Value) -> F,
        F: Future<Output = Result<T, BoxError>>,
    {
        let managed = Managed::of(&manager, Location::caller());
        let tracker = Arc::clone(self.tracker());
        async move {
            let (value, entry) = enter(manager, &managed, &tracker).await?;
            let mut owned = Owned {
                tracker: Arc::clone(&tracker),
                body: Some(Box::pin(async move { body(value).await })),
                entry: Some(entry),
                leaving: None,
            };
            let output = owned.run_body().await;
            owned.leave(&output);
            future::poll_fn(|cx| owned.poll_left(cx)).await;
            // What went wrong with the body is among the errors, unless it was swallowed.
            owned.end()?;
            Ok(output.ok())
        }
    }
}

/// Enters; nothing has been entered if this fails or is dropped.
pub(super) async fn enter<M: AsyncContextManager>(
    mut manager: M,
    managed: &Arc<Managed>,
    tracker: &Arc<Tracker>,
) -> Result<(M::Value, Entry), ContextError> {
    match manager.enter().await {
        Ok(value) => Ok((value, Entry::entered(manager, Arc::clone(managed), tracker))),
        Err(error) => {
            let error: BoxError = error.into();
            let whose = Whose::Enter(Arc::clone(managed));
            let error = Arc::from(error);
            Err(ContextError::one(Fault { whose, error }))
        }
    }
}

impl Managed {
    pub(super) fn of<M: AsyncContextManager>(
        manager: &M,
        place: &'static Location<'static>,
    ) -> Arc<Managed> {
        Managed::named(manager.name(), place)
    }

    pub(crate) fn named(name: String, place: &'static Location<'static>) -> Arc<Managed> {
        Arc::new(Managed {
            name,
            place: place.into(),
        })
    }
}

/// A body with what was entered for it. Dropped before it has been left, it is handed over.
struct Owned<F> {
    tracker: Arc<Tracker>,
    body: Option<Pin<Box<F>>>,
    /// Taken when it is left.
    entry: Option<Entry>,
    leaving: Option<Leaving>,
}

impl<T, F: Future<Output = Result<T, BoxError>>> Owned<F> {
    /// Runs the body and drops it.
    async fn run_body(&mut self) -> Result<T, ExitCause> {
        let polled = future::poll_fn(|cx| self.poll_body(cx)).await;
        let body = self.body.take();
        let dropped = catch(|| drop(body));
        let output = polled.and_then(|output| {
            output.map_err(|error: BoxError| ExitCause::Failed(Arc::from(error)))
        });
        match (output, dropped) {
            (Ok(_), Err(cause)) => Err(cause),
            (output, _) => output,
        }
    }

    fn poll_body(&mut self, cx: &mut Context<'_>) -> Poll<Result<Result<T, BoxError>, ExitCause>> {
        let Some(body) = self.body.as_mut() else {
            return Poll::Pending;
        };
        match catch(|| body.as_mut().poll(cx)) {
            Ok(polled) => polled.map(Ok),
            Err(cause) => Poll::Ready(Err(cause)),
        }
    }

    /// Begins to leave.
    fn leave(&mut self, output: &Result<T, ExitCause>) {
        let cause = output.as_ref().err().cloned();
        let cause = cause.unwrap_or(ExitCause::Returned);
        let entries = self.entry.take().into_iter().collect();
        self.leaving = Some(
            Leaving::new(&self.tracker, entries, cause)
                .going_on()
                .with_body(),
        );
    }

    fn poll_left(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        match &mut self.leaving {
            Some(leaving) => Pin::new(leaving).poll(cx),
            None => Poll::Ready(()),
        }
    }

    fn end(&mut self) -> Result<(), ContextError> {
        match self.leaving.take() {
            // Only a stack has somebody to tell that it has swallowed.
            Some(mut leaving) => match leaving.end() {
                Ok(_) => Ok(()),
                Err(error) => Err(error.after(false)),
            },
            None => Ok(()),
        }
    }
}

/// Runs a piece of the body.
fn catch<T>(piece: impl FnOnce() -> T) -> Result<T, ExitCause> {
    catch_unwind(AssertUnwindSafe(piece)).map_err(|payload| {
        let panic = Panic::caught(payload, "the body".to_owned());
        ExitCause::Panicked(Arc::new(panic))
    })
}

impl<F> Drop for Owned<F> {
    fn drop(&mut self) {
        let body = self.body.take();
        let leaving = match (self.leaving.take(), self.entry.take()) {
            (Some(leaving), _) => leaving,
            (None, Some(entry)) => {
                Leaving::new(&self.tracker, vec![entry], handing_over::cause_of_drop())
            }
            (None, None) => return,
        };
        let (before, dropped) = handing_over::dropping(|| drop(body));
        handing_over::hand_over(leaving.after(before));
        if let Err(payload) = dropped {
            handing_over::go_on(&self.tracker, payload);
        }
    }
}
