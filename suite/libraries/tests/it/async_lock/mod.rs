//! What users of async-lock rely on.
