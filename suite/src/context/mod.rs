//! Async context managers: what is entered is left, exactly once, whatever happens in between.
//!
//! | to | use |
//! |---|---|
//! | run a body between entering and leaving | [`Runtime::with`](crate::Runtime::with) |
//! | hold several, in a loop or as far as one gets | [`ExitStack`] |
//! | set something up for the rest of a test | [`Runtime::fixture`](crate::Runtime::fixture) |
//! | run background work that is stopped and joined | [`Supervisor`] |
//! | make a manager of two closures | [`manager`](manager()) |
//! | make one of a function that waits in the middle | [`generator`](generator()) |
//! | make one of a type | [`AsyncContextManager`] |
//!
//! # What becomes of what
//!
//! | the body | the exit is told | `with` gives, if the exit passes it on | and if it swallows |
//! |---|---|---|---|
//! | returns `Ok(value)` | [`Returned`](ExitCause::Returned) | `Ok(Some(value))` | the same |
//! | returns `Err(error)` | [`Failed`](ExitCause::Failed) | `Err` with the error | `Ok(None)` |
//! | panics | [`Panicked`](ExitCause::Panicked) | the panic goes on | `Ok(None)` |
//! | is dropped, with its owner | [`Cancelled`](ExitCause::Cancelled) | nobody is there | nobody is there |
//! | is dropped, as its time is over | [`TimedOut`](ExitCause::TimedOut) | nobody is there | nobody is there |
//!
//! An exit that fails adds its error after the body's. One that panics panics `with`. What goes wrong in an exit
//! that has nobody to be told fails the test.
//!
//! # When the owner is dropped
//!
//! A future that is dropped cannot await anything. So the exits move to a task of the cell's, with what they
//! own: the test does not end before they have, and each of them gets the limit of the teardown for itself.
//! An exit that was begun already is run on, not begun anew. Where no task can be started, because the test has
//! ended, and where an exit's time is over, [`AsyncContextManager::exit_now`] is called instead.
//!
//! # Fixtures of a whole module
//!
//! Each test has a runtime of its own, which is gone when the test has ended. So nothing that belongs to a runtime,
//! a socket or a task or a timer, can be shared by tests. What does not belong to one can: keep it in a
//! `static` of [`LazyLock`](std::sync::LazyLock) or [`OnceLock`](std::sync::OnceLock). What needs a runtime and is to
//! be shared all the same gets one of its own, started outside of all tests, since a test waits for those that it has
//! started itself:
//!
//! ```
//! use std::{sync::LazyLock, thread};
//! use runtime_matrix::{Cell, RemoteRuntime, Runtime, Sim};
//!
//! static SHARED: LazyLock<RemoteRuntime> = LazyLock::new(|| {
//!     let started = thread::spawn(|| RemoteRuntime::start(&Sim));
//!     started.join().expect("no panic").expect("it starts")
//! });
//!
//! for _test in 0..2 {
//!     Cell::new(&Sim).run(|_: Runtime| async {
//!         assert_eq!(SHARED.submit(async { 40 + 2 }).await.unwrap(), 42);
//!     }).unwrap();
//! }
//! ```
//!
//! Nothing tells a test binary that its last test has ended: what stands in a `static` is never left, and ends with
//! the process.

pub(crate) mod cause;
pub(crate) mod entry;
pub(crate) mod error;
pub(crate) mod fixture;
pub(crate) mod generator;
pub(crate) mod handing_over;
pub(crate) mod leaving;
mod made;
mod manager;
pub(crate) mod stack;
pub(crate) mod supervisor;
mod unleft;
pub(crate) mod with;

pub use cause::{BoxError, ExitCause};
pub use error::ContextError;
pub use fixture::Fixture;
pub use generator::{Generator, Scope, generator};
pub use made::{Made, manager};
pub use manager::{AsyncContextManager, Exit, Within};
pub use stack::ExitStack;
pub use supervisor::Supervisor;
