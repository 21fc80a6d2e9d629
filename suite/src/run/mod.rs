//! The run of a cell, from the environment to the record: who builds, drives, watches and ends it.

mod abort;
mod alone;
pub(crate) mod ambient;
pub(crate) mod cell;
pub(crate) mod census;
mod driving;
pub(crate) mod environment;
pub(crate) mod harness;
pub(crate) mod identity;
pub(crate) mod leaving;
pub(crate) mod left_out;
pub(crate) mod limits;
pub(crate) mod outcome;
mod process_log;
mod root;
pub(crate) mod stand_in;
pub(crate) mod sweep;
mod telling;
pub(crate) mod termination;
pub(crate) mod watchdog;
