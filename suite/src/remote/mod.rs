//! Ways into a runtime from outside of it: a runtime on a thread of its own, and calls that block until their
//! future has ended.

pub(crate) mod blocked;
mod call;
pub(crate) mod error;
pub(crate) mod remote_runtime;
pub(crate) mod remote_task;
mod thread;
