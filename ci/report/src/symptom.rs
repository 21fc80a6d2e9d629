use std::fmt;

/// What a message betrays: on what its code leans that not every runtime has.
///
/// A symptom is recognised by the exact words in which a runtime says so, and by nothing else.
///
/// ```
/// use runtime_matrix_report::Symptom;
///
/// let message = "the test panicked: there is no reactor running, \
///     must be called from the context of a Tokio 1.x runtime";
/// let symptom = Symptom::of(message).expect("one of Tokio's");
/// assert_eq!(symptom.to_string(), "needs a Tokio reactor");
///
/// // Whoever quotes the words does not say them.
/// assert_eq!(Symptom::of("expected \"there is no reactor running, must be called\""), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Symptom {
    /// It uses Tokio's time, network, files or tasks where no Tokio runtime runs.
    TokioReactor,
    /// It uses Tokio's time on a runtime of Tokio that was built without.
    TokioTime,
    /// It uses Tokio's network on a runtime of Tokio that was built without.
    TokioIo,
    /// It pauses Tokio's clock where no Tokio runtime runs.
    TokioClock,
    /// It spawns a task that is not `Send` where no `LocalSet` of Tokio runs.
    TokioLocalSet,
    /// It uses a runtime of Tokio that is gone.
    TokioShutdown,
    /// It calls `block_on` of Tokio on a thread that drives one of Tokio's runtimes.
    NestedRuntime,
    /// It waits for Tokio's primitives by blocking a thread that drives one of Tokio's runtimes.
    BlockingWait,
    /// It calls `block_in_place` on Tokio's current-thread runtime.
    BlockInPlace,
    /// It drops a runtime of Tokio on a thread that drives one.
    RuntimeDrop,
    /// It calls `block_on` of the futures crate on a thread that drives one of its executors.
    NestedExecutor,
    /// It asks async-std for the current task, or for a task-local value, outside of its tasks.
    AsyncStdTask,
    /// It moves a task that is not `Send` to another thread.
    LocalTaskMoved,
}

impl Symptom {
    /// All symptoms, in the order in which they are listed everywhere.
    pub const ALL: [Symptom; 13] = [
        Symptom::TokioReactor,
        Symptom::TokioTime,
        Symptom::TokioIo,
        Symptom::TokioClock,
        Symptom::TokioLocalSet,
        Symptom::TokioShutdown,
        Symptom::NestedRuntime,
        Symptom::BlockingWait,
        Symptom::BlockInPlace,
        Symptom::RuntimeDrop,
        Symptom::NestedExecutor,
        Symptom::AsyncStdTask,
        Symptom::LocalTaskMoved,
    ];

    /// Returns what `message` betrays, if it holds the words of a runtime.
    ///
    /// They are its own words where they begin it, or follow on a colon: `expect`, `unwrap` and the suite
    /// put theirs before. In quotation marks, as in a failed `assert_eq!`, they are somebody else's.
    #[must_use]
    pub fn of(message: &str) -> Option<Symptom> {
        Symptom::ALL.into_iter().find(|symptom| {
            let mut words = symptom.words().iter();
            words.any(|words| says(message, words))
        })
    }

    /// Returns the name that tables and records use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Symptom::TokioReactor => "tokio-reactor",
            Symptom::TokioTime => "tokio-time",
            Symptom::TokioIo => "tokio-io",
            Symptom::TokioClock => "tokio-clock",
            Symptom::TokioLocalSet => "tokio-local-set",
            Symptom::TokioShutdown => "tokio-shutdown",
            Symptom::NestedRuntime => "nested-runtime",
            Symptom::BlockingWait => "blocking-wait",
            Symptom::BlockInPlace => "block-in-place",
            Symptom::RuntimeDrop => "runtime-drop",
            Symptom::NestedExecutor => "nested-executor",
            Symptom::AsyncStdTask => "async-std-task",
            Symptom::LocalTaskMoved => "local-task-moved",
        }
    }

    /// Returns what the code under test does, or needs, without a subject: `needs a Tokio reactor`.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Symptom::TokioReactor => "needs a Tokio reactor",
            Symptom::TokioTime => "needs a Tokio timer driver",
            Symptom::TokioIo => "needs a Tokio I/O driver",
            Symptom::TokioClock => "pauses Tokio's clock outside of Tokio",
            Symptom::TokioLocalSet => "needs a Tokio `LocalSet`",
            Symptom::TokioShutdown => "uses a Tokio runtime that has been shut down",
            Symptom::NestedRuntime => "starts a runtime inside a runtime",
            Symptom::BlockingWait => "blocks a thread that drives a Tokio runtime",
            Symptom::BlockInPlace => {
                "blocks in place, which Tokio's current-thread runtime cannot do"
            }
            Symptom::RuntimeDrop => "drops a runtime where blocking is not allowed",
            Symptom::NestedExecutor => "starts a futures executor inside another",
            Symptom::AsyncStdTask => "needs a task of async-std",
            Symptom::LocalTaskMoved => "moves a local task to another thread",
        }
    }

    /// Returns what the author of the code can do about it.
    #[must_use]
    pub const fn advice(self) -> &'static str {
        match self {
            Symptom::TokioReactor => {
                "take the timer, the socket or the spawner from the caller, put Tokio behind a feature, \
                 or wrap the future with async-compat"
            }
            Symptom::TokioTime => {
                "take the timer from the caller, or ask callers for a runtime built with `enable_time`"
            }
            Symptom::TokioIo => {
                "take the socket from the caller, or ask callers for a runtime built with `enable_io`"
            }
            Symptom::TokioClock => {
                "use the cell's own clock, or say `only(tokio_current_thread)` in the test"
            }
            Symptom::TokioLocalSet => {
                "make the future `Send`, or poll it within the caller's task, as `FuturesUnordered` does"
            }
            Symptom::TokioShutdown => {
                "create the value anew on each runtime: a static outlives the one that it was made on"
            }
            Symptom::NestedRuntime => {
                "await the future, or call the blocking function on a thread for blocking jobs"
            }
            Symptom::BlockingWait => {
                "use the async method, or call the blocking one on a thread for blocking jobs"
            }
            Symptom::BlockInPlace => {
                "use a blocking job, or look at the runtime's flavour before blocking in place"
            }
            Symptom::RuntimeDrop => {
                "drop the runtime on a thread of its own, or end it with `shutdown_background`"
            }
            Symptom::NestedExecutor => {
                "await the future instead of blocking on it, or block on a thread of its own"
            }
            Symptom::AsyncStdTask => {
                "hand the value on explicitly, or put async-std behind a feature"
            }
            Symptom::LocalTaskMoved => {
                "poll and drop a local task on the thread that spawned it, or make it `Send`"
            }
        }
    }

    /// Returns how the runtimes say it: each text is the beginning of a message.
    const fn words(self) -> &'static [&'static str] {
        match self {
            Symptom::TokioReactor => &[
                "there is no reactor running, must be called from the context of",
                "TryCurrentError { kind: NoContext }",
            ],
            Symptom::TokioTime => &["A Tokio 1.x context was found, but timers are disabled."],
            Symptom::TokioIo => &["A Tokio 1.x context was found, but IO is disabled."],
            Symptom::TokioClock => &["time cannot be frozen from outside the Tokio runtime"],
            Symptom::TokioLocalSet => &["`spawn_local` called from outside of a `task::LocalSet`"],
            Symptom::TokioShutdown => &["A Tokio 1.x context was found, but it is being shutdown."],
            Symptom::NestedRuntime => &["Cannot start a runtime from within a runtime."],
            Symptom::BlockingWait => &["Cannot block the current thread from within a runtime."],
            Symptom::BlockInPlace => {
                &["can call blocking only when running on the multi-threaded runtime"]
            }
            Symptom::RuntimeDrop => {
                &["Cannot drop a runtime in a context where blocking is not allowed."]
            }
            Symptom::NestedExecutor => {
                &["cannot execute `LocalPool` executor from within another executor"]
            }
            Symptom::AsyncStdTask => &[
                "`task::current()` called outside the context of a task",
                "`LocalKey::with` called outside the context of a task",
            ],
            Symptom::LocalTaskMoved => &[
                "local task polled by a thread that didn't spawn it",
                "local task dropped by a thread that didn't spawn it",
            ],
        }
    }
}

/// Prints the sentence.
impl fmt::Display for Symptom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.sentence())
    }
}

/// Tells whether `words` begin the message, or a part of it that follows on a colon.
fn says(message: &str, words: &str) -> bool {
    message
        .match_indices(words)
        .any(|(at, _)| at == 0 || message[..at].ends_with(": "))
}
