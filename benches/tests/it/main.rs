//! The list of what is timed does its work on each runtime, criterion drives each of them, and the program that reports
//! is run from outside.

mod bench_runtime;
mod report;
mod workloads;
