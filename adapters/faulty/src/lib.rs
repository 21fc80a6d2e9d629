//! Runtimes with exactly one defect each: whoever tests a runtime, or a library on one, can see whether the tests
//! notice.
//!
//! Each [`Fault`] is a factory like any other. Beneath it is `sim`, which is put in the wrong at one point: a waker that
//! does nothing every third time, a cancel that returns too early, a sleep that never ends. What the defect breaks is
//! a sentence of the contract of [`Executor`](runtime_matrix_core::Executor) and its parts, told by [`Fault::breaks`].
//!
//! ```
//! use std::{pin::pin, time::Duration};
//! use runtime_matrix_core::{Options, RuntimeFactory};
//! use runtime_matrix_faulty::Fault;
//!
//! let fault = Fault::named("sleeps_end_early").unwrap();
//! let runtime = fault.build(&Options::default())?;
//! runtime.block_on(pin!(async {
//!     runtime.timer().unwrap().sleep(Duration::from_secs(2)).await;
//! }));
//! assert_eq!(runtime.native_clock().unwrap().now(), Duration::from_secs(1));
//! # Ok::<(), runtime_matrix_core::BuildError>(())
//! ```
//!
//! Only faults of sockets have sockets: pipes in the memory of the instance, with files for Unix paths. The others have
//! none, and their virtual clock goes on knowing all that may happen.
//!
//! Each [`Oddity`] is the opposite: a runtime unlike the others that breaks no sentence. What does not pass on it asks for
//! more than runtimes promise.
//!
//! # What cannot be built
//!
//! Two polls of one future at once, a root that is polled on another thread, and a job that runs twice: safe code cannot
//! write these, so no check of them could ever fail. They are guaranteed by type.

mod card;
mod catalogue;
mod eager;
mod fault;
mod handle;
mod instance;
mod jobs;
mod join;
mod life;
mod net;
mod odd;
mod odd_instance;
mod odd_jobs;
mod root;
mod shared;
mod sleep;
mod task;
mod waker;

pub use fault::Fault;
pub use odd::Oddity;
