//! What the benches, the report and the examples time: [`workloads`], for each of the [`runtimes`].
//!
//! A workload is written once, and compiled for each of the means by which it can be done: the runtime's own functions,
//! the raw `Executor` of the adapter, the suite. What differs between two ways of a workload is what those means cost.
//!
//! # Known limitations
//!
//! Cells are run from code and leave no records, so the cost of `RUNTIME_MATRIX_REPORT` is not in them.

pub mod clock;
mod contexts;
mod means;
mod mocks;
#[cfg(feature = "peers")]
mod peers;
mod schedules;
mod spread;
mod sweeps;
mod workload;

pub use runtime_matrix::factories as runtimes;
pub use spread::Spread;
pub use workload::{Way, Workload, workloads};
