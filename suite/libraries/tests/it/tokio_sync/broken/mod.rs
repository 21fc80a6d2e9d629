//! A wrapper around the library that breaks one thing: what the tests are shown to fail on.
//!
//! Here is what all types have in common; what is broken of one stands beside its properties.

mod breakage;

pub(super) use breakage::{Breakage, Broken};
