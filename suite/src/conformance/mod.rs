//! The catalogue of what a runtime promises, and the check of a runtime against it.
//!
//! Each [`Case`] is one sentence of the contract of [`Executor`](runtime_matrix_core::Executor), with the program
//! that checks it on the raw executor and its native handles: nothing of this crate's own tracking is in
//! between. For whoever writes a runtime: [`conformance!`](crate::conformance!) in a test file, or
//! [`check_runtime`] from code. For whoever writes a library: what it can lean on, and what differs.
//!
//! ```
//! use runtime_matrix::{Sim, conformance::{Check, Conformance}};
//!
//! let report = Check::new(&Sim).only("cancel::*").run()?;
//! assert!(report.cases().len() > 0 && report.failures().count() == 0, "{report}");
//! assert_eq!(report.conformance(), Conformance::Partial, "not all that MUST hold was asked for");
//! # Ok::<(), runtime_matrix::conformance::CheckError>(())
//! ```
//!
//! # What is found
//!
//! A runtime is [conformant](Conformance) if all that MUST hold does, and conformant+ if all that SHOULD hold does
//! too. A case whose power the card does not declare is *unsupported*, and takes nothing away. Leaving out a MUST
//! leaves *partial* at best. A case that is [provisional](Status::Provisional) is run and told of, and decides nothing.
//!
//! # Cancellation and time
//!
//! Cases block the thread that runs them. Each has a [deadline](Case::deadline), in real time, which is held from
//! outside of the runtime; what did not end by then is a `hang`, told with what it waits for.
//!
//! # Pages
//!
//! The page `all_cases` has the whole catalogue; `built_in_runtimes` has what comes of the built-in runtimes.

mod case;
mod cases;
mod catalogue;
mod check;
mod compare;
mod exception;
pub(crate) mod harness;
mod index;
mod instance;
mod lab;
mod macros;
mod parts;
mod report;
mod trial;
mod wire;
mod worker;

pub use case::{Case, Determinism, Level, Status};
pub use catalogue::{areas, catalogue};
pub use check::{Check, CheckError, check_runtime};
pub use compare::compare_cards;
pub use report::{CaseReport, Conformance, Report};
pub use worker::serve;

/// Not public API. The page of the built-in runtimes, for a program that links none of them.
#[doc(hidden)]
pub const __RUNTIMES: &str = include_str!("runtimes.md");

#[cfg(doc)]
#[doc = include_str!("catalogue.md")]
pub mod all_cases {}

#[cfg(doc)]
#[doc = include_str!("runtimes.md")]
pub mod built_in_runtimes {}
