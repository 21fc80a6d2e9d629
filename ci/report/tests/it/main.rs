//! The tests of `runtime-matrix-report`. Those that read records want `--features read`.

mod arbitrary;
mod level;
#[cfg(feature = "read")]
mod read;
mod record;
mod symptom;
mod verdict;
mod writer;
