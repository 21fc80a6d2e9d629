//! Objects that do what a script says, one step after the other.

mod breaches;
pub(crate) mod io;
mod pause;
pub(crate) mod sink;
pub(crate) mod stream;
