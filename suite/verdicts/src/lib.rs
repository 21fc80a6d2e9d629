//! Nothing but a place for `tests/verdicts.rs`.
