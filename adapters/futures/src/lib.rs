//! The adapter of `runtime-matrix` for the executors of futures: [`Local`] is `LocalPool`, [`Pool`] is
//! `ThreadPool`.
//!
//! They are executors and nothing else: no timer, no sockets, no blocking jobs. The suite sleeps with a timer
//! of its own there. Code that passes here leans on no runtime at all.
//!
//! ```
//! use std::pin::pin;
//! use runtime_matrix_core::{Options, RuntimeFactory};
//! use runtime_matrix_futures::Pool;
//!
//! let executor = Pool.build(&Options::default()).unwrap();
//! executor.block_on(pin!(async {}));
//! assert!(executor.timer().is_none());
//! ```
//!
//! # Known limitations
//!
//! * A `LocalPool` cannot leave its thread, so it lives inside `block_on`: a task that is still pending when the
//!   root ends is dropped then. What is spawned between two roots waits for the second one.
//! * A task that is forgotten on a `ThreadPool` keeps its threads alive; the shutdown gives up at its deadline.

mod factory;
mod handle;
mod local;
mod pool;

pub use factory::{Local, Pool};
