//! What users of the `sync` module of Tokio rely on.
