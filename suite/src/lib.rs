//! One async test, written once, run on every runtime.
//!
//! ```
//! use runtime_matrix::Runtime;
//!
//! #[runtime_matrix::test]
//! async fn join_returns_the_output(rt: Runtime) {
//!     assert_eq!(rt.spawn(async { 42 }).await.unwrap(), 42);
//! }
//! ```
//!
//! Each **cell**, a test on one runtime, becomes a plain `#[test]` whose name ends with the runtime's id:
//! `join_returns_the_output::sim`. With no feature, tests run on [`sim`](Sim), the embedded runtime. Each
//! feature adds cells and takes none away:
//!
//! | feature | cells |
//! |---|---|
//! | | `sim` |
//! | `tokio` | `tokio_current_thread`, `tokio_multi_thread` |
//! | `async-std` | `async_std`, which is discontinued upstream (RUSTSEC-2025-0052): a legacy runtime |
//! | `smol` | `smol` |
//! | `futures` | `futures_local`, `futures_pool` |
//! | `all-runtimes` | all seven |
//!
//! Three features add no cell: with `streams`, scripted streams and sinks implement `Stream` and `Sink`; with `log` and
//! `tracing`, `Runtime::logs` captures what a test logs.
//!
//! A user's crate needs no feature of its own: `cargo test --features runtime-matrix/tokio`. With
//! `cargo runtime-matrix` all of them run, and the differences are explained.
//!
//! # What a test is given
//!
//! * [`Runtime`]: the handle by which it spawns, sleeps and waits. One concrete type for all runtimes, so
//!   that a body is compiled once.
//! * [`Task`]: the handle of what it spawned, which behaves alike everywhere; [`JoinError`] says why a
//!   join has no output.
//! * [`NativeTask`]: a handle that behaves as the runtime's own does, for code that leans on that.
//! * [`rt`]: the same as a fixture of rstest's.
//! * [`Listener`] and [`Stream`]: a network, of the runtime's own sockets where it has any, and in memory
//!   where it has none. [`duplex`]: a connection in memory on every runtime, with [`Faults`] to switch.
//! * [`context`]: what is entered is left, exactly once, whatever happens: bodies between the two, stacks, fixtures,
//!   background work.
//! * [`Clock`]: virtual time on every runtime, moved by hand or by itself.
//! * [`explore`]: the orders in which a test's tasks can run, by chance or all of them, on `sim`.
//! * [`cancel`]: an operation disturbed in every way at each point where it waits, and asked what has to hold.
//! * [`Ctx`]: a server for each test, over each [`Transport`]; [`duplex`] for connections in memory, with faults;
//!   [`stream_checks`] for streams of one's own.
//! * [`RemoteRuntime`]: a runtime on a thread of its own, and [`Runtime::call_blocking`] for synchronous code.
//! * [`Event`], [`JoinQueue`] and [`Confirmation`]: ways to know that something happened elsewhere, how often,
//!   and that all of it has been done, without a sleep. [`Sequencer`]: an order for steps of different tasks.
//! * [`polling`]: a future looked at poll by poll, its wakes counted. [`scope`]: several futures in one task, and bodies
//!   that can be cancelled. [`starvation`]: checks for authors of libraries.
//! * [`mock`](mod@mock): mocks of functions, with [`#[mock]`](macro@mock) of a whole trait, with [`patch!`] in place
//!   of what is called by name; and scripted streams, sinks and connections.
//!
//! # What a cell sees to
//!
//! Set-up, body and teardown run in one future of a fresh runtime. Whatever goes through [`Runtime`] is
//! tracked: a panic that nobody joins fails the test, a task that is left over is a leak, and a test in
//! which nothing can happen any more ends as a deadlock or as stalled, with the list of who waits for
//! whom. Whatever is left at the end is cancelled and joined inside the runtime, on a panic and after a
//! time-out too, and then the runtime is shut down. A watchdog outside of the runtime holds the limits.
//! The [`Verdict`]s have the details, the attributes [`macro@test`] and [`tests`] the keys.
//!
//! [`Cell`] runs a test from code and returns its [`Outcome`], for tests of tests and for runtimes that
//! are not built in. [`factories`] lists those that are.
//!
//! # The environment
//!
//! `RUNTIME_MATRIX_SEED`, `RUNTIME_MATRIX_TIMEOUT`, `RUNTIME_MATRIX_GRACE`, `RUNTIME_MATRIX_TEARDOWN`,
//! `RUNTIME_MATRIX_MAX_POLL`, `RUNTIME_MATRIX_LEVEL`, `RUNTIME_MATRIX_REPLAY`, `RUNTIME_MATRIX_SWEEP`,
//! `RUNTIME_MATRIX_FAULT` and `RUNTIME_MATRIX_REPORT`: the README has the table. A value that cannot be read, and a
//! variable of that prefix that does not exist, fail every test with a sentence that says so.
//!
//! # Known limitations
//!
//! * What is started past [`Runtime`], say with `tokio::spawn`, is not tracked. Where the runtime can count
//!   its tasks, the number of such tasks is in the record.
//! * Native timers, sockets and threads of one's own cannot be seen: a cell that waits for nothing else
//!   looks still, and is called stalled after the grace period (30 s; 200 ms under a virtual clock).
//! * Nothing can stop a poll that does not return. The process is aborted then, after all that is known has
//!   been printed and recorded.

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
mod readme {}

pub mod cancel;
mod cells;
mod clock;
#[cfg(feature = "conformance")]
pub mod conformance;
pub mod context;
mod events;
pub mod explore;
mod fixture;
mod job;
#[cfg(any(feature = "log", feature = "tracing"))]
pub mod logs;
pub mod mock;
mod native;
mod net;
pub mod polling;
mod remote;
mod reuse;
mod run;
mod runtime;
pub mod scope;
pub mod starvation;
pub mod stream_checks;
mod sync;
mod task;
mod times;
mod tracking;
mod transport;

pub use cells::factories;
pub use clock::{
    guards::{ByHand, ClockHold},
    handle::Clock,
    interval::Interval,
    sleep::Sleep,
};
pub use events::{
    confirmation::{Confirmation, confirmation},
    event::Event,
    join_queue::JoinQueue,
    queue_error::{NothingTaken, QueueFull},
    queue_guard::QueueGuard,
    sequencer::{Sequencer, Step},
};
pub use fixture::rt;
pub use native::NativeTask;
pub use net::{Direction, Duplex, Faults, Listener, Stream, Wire, duplex};
pub use remote::{error::RemoteError, remote_runtime::RemoteRuntime, remote_task::RemoteTask};
pub use run::{cell::Cell, outcome::Outcome, termination::Termination};
pub use runtime::{Elapsed, Runtime};
pub use runtime_matrix_core::{Address, Capabilities, Capability, RuntimeFactory};
pub use runtime_matrix_macros::{mock, patchable, test, tests};
pub use runtime_matrix_report::{Leak, LongPoll, Verdict};
pub use runtime_matrix_sim::Sim;
pub use task::{JoinError, Task};
pub use tracking::{history::History, panics::Panic};
pub use transport::{Transport, ctx::Ctx, endpoint::Endpoint, temp_folder::TempFolder};

/// Not public API. Used by generated code.
#[doc(hidden)]
pub mod __private {
    pub use runtime_matrix_macros::__target as target;
    pub use runtime_matrix_report::Level;

    #[cfg(feature = "conformance")]
    pub mod conformance {
        pub use crate::conformance::harness::{Test, run, tell_the_best};
    }
    pub use crate::{
        cells::{declared, expand, factory},
        run::{
            harness::{Body, Explore, MaxPoll, Test, boxed, run},
            left_out::{left_out, needs},
            stand_in::StandIn,
        },
    };
}
