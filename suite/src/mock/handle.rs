use std::{borrow::Cow, fmt, marker::PhantomData, panic::Location, sync::Arc};

use crate::mock::{args::Args, core::Core, future::MockFuture, log::Held};

/// A mock of an async function: a call gives a future, and the mock knows what became of it.
///
/// The arguments are a tuple, so that there can be any number of them: `AsyncMock<(u32, String), bool>`.
pub type AsyncMock<A, O> = Mock<A, O, ByAwait>;

/// A mock of a function that is not async; the same mock otherwise.
///
/// ```
/// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|_rt: runtime_matrix::Runtime| async move {
/// use runtime_matrix::mock::SyncMock;
///
/// let parse = SyncMock::<(String,), u32>::new("parse");
/// parse.returns(7);
/// assert_eq!(parse.call_ref("seven"), 7);
/// parse.assert_called_once_with("seven");
/// # }).unwrap();
/// ```
pub type SyncMock<A, O> = Mock<A, O, ByCall>;

/// A mock: it is called in place of the real thing, answers as the test told it to, and is asked afterwards.
///
/// Used as [`AsyncMock`] and [`SyncMock`]; the module's documentation has an introduction. It is a handle:
/// clones stand for the same mock, and may be called and asked from any task and thread.
///
/// # Known limitations
///
/// * What arguments share with the code under test, say behind an `Arc<Mutex<…>>`, is printed as it is when
///   the test fails.
/// * Outside of a test, a mock whose answer owns a handle of that mock is never dropped, and so tells nothing. A
///   test lets go of answers when it ends.
/// * The code under test may drop a future without a poll and mean it: the loser of a `select!` that found
///   another branch ready, say. [`allow_never_awaited`](Mock::allow_never_awaited) is for that.
pub struct Mock<A: Args, O: Send + 'static, K: Kind> {
    pub(crate) core: Arc<Core<A, O>>,
    kind: PhantomData<fn() -> K>,
}

/// How a mock gives its answers: [`ByAwait`] or [`ByCall`].
pub trait Kind: sealed::Sealed + 'static {
    /// Not public API.
    #[doc(hidden)]
    const AWAITED: bool;
}

/// A call gives a future.
#[derive(Debug)]
pub enum ByAwait {}

/// A call gives the answer.
#[derive(Debug)]
pub enum ByCall {}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::ByAwait {}
    impl Sealed for super::ByCall {}
}

impl Kind for ByAwait {
    const AWAITED: bool = true;
}

impl Kind for ByCall {
    const AWAITED: bool = false;
}

impl<A: Args, O: Send + 'static, K: Kind> Mock<A, O, K> {
    /// Makes a mock that failures call by that name.
    ///
    /// It belongs to the test that runs on this thread, which fails at its end for calls that were never
    /// awaited and for expectations that were not met. Outside of a test, the drop of the last handle panics
    /// for them.
    ///
    /// # Panics
    ///
    /// Panics if the test has ended.
    #[track_caller]
    #[must_use]
    pub fn new(name: impl Into<Cow<'static, str>>) -> Mock<A, O, K> {
        Mock::with_parameters(name, &[])
    }

    /// Makes a mock whose failures also tell the names of the arguments.
    ///
    /// # Panics
    ///
    /// Panics if the test has ended.
    #[track_caller]
    #[must_use]
    pub fn with_parameters(
        name: impl Into<Cow<'static, str>>,
        parameters: &'static [&'static str],
    ) -> Mock<A, O, K> {
        Mock {
            core: Core::new(name.into(), parameters, K::AWAITED, Location::caller()),
            kind: PhantomData,
        }
    }

    /// Returns the name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.core.name
    }
}

impl<A: Args, O: Send + 'static> AsyncMock<A, O> {
    pub(crate) fn start(&self, args: A, place: &'static Location<'static>) -> MockFuture<A, O> {
        self.core.start(Held::Owned(args), place)
    }
}

impl<A: Args, O: Send + 'static> SyncMock<A, O> {
    pub(crate) fn finish(&self, args: A, place: &'static Location<'static>) -> O {
        self.core.finish(Held::Owned(args), place)
    }
}

impl<A: Args, O: Send + 'static, K: Kind> Clone for Mock<A, O, K> {
    fn clone(&self) -> Mock<A, O, K> {
        Mock {
            core: Arc::clone(&self.core),
            kind: PhantomData,
        }
    }
}

impl<A: Args, O: Send + 'static, K: Kind> Default for Mock<A, O, K> {
    /// Makes a mock called `mock`.
    #[track_caller]
    fn default() -> Mock<A, O, K> {
        Mock::new("mock")
    }
}

impl<A: Args, O: Send + 'static, K: Kind> fmt::Debug for Mock<A, O, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mock")
            .field("name", &self.core.name)
            .finish_non_exhaustive()
    }
}
