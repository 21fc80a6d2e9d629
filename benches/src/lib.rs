//! The workloads that the benches and the examples time, each the runtime's own way and the suite's.
//!
//! [`native`] and [`suite`] have the same functions; what differs between the two is what the suite
//! costs. Both run on [`runtimes`].
//!
//! # Known limitations
//!
//! Cells are run from code and leave no records, so the cost of `RUNTIME_MATRIX_REPORT` is not in them.

pub mod contexts;
pub mod mocks;
pub mod native;
pub mod schedules;
mod spawner;
mod spread;
pub mod suite;
mod workload;

pub use runtime_matrix::factories as runtimes;
pub use spawner::Spawner;
pub use spread::Spread;
pub use workload::{Way, Workload, workloads};
