//! Jobs that block their thread.

use crate::conformance::case::Case;

pub(super) const CASES: &[Case] = &[];
