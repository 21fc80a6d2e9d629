//! Async mocks, spies and patches: stand-ins for what code under test calls.
//!
//! A [`Mock`] is called in place of the real thing, answers as the test told it to, and is asked
//! afterwards. It works on every runtime, and in the tests of a cell it is part of the cell: what is wrong
//! with it fails the test at its end, and what waits for it is told when nothing can happen any more.
//!
//! ```
//! use runtime_matrix::{Runtime, mock::AsyncMock};
//!
//! // The code under test.
//! async fn receive<S: Future<Output = ()>>(packet: &str, send: impl Fn(&'static str, String) -> S) {
//!     send("PONG", packet.to_owned()).await;
//! }
//!
//! # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|_rt: Runtime| async move {
//! let send = AsyncMock::<(&str, String), ()>::new("send");
//! receive("data", send.function()).await;
//! send.assert_awaited_once_with(("PONG", "data"));
//! # }).unwrap();
//! ```
//!
//! # Where to put one
//!
//! | the code under test takes | use |
//! |---|---|
//! | a function or closure | [`Mock::function`] |
//! | something that implements a trait | [`#[runtime_matrix::mock]`](macro@crate::mock) on the trait |
//! | nothing: it calls a function or method by name | [`#[runtime_matrix::patchable]`](macro@crate::patchable) on that, and [`patch!`](crate::patch) |
//! | an async context manager | [`MockContext`] |
//! | a stream, a sink, something to read and write | [`mock_stream`], [`mock_sink`], [`MockIo`] |
//!
//! A fake is often the better stand-in: [`Runtime::listen`](crate::Runtime::listen) has pipes in memory, and
//! virtual time spares mocking the clock.
//!
//! # What becomes of a call
//!
//! A call *exists* from the moment the mock is called, is *awaited* with the first poll of its future,
//! and ends as *completed*, or as *cancelled* when it is dropped before its answer ([`CallState`]). A
//! future that is dropped without a single poll was *never awaited*: the test fails at its end, with the place
//! of the call. Calls and awaits are two logs, each in its own order; [`Journal`] gives the order across mocks.
//!
//! # Which answer a call gets
//!
//! 1. Of the latest [`when`](Mock::when) whose arguments fit: its answers for one call
//!    ([`returns_once`](When::returns_once), [`returns_each`](When::returns_each), …) in the order in which they
//!    were given, then its answer for each call ([`returns`](When::returns), [`answers`](When::answers), …), of which the
//!    latest counts.
//! 2. If it was never given any: the mock's own, in the same order.
//! 3. If there is none either: `()` where that is the output; otherwise the call panics and says what to do.
//!
//! Where answers for one call have run out and no answer for each call was given, the call panics as well.
//! The answer is chosen when the call has its turn: at its first poll, or once it is through the
//! [`gate`](Mock::gate) and the [delay](Mock::delays).
//!
//! What answers, and a predicate, may use any mock, its own too; a mock that is asked for answers within answers
//! without end says so before the stack is at its end. An iterator behind `returns_each` must not call its own mock.
//!
//! # Beside Python's `unittest.mock`
//!
//! | there | here |
//! |---|---|
//! | `return_value`, `side_effect` | [`returns`](Mock::returns), [`returns_each`](Mock::returns_each), [`answers`](Mock::answers), [`fails`](Mock::fails), [`panics`](Mock::panics) |
//! | `wraps` | [`calls_through`](Mock::calls_through), `spy` |
//! | `assert_called…`, `assert_awaited…` | the same names |
//! | `await_args` | [`last_await`](Mock::last_await) |
//! | `mock_calls`, `attach_mock` | [`Journal`] |
//! | `ANY` | [`any`] |
//! | `patch` | [`patch!`](crate::patch) |
//! | a warning that a coroutine was never awaited | a failure of the test |
//!
//! Arguments are moved or copied into the mock, so they do not change after the call. Wrong arguments do not
//! compile, and neither does awaiting a [`SyncMock`].

mod answer;
mod answering;
mod args;
mod asking;
mod assertions;
mod calling;
mod checks;
mod context;
mod core;
mod diff;
mod ending;
mod future;
mod gate;
mod handle;
mod journal;
mod log;
mod matcher;
mod pairing;
mod patch;
mod pattern;
mod script;
mod shelf;
mod spying;
mod state;
mod tell;
mod waiting;
mod within;

pub use crate::times::{IntoTimes, Times};
pub use answering::When;
pub use args::Args;
pub use context::MockContext;
pub use future::MockFuture;
pub use gate::Gate;
pub use handle::{AsyncMock, ByAwait, ByCall, Kind, Mock, SyncMock};
pub use journal::{Attach, Expected, Journal};
pub use log::{CallState, Record};
pub use matcher::{Any, Contains, Eq, Matcher, Not, Predicate, any, contains, eq, not, predicate};
pub use patch::{Patch, PatchWhile};
pub use pattern::{Pattern, Text};
pub use script::{
    io::{IoProbe, IoScript, MockIo},
    sink::{MockSink, SinkProbe, mock_sink},
    stream::{MockStream, StreamProbe, StreamScript, mock_stream},
};

#[doc(inline)]
pub use crate::__matching as matching;

/// Not public API. Used by generated code.
#[doc(hidden)]
pub mod __private {
    pub use super::{
        calling::{finish, start},
        journal::{Attached, Event},
        patch::{
            Answering, Call, Either, InForce, Patchable, Target, finish_patched, not_patchable,
            patch, patch_while, start_patched,
        },
        shelf::{Shelf, label, of_test},
    };
}
