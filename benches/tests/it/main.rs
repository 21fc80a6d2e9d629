//! The list of what is timed does its work on each runtime, and criterion drives each of them.

mod bench_runtime;
mod workloads;
