//! What users of futures-util rely on.
