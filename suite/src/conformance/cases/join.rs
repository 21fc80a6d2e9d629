//! Waiting for a task's end by its native handle.

use crate::conformance::case::Case;

pub(super) const CASES: &[Case] = &[];
