//! What is entered while code of a task runs, its destructors too.

use crate::conformance::case::Case;

pub(super) const CASES: &[Case] = &[];
