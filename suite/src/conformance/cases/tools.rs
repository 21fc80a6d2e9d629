//! What mocks, context managers and cancellation lean on.

use crate::conformance::case::Case;

pub(super) const CASES: &[Case] = &[];
