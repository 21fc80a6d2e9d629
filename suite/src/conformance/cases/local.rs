//! Tasks that are not `Send`.

use crate::conformance::case::Case;

pub(super) const CASES: &[Case] = &[];
