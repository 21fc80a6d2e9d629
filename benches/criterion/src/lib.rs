//! Criterion benches of async code on every runtime, with one loop.
//!
//! Criterion times futures on whatever implements its [`AsyncExecutor`]. [`BenchRuntime`] does so for each runtime that
//! has a [`RuntimeFactory`]: those of `runtime_matrix::factories()`, and your own.
//!
//! ```
//! use criterion::{BenchmarkId, Criterion};
//! use runtime_matrix_criterion::{BenchRuntime, Shutdown};
//!
//! /// The code under test. It is of no runtime.
//! async fn answer() -> u32 { 42 }
//!
//! fn answers(criterion: &mut Criterion) {
//!     for factory in runtime_matrix::factories() {
//!         // Here, and not in the closure: else building a runtime is what is timed.
//!         let runtime = BenchRuntime::new(*factory).unwrap();
//!         criterion.bench_function(&format!("answer/{}", factory.id()), |bencher| {
//!             bencher.to_async(&runtime).iter(answer);
//!         });
//!         // Before the next one is built: else its threads are there while that is timed.
//!         assert_eq!(runtime.shutdown(), Shutdown::Complete);
//!     }
//! }
//! # let mut criterion = Criterion::default()
//! #     .without_plots()
//! #     .sample_size(10)
//! #     .nresamples(1_001)
//! #     .warm_up_time(std::time::Duration::from_millis(1))
//! #     .measurement_time(std::time::Duration::from_millis(1))
//! #     .output_directory(&std::env::temp_dir().join("runtime-matrix-criterion-doctest"));
//! # answers(&mut criterion);
//! ```
//!
//! In `Cargo.toml`:
//!
//! ```toml
//! [dev-dependencies]
//! criterion = "0.8"
//! runtime-matrix = { version = "0.1", features = ["all-runtimes"] }
//! runtime-matrix-criterion = "0.1"
//! ```
//!
//! # What is timed
//!
//! [`Bencher::iter`](criterion::AsyncBencher::iter) drives one root for many rounds, so entering the runtime is not in
//! the figure; what a round spawns is, with the way to another thread and back where the runtime has workers. Nothing
//! is tracked, and there are no limits: this is the bare runtime and not a test.
//!
//! # Known limitations
//!
//! Each instance has two workers, where it has any, unless the [`Options`] say otherwise, and not as many as the machine
//! has processors: say so beside a figure. A runtime that has but one instance, as async-std, has as many as it likes.

#[cfg(doc)]
use criterion::async_executor::AsyncExecutor;

mod bench_runtime;

pub use bench_runtime::BenchRuntime;
pub use runtime_matrix_core::{BuildError, Executor, Options, RuntimeFactory, Shutdown};
