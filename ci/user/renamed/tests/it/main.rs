//! The suite by another name, and runtimes that are not built in.

mod also;
mod cells;
mod defaults;
mod local;
mod mocks;
mod rename;
