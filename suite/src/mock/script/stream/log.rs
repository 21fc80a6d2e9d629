use std::sync::{Arc, Mutex};

use crate::{
    mock::script::{breaches::Breaches, stream::step::Halt},
    sync::lock,
    tracking::{failure::Failure, title::Title, waits::Known, witness::Witness},
};

/// What is known of a scripted stream besides its items.
#[derive(Debug)]
pub(super) struct Log {
    pub(super) title: Title,
    pub(super) counts: Mutex<Counts>,
    pub(super) breaches: Breaches,
    known: Known,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    pub(super) polls: usize,
    pub(super) taken: usize,
    pub(super) has_ended: bool,
    pub(super) polls_after_end: usize,
    /// The step at which the latest poll was left waiting.
    pub(super) halt: Option<Halt>,
}

impl Log {
    pub(super) fn new(title: Title) -> Arc<Log> {
        let log = Arc::new(Log {
            title,
            counts: Mutex::default(),
            breaches: Breaches::default(),
            known: Known::default(),
        });
        log.introduce();
        log
    }

    /// Sees to it that the cell that runs here knows of the stream.
    pub(super) fn introduce(self: &Arc<Log>) {
        self.known.call(|| Arc::clone(self) as Arc<dyn Witness>);
    }

    pub(super) fn counts(&self) -> Counts {
        lock(&self.counts).clone()
    }
}

impl Witness for Log {
    fn at_end(&self) -> Vec<Failure> {
        self.breaches.failures(&self.title)
    }

    /// What was cancelled may have polled in its drop.
    fn after_sweep(&self) -> Vec<Failure> {
        self.breaches.failures(&self.title)
    }

    fn waits(&self) -> Option<String> {
        let Counts {
            halt, taken, polls, ..
        } = self.counts();
        let (title, halt) = (&self.title, halt?);
        Some(format!(
            "{title}: pending at {halt}; items taken: {taken}, polls: {polls}"
        ))
    }
}
