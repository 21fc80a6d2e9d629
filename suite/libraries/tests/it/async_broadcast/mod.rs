//! What users of async-broadcast rely on.
