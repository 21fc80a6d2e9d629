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
    ///
    /// What a task wakes or spawns goes to the queue of the worker that runs it, what comes from elsewhere (a timer,
    /// a thread, a wake that was held back) to the workers in turn; the root stays with the first. The schedule
    /// chooses the worker. Each takes the front of its queue, and one that has nothing may steal from the longest.
    /// So one worker is first in first out under any schedule, as a current-thread runtime is.
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
    /// The one that has become ready last; those that have woken themselves come after all others, the one that has
    /// been ready for longest first.
    Lifo,
    /// The one of the highest priority. The seed gives each task a priority, and draws the steps at which the
    /// running one loses its own (Burckhardt et al., "A Randomized Scheduler with Probabilistic Guarantees of
    /// Finding Bugs", ASPLOS 2010). One that wakes itself loses it too. A step takes time in proportion to the number
    /// of ready tasks.
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
    /// A task that waits is polled although nobody woke it, as long as another one is ready.
    pub spurious_polls: u32,
    /// A wake takes effect only after up to four more steps, and at once if nothing else is ready: neither does time
    /// move before, nor does the instance stand still.
    pub late_wakes: u32,
    /// All tasks that wait become ready at once, as long as another one is.
    pub wake_storms: u32,
}
