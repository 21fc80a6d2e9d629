//! Async context managers: entered, and left exactly once, whatever happens in between.

mod cancelling;
mod fixtures;
mod making;
mod probe;
mod stack;
mod supervisor;
mod table;
mod with;
