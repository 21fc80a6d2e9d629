use std::{fmt, time::Duration};

use crate::Capabilities;

/// The semantics card: what runtimes may legitimately do differently, declared as data.
///
/// An adapter fills in the card. The suite's own tests measure each entry of the built-in runtimes on the raw
/// executor; of any other runtime, a cell checks the powers alone. Two cards can be [compared](Card::differences), which tells a library author what a
/// move between two runtimes changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// The powers that instances have.
    pub capabilities: Capabilities,
    /// Whether each instance is one of its own.
    pub instances: Instances,
    /// What dropping a native handle does to its task.
    pub handle_drop: HandleDrop,
    /// How a native join reports a panic.
    pub panic_at_join: PanicAtJoin,
    /// What a `block_on` inside a task or a root does.
    pub nested_block_on: NestedBlockOn,
    /// Whether spawned tasks make progress while no root is driven.
    pub progress_outside_block_on: bool,
    /// What becomes of a pending task when the instance is shut down.
    pub pending_at_exit: PendingAtExit,
    /// What a shutdown does about a blocking job that still runs.
    pub blocking_at_shutdown: BlockingAtShutdown,
    /// Where spawned tasks are polled.
    pub task_thread: TaskThread,
    /// What becomes of a task that wakes itself while it is polled.
    pub self_wake: SelfWake,
    /// Whether a sleep of zero returns to the scheduler at least once.
    pub zero_sleep_yields: bool,
    /// The grain of the runtime's timer: a sleep may end up to this much late on an idle machine.
    pub timer_grain: Duration,
}

/// Whether each instance is one of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Instances {
    /// Each one is fresh, and shares nothing with another one.
    Fresh,
    /// All of them are views of the one that the runtime has, which outlives them.
    Global,
}

/// What dropping a native handle does to its task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HandleDrop {
    /// The task runs on without a handle.
    Detaches,
    /// The task is cancelled.
    Cancels,
}

/// How a native join reports a panic of the task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PanicAtJoin {
    /// As a value that holds the payload.
    Returned,
    /// By unwinding the joiner with the payload.
    Unwinds,
}

/// What a `block_on` inside a task or a root does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NestedBlockOn {
    /// It panics, and says why.
    Refused,
    /// It works.
    Works,
}

/// What becomes of a pending task when the instance is shut down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PendingAtExit {
    /// Its future is dropped.
    Dropped,
    /// It keeps running, if it still can.
    KeepsRunning,
    /// It stays where it is and its future is never dropped.
    NeverDropped,
}

/// What a shutdown does about a blocking job that still runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BlockingAtShutdown {
    /// It waits for the job, up to the deadline.
    Waits,
    /// It leaves the job running.
    Leaves,
    /// There are no blocking jobs.
    None,
}

/// Where spawned tasks are polled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TaskThread {
    /// On the thread that drives the root.
    Root,
    /// On threads of the runtime's own.
    Workers,
    /// On either.
    Either,
}

/// What becomes of a task that wakes itself while it is polled, as one does that yields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SelfWake {
    /// It goes to the end of a queue: others get a turn.
    Queues,
    /// It is polled again at once, by the same thread: whoever waits by yielding keeps that thread.
    Repolls,
}

/// One entry of a [`Card`], as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardEntry {
    /// The entry's name, which is the field's name.
    pub name: &'static str,
    /// The declared value, as it stands in reports.
    pub value: String,
}

impl Card {
    /// Returns all entries as text, in the order of the fields.
    #[must_use]
    pub fn entries(&self) -> Vec<CardEntry> {
        let entry = |name, value: &dyn fmt::Debug| CardEntry {
            name,
            value: format!("{value:?}"),
        };
        vec![
            CardEntry {
                name: "capabilities",
                value: self.capabilities.to_string(),
            },
            entry("instances", &self.instances),
            entry("handle_drop", &self.handle_drop),
            entry("panic_at_join", &self.panic_at_join),
            entry("nested_block_on", &self.nested_block_on),
            entry("progress_outside_block_on", &self.progress_outside_block_on),
            entry("pending_at_exit", &self.pending_at_exit),
            entry("blocking_at_shutdown", &self.blocking_at_shutdown),
            entry("task_thread", &self.task_thread),
            entry("self_wake", &self.self_wake),
            entry("zero_sleep_yields", &self.zero_sleep_yields),
            entry("timer_grain", &self.timer_grain),
        ]
    }

    /// Returns the entries in which two cards differ: ours first, theirs second.
    ///
    /// ```
    /// # use runtime_matrix_core::*;
    /// # let card = Card {
    /// #     capabilities: Capabilities::default(),
    /// #     instances: Instances::Fresh,
    /// #     handle_drop: HandleDrop::Detaches,
    /// #     panic_at_join: PanicAtJoin::Returned,
    /// #     nested_block_on: NestedBlockOn::Refused,
    /// #     progress_outside_block_on: false,
    /// #     pending_at_exit: PendingAtExit::Dropped,
    /// #     blocking_at_shutdown: BlockingAtShutdown::None,
    /// #     task_thread: TaskThread::Root,
    /// #     self_wake: SelfWake::Queues,
    /// #     zero_sleep_yields: true,
    /// #     timer_grain: std::time::Duration::ZERO,
    /// # };
    /// let cancels = Card { handle_drop: HandleDrop::Cancels, ..card.clone() };
    /// let differences = card.differences(&cancels);
    /// assert_eq!(differences.len(), 1);
    /// assert_eq!((differences[0].0.value.as_str(), differences[0].1.value.as_str()), ("Detaches", "Cancels"));
    /// ```
    #[must_use]
    pub fn differences(&self, other: &Card) -> Vec<(CardEntry, CardEntry)> {
        self.entries()
            .into_iter()
            .zip(other.entries())
            .filter(|(ours, theirs)| ours != theirs)
            .collect()
    }
}
