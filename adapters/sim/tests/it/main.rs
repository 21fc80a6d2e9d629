//! What the deterministic runtime promises, one property a test.

mod bounded;
mod cancel;
mod card;
mod freeze;
mod gate;
mod jobs;
mod nesting;
mod order;
mod panics;
mod shutdown;
mod spy;
mod time;
mod wakes;
mod world;
