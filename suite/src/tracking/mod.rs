//! What the suite knows of a running cell: each future that goes through [`Runtime`](crate::Runtime),
//! what went wrong, and whether anything can still happen.

pub(crate) mod await_point;
pub(crate) mod course;
pub(crate) mod current;
pub(crate) mod dump;
mod ending;
pub(crate) mod failure;
mod frame;
mod fresh;
pub(crate) mod history;
pub(crate) mod hold;
mod idle;
mod later;
pub(crate) mod link;
pub(crate) mod long_polls;
pub(crate) mod node;
pub(crate) mod panics;
pub(crate) mod place;
pub(crate) mod probe;
mod registry;
pub(crate) mod standstill;
pub(crate) mod store;
pub(crate) mod title;
pub(crate) mod trace;
pub(crate) mod tracked;
pub(crate) mod tracker;
pub(crate) mod waits;
pub(crate) mod witness;
