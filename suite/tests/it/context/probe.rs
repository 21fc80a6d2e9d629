//! A manager that takes down what is done with it, and does with its exit what it is told.

use std::{
    future::pending,
    sync::{Arc, Mutex, PoisonError},
};

use runtime_matrix::{
    Runtime,
    context::{AsyncContextManager, BoxError, Exit, ExitCause},
};

/// What several probes have seen, in one order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log {
    lines: Arc<Mutex<Vec<String>>>,
}

impl Log {
    pub(crate) fn note(&self, line: impl Into<String>) {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines.push(line.into());
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines.clone()
    }

    #[track_caller]
    pub(crate) fn assert(&self, expected: &[&str]) {
        assert_eq!(self.lines(), expected);
    }
}

/// What an exit does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Does {
    Passes,
    Swallows,
    Fails,
    Panics,
    Hangs,
    /// Gives others a turn that many times, and passes then.
    Waits(u32),
}

pub(crate) struct Probe {
    pub(crate) name: &'static str,
    does: Does,
    log: Log,
}

impl Probe {
    pub(crate) fn new(name: &'static str, does: Does, log: &Log) -> Probe {
        Probe {
            name,
            does,
            log: log.clone(),
        }
    }
}

impl AsyncContextManager for Probe {
    type Value = &'static str;
    type Error = BoxError;

    async fn enter(&mut self) -> Result<&'static str, BoxError> {
        self.log.note(format!("enter {}", self.name));
        Ok(self.name)
    }

    async fn exit(&mut self, cause: &ExitCause) -> Result<Exit, BoxError> {
        self.log.note(format!("exit {}: {cause}", self.name));
        match self.does {
            Does::Passes => Ok(Exit::PassOn),
            Does::Swallows => Ok(Exit::Swallow),
            Does::Fails => Err(format!("{} is stuck", self.name).into()),
            Does::Panics => panic!("{} fell down", self.name),
            Does::Hangs => pending().await,
            Does::Waits(turns) => {
                for _ in 0..turns {
                    Runtime::current().yield_now().await;
                }
                self.log.note(format!("left {}", self.name));
                Ok(Exit::PassOn)
            }
        }
    }

    fn exit_now(&mut self, cause: &ExitCause) {
        self.log.note(format!("exit {} now: {cause}", self.name));
    }

    fn name(&self) -> String {
        self.name.to_owned()
    }
}
