//! The subcommand as users run it, on packages that each go wrong in one way (or not at all).

mod aborts;
mod alias;
mod baseline;
mod browser;
mod builds;
mod chromium;
mod compare;
mod completions;
mod doctor;
mod ends;
mod explain;
mod faults;
mod fixture;
mod foreign;
mod green;
mod init;
mod json;
mod left_out;
mod levels;
mod list;
mod matrix;
mod metadata;
#[cfg(unix)]
mod nextest;
mod progress;
mod records;
mod red;
mod report;
mod reports;
mod run;
mod schema;
mod self_check;
#[cfg(unix)]
mod signals;
mod stress;
mod thousands;
mod usage;
mod verdicts;
mod widths;
mod workflow;
mod workspace;
