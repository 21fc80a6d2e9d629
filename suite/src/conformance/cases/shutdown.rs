//! The end of an instance.

use crate::conformance::case::Case;

pub(super) const CASES: &[Case] = &[];
