//! The smol adapter of `runtime-matrix`: a fresh executor for each instance.
//!
//! smol itself is a set of parts. An instance is an executor of its own, driven by the thread that is in
//! `block_on`; the reactor and the pool for blocking jobs are the process's, as they always are with smol.
//!
//! ```
//! use std::pin::pin;
//! use runtime_matrix_core::{Options, RuntimeFactory};
//! use runtime_matrix_smol::Smol;
//!
//! let executor = Smol.build(&Options::default()).unwrap();
//! executor.block_on(pin!(async { smol::future::yield_now().await }));
//! ```
//!
//! # Known limitations
//!
//! * `smol::spawn` starts tasks on smol's global executor, past the instance: they work, on a thread called
//!   `smol-1`, but nobody can count them, and they outlive the instance.
//! * An instance has no worker threads: its tasks run where its root does.
//! * A blocking job that has not begun when the instance is shut down runs all the same.

mod executor;
mod factory;
mod net;

pub use factory::Smol;
