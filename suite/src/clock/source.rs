use std::{
    sync::OnceLock,
    time::{Duration, Instant},
};

use runtime_matrix_core::{Capabilities, Capability, NativeClock};

use crate::{clock::virtual_clock::VirtualClock, tracking::tracker::Tracker};

/// Where the time that a cell lives by comes from. Every sleep of the suite goes through it.
#[derive(Debug)]
pub(crate) enum TimeSource {
    /// The machine's time; sleeps are the runtime's own, or the suite's where it has none.
    Machine(Instant),
    /// The runtime's own time; the last reading is kept for when the instance is gone.
    Native(OnceLock<Duration>),
    /// The suite's virtual time, which moves when nothing else can.
    Virtual(VirtualClock),
}

impl TimeSource {
    /// Returns the one that a cell on a runtime of somebody else's lives by: the runtime's own, if it has one.
    pub(crate) fn new(capabilities: Capabilities, virtual_time: bool) -> TimeSource {
        if capabilities.has(Capability::NativeClock) {
            TimeSource::Native(OnceLock::new())
        } else if virtual_time {
            TimeSource::suite()
        } else {
            TimeSource::Machine(Instant::now())
        }
    }

    /// Returns virtual time of the suite's own.
    pub(crate) fn suite() -> TimeSource {
        TimeSource::Virtual(VirtualClock::default())
    }

    /// Returns the suite's virtual clock, if the cell lives by one.
    pub(crate) fn as_virtual(&self) -> Option<&VirtualClock> {
        match self {
            TimeSource::Virtual(clock) => Some(clock),
            TimeSource::Machine(_) | TimeSource::Native(_) => None,
        }
    }

    pub(crate) fn now(&self, tracker: &Tracker) -> Duration {
        match self {
            TimeSource::Machine(start) => start.elapsed(),
            TimeSource::Virtual(clock) => clock.now(),
            TimeSource::Native(last) => {
                let executor = tracker.executor();
                let now =
                    executor.and_then(|executor| executor.native_clock().map(NativeClock::now));
                now.or(last.get().copied()).unwrap_or_default()
            }
        }
    }

    /// Keeps the reading of a clock that is about to go.
    pub(crate) fn freeze(&self, tracker: &Tracker) {
        if let TimeSource::Native(last) = self {
            let _ = last.set(self.now(tracker));
        }
    }
}
