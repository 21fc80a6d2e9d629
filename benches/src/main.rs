//! Measures what tests cost on each runtime, and reports it.
//!
//! | subcommand | does |
//! |---|---|
//! | `report` | times the workloads of the list, each runtime in a process of its own, and writes a report |
//! | `process` | runs whole test binaries of empty tests, by hand and by the suite |
//! | `compile` | builds tests, by hand and by the suite |
//! | `compare` | says what differs between two reports beyond their noise |
//!
//! `report`, `process` and `compile` put what they find into the same folder, as `report.json`, `report.md` and
//! `report.html`. The exit code is 0; 1 where something is slower than it may be, or the README is not as it should be;
//! 2 where something cannot be done; 130 after Ctrl-C.
//!
//! # The report as data
//!
//! | key of `report.json` | holds |
//! |---|---|
//! | `format`, `version` | `runtime-matrix-benches`, and 1; keys may be added |
//! | `timed`, `process`, `compile` | what each subcommand has found, or null: `circumstances`, `complete`, `found` |
//! | `circumstances` | `command`, `began`, `seconds`, `commit`, `cpu`, `cores`, `os`, `kernel`, `load`, `rustc`, `crates` |
//! | `timed.found` | `repeats`, `runtimes` (`id`, `version`, `workers`, `core`), `workloads`, `curves` |
//! | `process.found`, `compile.found` | for each group: `profile`, `name`, `variants` (`name`, `figures`, `ratios`) |
//!
//! A figure is `p10`, `p50`, `p90`, `samples`, and `noise`: the share of the median by which the medians of the run's
//! parts lie apart. Each process is run twice or more, and its rounds are looked at in thirds.

mod report;

use std::process::ExitCode;

fn main() -> ExitCode {
    report::main()
}
