//! The suite's own tests, written with the suite: each runs on every cell that is switched on.

mod ambient;
mod attribute;
mod card;
mod census;
mod clock;
mod context;
mod contract;
mod current;
mod diagnosis;
mod duplex;
mod events;
mod fixture;
mod left_out;
mod limits;
#[cfg(any(feature = "log", feature = "tracing"))]
mod logs;
mod long_polls;
mod mock;
mod native;
mod net;
mod on;
mod polling;
mod records;
mod remote;
mod runtime;
mod script;
mod seeds;
mod stream_checks;
mod stress;
mod task;
mod tidy;
mod transport;
mod transports;
mod ui;
mod verdicts;
mod wakes;
