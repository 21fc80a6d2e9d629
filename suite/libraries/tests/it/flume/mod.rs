//! What users of flume rely on.
