//! That the declarations are true.

use crate::conformance::case::Case;

pub(super) const CASES: &[Case] = &[];
