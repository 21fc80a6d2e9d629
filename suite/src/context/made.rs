use std::{fmt, future::Future, marker::PhantomData};

use crate::context::{AsyncContextManager, BoxError, Exit, ExitCause};

/// Returns a manager of two closures. What the first one gives is what the body is given, and a clone of it is
/// what the second one leaves.
///
/// Messages call it `name`. Share what cannot be cloned by an [`Arc`](std::sync::Arc), or use
/// [`generator`](super::generator()), whose body keeps it across.
///
/// ```
/// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
/// use runtime_matrix::context::{self, Exit};
///
/// let port = context::manager(
///     "the port",
///     || async { Ok(4000) },
///     |port, cause| async move {
///         assert_eq!((port, cause.name()), (4000, "returned"));
///         Ok(Exit::PassOn)
///     },
/// );
/// assert_eq!(rt.with(port, |port| async move { Ok(port + 1) }).await.unwrap(), Some(4001));
/// # }).unwrap();
/// ```
pub fn manager<V, N, NF, X, XF>(name: impl Into<String>, enter: N, exit: X) -> Made<V, N, X>
where
    V: Clone + Send + Sync + 'static,
    N: FnOnce() -> NF + Send + 'static,
    NF: Future<Output = Result<V, BoxError>> + Send,
    X: FnOnce(V, ExitCause) -> XF + Send + 'static,
    XF: Future<Output = Result<Exit, BoxError>> + Send,
{
    Made {
        name: name.into(),
        enter: Some(enter),
        exit: Some(exit),
        entered: None,
        futures: PhantomData,
    }
}

/// A manager of two closures; made by [`manager`](super::manager()).
#[must_use = "nothing is entered before it is given to `Runtime::with`, a stack or `Runtime::fixture`"]
pub struct Made<V, N, X> {
    name: String,
    /// Taken when it enters.
    enter: Option<N>,
    /// Taken when it leaves.
    exit: Option<X>,
    entered: Option<V>,
    futures: PhantomData<fn()>,
}

impl<V, N, NF, X, XF> AsyncContextManager for Made<V, N, X>
where
    V: Clone + Send + Sync + 'static,
    N: FnOnce() -> NF + Send + 'static,
    NF: Future<Output = Result<V, BoxError>> + Send,
    X: FnOnce(V, ExitCause) -> XF + Send + 'static,
    XF: Future<Output = Result<Exit, BoxError>> + Send,
{
    type Value = V;
    type Error = BoxError;

    async fn enter(&mut self) -> Result<V, BoxError> {
        let Some(enter) = self.enter.take() else {
            return Err(format!("`{}` was entered before: make another one", self.name).into());
        };
        let value = enter().await?;
        self.entered = Some(value.clone());
        Ok(value)
    }

    async fn exit(&mut self, cause: &ExitCause) -> Result<Exit, BoxError> {
        let (Some(value), Some(exit)) = (self.entered.take(), self.exit.take()) else {
            return Err(format!("`{}` is left without having been entered", self.name).into());
        };
        exit(value, cause.clone()).await
    }

    fn name(&self) -> String {
        self.name.clone()
    }
}

impl<V, N, X> fmt::Debug for Made<V, N, X> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Made")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
