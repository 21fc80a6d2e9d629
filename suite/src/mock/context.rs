use std::{borrow::Cow, panic::Location};

use crate::{
    context::{AsyncContextManager, BoxError, Exit, ExitCause},
    mock::handle::AsyncMock,
};

/// A mock of a context manager: a mock of its entering, and one of its leaving.
///
/// It is a handle: clones stand for the same mock, and each of them may be entered. Entering has to be told what
/// it gives, leaving passes the cause on unless it is told otherwise. Both are mocks like any other: they take
/// down calls, awaits and cancellations, wait at gates, delay, and are asserted on.
///
/// ```
/// use runtime_matrix::{Cell, Runtime, Sim, context::ExitCause, mock::{MockContext, matching}};
///
/// Cell::new(&Sim).run(|rt: Runtime| async move {
///     let connection = MockContext::new("connection");
///     connection.enters(7).swallows();
///     let answer = rt.with(connection.clone(), |id| async move {
///         assert_eq!(id, 7);
///         Err::<(), _>("reset by peer".into())
///     });
///     assert_eq!(answer.await.unwrap(), None);
///     connection.entering().assert_awaited_once();
///     connection.leaving().assert_awaited_once_with(matching!(ExitCause::Failed(_)));
/// }).unwrap();
/// ```
#[derive(Clone, Debug)]
pub struct MockContext<V: Send + 'static> {
    entering: AsyncMock<(), Result<V, BoxError>>,
    leaving: AsyncMock<(ExitCause,), Result<Exit, BoxError>>,
    name: Cow<'static, str>,
    place: &'static Location<'static>,
}

impl<V: Send + 'static> MockContext<V> {
    /// Makes a mock that failures call by that name.
    ///
    /// # Panics
    ///
    /// Panics if the test has ended.
    #[must_use]
    #[track_caller]
    pub fn new(name: impl Into<Cow<'static, str>>) -> MockContext<V> {
        let name = name.into();
        let mock = MockContext {
            entering: AsyncMock::new(format!("{name}.enter")),
            leaving: AsyncMock::with_parameters(format!("{name}.exit"), &["cause"]),
            name,
            place: Location::caller(),
        };
        mock.leaving.answers(|_| Ok(Exit::PassOn));
        mock
    }

    /// Entering gives that, each time.
    pub fn enters(&self, value: V) -> &MockContext<V>
    where
        V: Clone + Sync,
    {
        self.entering.answers(move |()| Ok(value.clone()));
        self
    }

    /// Entering gives that, once.
    pub fn enters_once(&self, value: V) -> &MockContext<V> {
        self.entering.returns_once(Ok(value));
        self
    }

    /// Entering fails with those words.
    pub fn fails_to_enter(&self, error: &str) -> &MockContext<V> {
        let error = error.to_owned();
        self.entering.answers(move |()| Err(error.clone().into()));
        self
    }

    /// Leaving swallows the cause.
    pub fn swallows(&self) -> &MockContext<V> {
        self.leaving.answers(|_| Ok(Exit::Swallow));
        self
    }

    /// Leaving fails with those words, which take the cause's place.
    pub fn fails_to_exit(&self, error: &str) -> &MockContext<V> {
        let error = error.to_owned();
        self.leaving.answers(move |_| Err(error.clone().into()));
        self
    }

    /// Returns the mock of entering.
    #[must_use]
    pub fn entering(&self) -> &AsyncMock<(), Result<V, BoxError>> {
        &self.entering
    }

    /// Returns the mock of leaving, whose argument is the cause.
    #[must_use]
    pub fn leaving(&self) -> &AsyncMock<(ExitCause,), Result<Exit, BoxError>> {
        &self.leaving
    }
}

impl<V: Send + 'static> AsyncContextManager for MockContext<V> {
    type Value = V;
    type Error = BoxError;

    async fn enter(&mut self) -> Result<V, BoxError> {
        self.entering.start((), self.place).await
    }

    async fn exit(&mut self, cause: &ExitCause) -> Result<Exit, BoxError> {
        self.leaving.start((cause.clone(),), self.place).await
    }

    fn name(&self) -> String {
        self.name.clone().into_owned()
    }
}
