use std::num::NonZeroUsize;

use crate::decisions::Script;

/// How an instance behaves: which of the legal runtimes it is.
///
/// ```
/// use runtime_matrix_sim::{Config, Schedule, Sim};
///
/// let lifo = Sim::with(Config {
///     schedule: Schedule::Lifo,
///     ..Config::default()
/// });
/// # let _ = lifo;
/// ```
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Who decides.
    pub schedule: Schedule,
    /// What is done to tasks beyond polling them when they are woken.
    pub disturbances: Disturbances,
    /// How many workers are simulated, each with a queue of its own; `None` is one queue for all.
    pub workers: Option<NonZeroUsize>,
}

/// Who decides which of the ready tasks is polled next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Schedule {
    /// The seed draws one of them, each with the same chance.
    #[default]
    Random,
    /// The one that has been ready for longest.
    Fifo,
    /// The one that has become ready last.
    Lifo,
    /// The one of the highest priority. The seed gives each task a priority, and draws the steps at which the
    /// running one loses its own (Burckhardt et al., "A Randomized Scheduler with Probabilistic Guarantees of
    /// Finding Bugs", ASPLOS 2010).
    Pct {
        /// How many times a priority is lost: a bug that needs `d` ordering constraints needs `d - 1`.
        changes: u32,
        /// The number of steps among which they are drawn: about as many as a run takes.
        steps: u64,
    },
    /// A script, and the simplest choice once it has ended.
    Scripted(Script),
}

/// What is done to tasks beyond polling them when they are woken, all of it legal; each is one in that many
/// times that it could be done, and zero is never.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Disturbances {
    /// A task that waits is polled although nobody woke it.
    pub spurious_polls: u32,
    /// A wake takes effect only after some more steps.
    pub late_wakes: u32,
    /// All tasks that wait are polled, one after the other.
    pub wake_storms: u32,
}
