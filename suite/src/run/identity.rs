use std::fmt;

use runtime_matrix_core::{Capability, Options, RuntimeFactory};
use runtime_matrix_report::{CellId, Level};
use runtime_matrix_sim::Sim;

use crate::tracking::place::Place;

/// Which cell it is, for messages and records.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    pub(crate) id: CellId,
    /// The factory's id, which is the cell's name.
    pub(crate) runtime: &'static str,
    pub(crate) version: Option<&'static str>,
    /// What there is to say of the runtime itself.
    pub(crate) note: Option<&'static str>,
    pub(crate) workers: usize,
    pub(crate) seed: u64,
    /// Whether the seed decides anything.
    pub(crate) seeded: bool,
    /// Where the test stands.
    pub(crate) place: Place,
    /// The level of the test.
    pub(crate) level: Level,
    /// Whether it is one of the attribute's, which leave records.
    pub(crate) recorded: bool,
    /// Which run of several it is.
    pub(crate) pass: Option<&'static str>,
    /// What replays exactly this run, if the seed alone does not.
    pub(crate) replay: Option<String>,
}

impl Identity {
    pub(crate) fn new(
        id: CellId,
        factory: &dyn RuntimeFactory,
        options: &Options,
        place: Place,
    ) -> Identity {
        Identity {
            id,
            runtime: factory.id(),
            version: factory.version(),
            note: factory.note(),
            workers: factory.workers(options),
            seed: options.seed,
            seeded: is_seeded(factory),
            place,
            level: Level::default(),
            recorded: false,
            pass: None,
            replay: None,
        }
    }

    /// Returns a cell of which nothing but the test and the runtime's id is known, since its feature is off.
    pub(crate) fn off(id: CellId, runtime: &'static str, place: Place, level: Level) -> Identity {
        Identity {
            id,
            runtime,
            version: None,
            note: None,
            workers: 0,
            seed: 0,
            seeded: false,
            place,
            level,
            recorded: true,
            pass: None,
            replay: None,
        }
    }

    pub(crate) fn workers(&self) -> u32 {
        u32::try_from(self.workers).unwrap_or(u32::MAX)
    }
}

/// Tells whether a runtime's choices follow the seed: one with a clock of its own and a single thread.
pub(crate) fn is_seeded(factory: &dyn RuntimeFactory) -> bool {
    let capabilities = factory.card().capabilities;
    capabilities.has(Capability::NativeClock) && !capabilities.has(Capability::Threads)
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.id.fmt(f)?;
        self.pass.map_or(Ok(()), |pass| write!(f, " ({pass})"))
    }
}

/// Tells whether it is `sim`, which nobody can reach but through the suite: so its time is the suite's, which moves
/// as on every other runtime, and all its tasks are.
pub(crate) fn is_embedded(identity: &Identity) -> bool {
    // A fault that stands in for it says so in its note, and keeps its own time: faults of sleeps would not show.
    identity.runtime == Sim.id() && identity.note == Sim.note()
}
