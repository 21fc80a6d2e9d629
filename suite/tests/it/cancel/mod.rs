//! Cancellation: what sweeps find, and what they accuse nobody of.

mod catalogue;
mod primitives;
