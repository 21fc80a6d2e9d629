//! The subcommand as users run it, on packages that each go wrong in one way (or not at all).

mod aborts;
mod alias;
mod builds;
mod compare;
mod completions;
mod doctor;
mod explain;
mod faults;
mod fixture;
mod foreign;
mod green;
mod init;
mod json;
mod left_out;
mod list;
mod records;
mod red;
mod self_check;
mod usage;
mod widths;
mod workspace;
