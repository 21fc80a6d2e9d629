use std::sync::Arc;

use crate::{
    mock::script::breaches::Breaches,
    sync::Monitor,
    tracking::{failure::Failure, title::Title, waits::Known, witness::Witness},
};

/// What is known of a scripted sink besides its items.
#[derive(Debug)]
pub(super) struct Log {
    pub(super) title: Title,
    pub(super) state: Monitor<State>,
    pub(super) breaches: Breaches,
    known: Known,
}

#[derive(Clone, Debug, Default)]
pub(super) struct State {
    /// How many items may be sent until the test drains, if there is a limit at all.
    pub(super) room: Option<usize>,
    /// Items that were tried to be sent, those that failed among them.
    pub(super) tried: usize,
    pub(super) sent: usize,
    /// How many items had been sent by the last flush.
    pub(super) flushed: usize,
    pub(super) flushes: usize,
    pub(super) is_closed: bool,
    /// Whether the latest poll was left waiting for room.
    pub(super) is_full: bool,
}

impl Log {
    pub(super) fn new(title: Title) -> Arc<Log> {
        let log = Arc::new(Log {
            title,
            state: Monitor::default(),
            breaches: Breaches::default(),
            known: Known::default(),
        });
        log.introduce();
        log
    }

    /// Sees to it that the cell that runs here knows of the sink.
    pub(super) fn introduce(self: &Arc<Log>) {
        self.known.call(|| Arc::clone(self) as Arc<dyn Witness>);
    }

    pub(super) fn state(&self) -> State {
        self.state.look(|state| state.clone())
    }
}

impl Witness for Log {
    fn at_end(&self) -> Vec<Failure> {
        self.breaches.failures(&self.title)
    }

    /// What was cancelled may have sent in its drop.
    fn after_sweep(&self) -> Vec<Failure> {
        self.breaches.failures(&self.title)
    }

    fn waits(&self) -> Option<String> {
        let state = self.state();
        let (title, sent) = (&self.title, state.sent);
        state.is_full.then(|| {
            format!(
                "{title}: full, and nobody drains it; items sent: {sent}, see `SinkProbe::drain`"
            )
        })
    }
}
