//! Cancellation: what sweeps find, and what they accuse nobody of.

mod catalogue;
mod limits;
mod native;
mod primitives;
mod report;
