//! What two instances owe each other.

use crate::conformance::case::Case;

pub(super) const CASES: &[Case] = &[];
