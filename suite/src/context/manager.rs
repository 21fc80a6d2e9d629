use std::{any, future::Future, time::Duration};

use crate::context::{BoxError, ExitCause};

/// Something that is entered before it is used and left afterwards, both with the right to wait: a server, a
/// connection, a temporary account.
///
/// [`Runtime::with`](crate::Runtime::with) runs a body between the two, [`ExitStack`](crate::context::ExitStack)
/// keeps several, [`Runtime::fixture`](crate::Runtime::fixture) leaves it at the end of the test. Each of them
/// sees to it that what has been entered is left **exactly once**, whatever happens in between. If the process
/// aborts, nothing is promised.
///
/// ```
/// use runtime_matrix::context::{AsyncContextManager, BoxError, Exit, ExitCause};
/// use runtime_matrix::{Cell, Runtime, Sim};
///
/// struct Account(Vec<&'static str>);
///
/// impl AsyncContextManager for Account {
///     type Value = &'static str;
///     type Error = BoxError;
///
///     async fn enter(&mut self) -> Result<&'static str, BoxError> {
///         self.0.push("opened");
///         Ok("Ada")
///     }
///
///     async fn exit(&mut self, cause: &ExitCause) -> Result<Exit, BoxError> {
///         self.0.push("closed");
///         assert_eq!((&self.0[..], cause.name()), (&["opened", "closed"][..], "returned"));
///         Ok(Exit::PassOn)
///     }
/// }
///
/// Cell::new(&Sim).run(|rt: Runtime| async move {
///     let owner = rt.with(Account(Vec::new()), |name| async move { Ok(name.len()) }).await;
///     assert_eq!(owner.unwrap(), Some(3));
/// }).unwrap();
/// ```
pub trait AsyncContextManager: Send + 'static {
    /// What the body is given.
    type Value;

    /// What entering and leaving may fail with.
    type Error: Into<BoxError>;

    /// Enters: acquires what is managed.
    ///
    /// It is called once. If it fails, panics or is dropped halfway, nothing has been entered and
    /// [`exit`](AsyncContextManager::exit) is not called: what it has acquired by then is its own to give back.
    fn enter(&mut self) -> impl Future<Output = Result<Self::Value, Self::Error>> + Send;

    /// Leaves: gives back what was acquired, whatever the cause.
    ///
    /// It is called once, after `enter` has succeeded. When the body's owner was dropped, it runs as a task
    /// of the runtime, on which the test waits; a future that was begun is then run on rather than begun anew.
    ///
    /// An error takes the place of the body's for those who exit later, and is told after it. A panic counts as
    /// one of the body's.
    fn exit(&mut self, cause: &ExitCause)
    -> impl Future<Output = Result<Exit, Self::Error>> + Send;

    /// Leaves without waiting: called instead of the rest of [`exit`](AsyncContextManager::exit) when that
    /// cannot run to its end, because its time is over or because the runtime has ended. Does nothing unless
    /// written.
    fn exit_now(&mut self, cause: &ExitCause) {
        let _ = cause;
    }

    /// Returns what messages call it; the name of its type unless written.
    fn name(&self) -> String {
        short(any::type_name::<Self>()).to_owned()
    }

    /// Returns for how long [`exit`](AsyncContextManager::exit) may take, on the cell's clock. Without a limit,
    /// those of the cell apply.
    fn exit_limit(&self) -> Option<Duration> {
        None
    }

    /// Returns the same with that limit for its exit, on the cell's clock. An exit that takes longer is dropped,
    /// told as an error, and followed by [`exit_now`](AsyncContextManager::exit_now).
    fn exit_within(self, limit: Duration) -> Within<Self>
    where
        Self: Sized,
    {
        Within {
            manager: self,
            limit,
        }
    }
}

/// What an exit says about the cause that it was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Exit {
    /// It stands.
    #[default]
    PassOn,
    /// It is dealt with: an error or a panic ends here, and those who exit later see that the body returned.
    ///
    /// Nothing can be swallowed where there is nobody to go on: not a cancellation, not the end of a time, and
    /// not what went wrong in a test whose fixtures exit.
    Swallow,
}

/// A manager with a limit for its exit; made by [`AsyncContextManager::exit_within`].
#[derive(Debug)]
pub struct Within<M> {
    manager: M,
    limit: Duration,
}

impl<M: AsyncContextManager> AsyncContextManager for Within<M> {
    type Value = M::Value;
    type Error = M::Error;

    fn enter(&mut self) -> impl Future<Output = Result<M::Value, M::Error>> + Send {
        self.manager.enter()
    }

    fn exit(&mut self, cause: &ExitCause) -> impl Future<Output = Result<Exit, M::Error>> + Send {
        self.manager.exit(cause)
    }

    fn exit_now(&mut self, cause: &ExitCause) {
        self.manager.exit_now(cause);
    }

    fn name(&self) -> String {
        self.manager.name()
    }

    fn exit_limit(&self) -> Option<Duration> {
        Some(self.limit)
    }
}

/// Returns a type's name without the path before it and without its parameters.
fn short(name: &str) -> &str {
    let name = name.split_once('<').map_or(name, |(name, _)| name);
    name.rsplit_once("::").map_or(name, |(_, last)| last)
}
