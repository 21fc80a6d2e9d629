//! The Tokio adapter of `runtime-matrix`: the current-thread and the multi-thread runtime.
//!
//! They are two runtimes of the matrix, because they differ in what their users notice: where tasks
//! run, what `block_in_place` does, whether anything makes progress outside `block_on`.
//!
//! ```
//! use std::pin::pin;
//! use runtime_matrix_core::{Options, RuntimeFactory};
//! use runtime_matrix_tokio::MultiThread;
//!
//! let executor = MultiThread.build(&Options::default()).unwrap();
//! executor.block_on(pin!(async { tokio::task::yield_now().await }));
//! ```
//!
//! # Known limitations
//!
//! * Neither flavour offers the `local` power yet.
//! * The version of Tokio is read from the lock file above the target folder. Where the two are apart
//!   (`CARGO_TARGET_DIR`), it is left out of the records, and never guessed.

mod executor;
mod factory;
mod net;

pub use factory::{CurrentThread, MultiThread};
