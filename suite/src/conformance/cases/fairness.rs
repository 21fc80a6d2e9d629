//! That everybody gets a turn.

use crate::conformance::case::Case;

pub(super) const CASES: &[Case] = &[];
