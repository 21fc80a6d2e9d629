//! The subcommand as users run it, on packages that each go wrong in one way (or not at all).

mod aborts;
mod alias;
mod browser;
mod builds;
mod chromium;
mod faults;
mod fixture;
mod foreign;
mod green;
mod json;
mod left_out;
mod matrix;
mod records;
mod red;
mod report;
mod reports;
mod run;
mod schema;
mod self_check;
mod usage;
mod verdicts;
mod workflow;
mod workspace;
