//! Who is polled, when and how often.

use crate::conformance::case::Case;

pub(super) const CASES: &[Case] = &[];
