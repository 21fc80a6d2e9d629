//! What the deterministic runtime promises, one property a test.

mod bounded;
mod budget;
mod cancel;
mod card;
mod catalogue;
mod disturbances;
mod freeze;
mod gate;
mod jobs;
mod nesting;
mod order;
mod panics;
mod schedules;
mod shutdown;
mod spy;
mod standstill;
mod time;
mod wakes;
mod workers;
mod world;
