//! A wrapper around the library that breaks one thing: what the tests are shown to fail on.

mod aborting;
mod breakage;
mod combinators;
mod mutex;
mod ordered;
mod select;
mod sets;
mod shared;
mod streams;
mod unordered;

pub(super) use breakage::{Breakage, Broken};
