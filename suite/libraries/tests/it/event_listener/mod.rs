//! What users of event-listener rely on.
