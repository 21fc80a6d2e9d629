//! The subcommand as users run it, on packages that each go wrong in one way (or not at all).

mod aborts;
mod alias;
mod baseline;
mod builds;
mod ends;
mod faults;
mod fixture;
mod foreign;
mod green;
mod json;
mod left_out;
mod metadata;
#[cfg(unix)]
mod nextest;
mod progress;
mod records;
mod red;
mod run;
mod self_check;
#[cfg(unix)]
mod signals;
mod stress;
mod thousands;
mod usage;
mod workspace;
