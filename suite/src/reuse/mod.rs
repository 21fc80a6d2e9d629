//! A test run again on fresh runtimes in one process: what outlives a test is found by what it still belongs to.

pub(crate) mod passes;
pub(crate) mod relics;
