//! Not public API. What `patch!` finds for want of a patchable function; by a glob, so that anything is found before.

/// Stands in for a function that is not patchable.
#[derive(Debug)]
pub struct __RuntimeMatrixTarget {}

impl __RuntimeMatrixTarget {
    /// Returns what no patch takes.
    #[must_use]
    pub fn __patchable() -> __RuntimeMatrixTarget {
        __RuntimeMatrixTarget {}
    }
}
