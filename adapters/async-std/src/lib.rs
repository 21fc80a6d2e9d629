//! The async-std adapter of `runtime-matrix`.
//!
//! async-std is discontinued (RUSTSEC-2025-0052, which recommends smol), and still in many lock files. It has
//! one global executor for the process, so an instance is a view of it: what is started through an instance
//! is refused after its shutdown, and nothing else ends.
//!
//! ```
//! use std::pin::pin;
//! use runtime_matrix_async_std::AsyncStd;
//! use runtime_matrix_core::{Options, RuntimeFactory};
//!
//! let executor = AsyncStd.build(&Options::default()).unwrap();
//! executor.block_on(pin!(async { async_std::task::yield_now().await }));
//! assert!(AsyncStd.note().unwrap().contains("discontinued"));
//! ```
//!
//! # Known limitations
//!
//! * `async_std::task::spawn` starts tasks on the same executor, past the instance, and nobody can count
//!   them.
//! * A task that is forgotten runs on after the shutdown; so does a blocking job.
//! * The number of threads is the process's (`ASYNC_STD_THREAD_COUNT`), whatever is asked for.

mod executor;
mod factory;
mod net;

pub use factory::AsyncStd;
