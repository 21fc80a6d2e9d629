//! Cancellation: what sweeps find, and what they accuse nobody of.

mod catalogue;
mod library;
mod limits;
mod native;
mod primitives;
mod report;
