//! What users of futures-channel rely on.
