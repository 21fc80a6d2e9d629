//! Tasks in parallel, and calls from other threads.

use crate::conformance::case::Case;

pub(super) const CASES: &[Case] = &[];
