//! Tasks and roots that panic.

use crate::conformance::case::Case;

pub(super) const CASES: &[Case] = &[];
