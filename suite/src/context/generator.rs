use std::{
    fmt,
    future::{self, Future},
    sync::Arc,
    task::Poll,
};

use runtime_matrix_core::BoxFuture;

use crate::{
    context::{AsyncContextManager, BoxError, Exit, ExitCause},
    sync::Monitor,
};

/// Returns a manager of one function that gives its value in the middle and goes on when it is left.
///
/// What stands before [`Scope::provide`] enters, what follows leaves, and everything in between lives on across.
/// Messages call it `name`. A function that returns without having provided anything is an error of entering;
/// `provide` uses the scope up, so that a second one does not compile.
///
/// ```
/// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
/// use runtime_matrix::context::{self, Exit, ExitCause};
///
/// let forgiving = context::generator("forgiving", |scope| async move {
///     let log = vec!["entered"];
///     let cause = scope.provide(log.len()).await;
///     Ok(match cause {
///         ExitCause::Failed(_) => Exit::Swallow,
///         _ => Exit::PassOn,
///     })
/// });
/// let swallowed = rt.with(forgiving, |_| async { Err::<(), _>("it does not matter".into()) }).await;
/// assert_eq!(swallowed.unwrap(), None);
/// # }).unwrap();
/// ```
pub fn generator<V, G, F>(name: impl Into<String>, function: G) -> Generator<V>
where
    V: Send + 'static,
    G: FnOnce(Scope<V>) -> F + Send + 'static,
    F: Future<Output = Result<Exit, BoxError>> + Send + 'static,
{
    let meeting = Arc::new(Meeting {
        exchange: Monitor::default(),
    });
    let scope = Scope {
        meeting: Arc::clone(&meeting),
    };
    Generator {
        name: name.into(),
        meeting,
        // The function is called when it enters.
        running: Some(Box::pin(async move { function(scope).await })),
        is_entered: false,
    }
}

/// A manager of one function; made by [`generator`](super::generator()).
#[must_use = "nothing is entered before it is given to `Runtime::with`, a stack or `Runtime::fixture`"]
pub struct Generator<V> {
    name: String,
    meeting: Arc<Meeting<V>>,
    /// Taken when it has come to its end.
    running: Option<BoxFuture<Result<Exit, BoxError>>>,
    is_entered: bool,
}

/// The one point at which a function gives its value and waits until that is left.
#[must_use = "a function that provides nothing cannot be entered"]
pub struct Scope<V> {
    meeting: Arc<Meeting<V>>,
}

/// Where function and manager meet.
struct Meeting<V> {
    exchange: Monitor<Exchange<V>>,
}

#[derive(Default)]
enum Exchange<V> {
    #[default]
    Nothing,
    Provided(V),
    Taken,
    Left(ExitCause),
}

impl<V> Scope<V> {
    /// Gives the value to the body, and waits until it is left; returns the cause.
    pub async fn provide(self, value: V) -> ExitCause {
        let exchange = &self.meeting.exchange;
        exchange.change(|exchange| *exchange = Exchange::Provided(value));
        exchange
            .until(|exchange| match exchange {
                Exchange::Left(cause) => Some(cause.clone()),
                _ => None,
            })
            .await
    }
}

impl<V: Send + 'static> AsyncContextManager for Generator<V> {
    type Value = V;
    type Error = BoxError;

    async fn enter(&mut self) -> Result<V, BoxError> {
        if self.is_entered {
            return Err(format!("`{}` was entered before: make another one", self.name).into());
        }
        self.is_entered = true;
        let Generator {
            meeting, running, ..
        } = self;
        let ended = future::poll_fn(|cx| {
            let Some(function) = running.as_mut() else {
                return Poll::Ready(None);
            };
            let polled = function.as_mut().poll(cx);
            if polled.is_ready() {
                *running = None;
            }
            match (meeting.take(), polled) {
                (Some(value), _) => Poll::Ready(Some(Ok(value))),
                (None, Poll::Ready(ended)) => Poll::Ready(Some(Err(ended))),
                (None, Poll::Pending) => Poll::Pending,
            }
        });
        match ended.await {
            Some(Ok(value)) => Ok(value),
            Some(Err(Err(error))) => Err(error),
            Some(Err(Ok(_))) | None => Err(format!(
                "`{}` returned without having provided a value: call `Scope::provide` in it",
                self.name
            )
            .into()),
        }
    }

    async fn exit(&mut self, cause: &ExitCause) -> Result<Exit, BoxError> {
        let Some(function) = self.running.as_mut().filter(|_| self.is_entered) else {
            let what = if self.is_entered {
                "had ended before it was left: await `Scope::provide` to its end"
            } else {
                "is left without having been entered"
            };
            return Err(format!("`{}` {what}", self.name).into());
        };
        let exchange = &self.meeting.exchange;
        exchange.change(|exchange| *exchange = Exchange::Left(cause.clone()));
        let exit = function.as_mut().await;
        self.running = None;
        exit
    }

    fn name(&self) -> String {
        self.name.clone()
    }
}

impl<V> Meeting<V> {
    fn take(&self) -> Option<V> {
        self.exchange.look(
            |exchange| match std::mem::replace(exchange, Exchange::Taken) {
                Exchange::Provided(value) => Some(value),
                other => {
                    *exchange = other;
                    None
                }
            },
        )
    }
}

impl<V> fmt::Debug for Generator<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Generator")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl<V> fmt::Debug for Scope<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope").finish_non_exhaustive()
    }
}
