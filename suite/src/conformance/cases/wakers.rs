//! What a waker promises.

use crate::conformance::case::Case;

pub(super) const CASES: &[Case] = &[];
