use std::{fmt, sync::Arc};

use runtime_matrix_core::{BuildError, Card, Executor, Options, RuntimeFactory};
use runtime_matrix_sim::{Config, Schedule, Sim};

use crate::{card, catalogue::CATALOGUE, instance::Instance};

/// A runtime with one defect.
///
/// ```
/// use runtime_matrix_core::RuntimeFactory;
/// use runtime_matrix_faulty::Fault;
///
/// let fault = Fault::named("cancel_is_ignored").unwrap();
/// assert_eq!(fault.id(), "cancel_is_ignored");
/// assert_eq!(fault.breaks(), "a cancelled task is dropped before its cancel completes");
/// assert!(Fault::all().len() >= 40);
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    pub(crate) id: &'static str,
    pub(crate) breaks: &'static str,
    pub(crate) defect: Defect,
    pub(crate) killer: Option<(&'static str, &'static str)>,
}

impl Fault {
    /// Returns all there are.
    #[must_use]
    pub fn all() -> &'static [Fault] {
        CATALOGUE
    }

    /// Returns the one of that id.
    #[must_use]
    pub fn named(id: &str) -> Option<&'static Fault> {
        CATALOGUE.iter().find(|fault| fault.id == id)
    }

    /// Returns the sentence of the contract that it breaks.
    #[must_use]
    pub fn breaks(&self) -> &'static str {
        self.breaks
    }

    /// Returns the id of a case of the catalogue of conformance that finds it, and a part of the words in which that
    /// tells it.
    #[must_use]
    pub fn killer(&self) -> Option<(&'static str, &'static str)> {
        self.killer
    }
}

impl RuntimeFactory for Fault {
    fn id(&self) -> &'static str {
        self.id
    }

    fn note(&self) -> Option<&'static str> {
        Some("faulty on purpose")
    }

    fn card(&self) -> Card {
        card::card(self.defect)
    }

    fn version(&self) -> Option<&'static str> {
        (self.defect == Defect::EmptyVersion).then_some("")
    }

    fn workers(&self, options: &Options) -> usize {
        match self.defect {
            Defect::NoWorkers => 0,
            Defect::ClaimsThreads => 2,
            _ => Sim.workers(options),
        }
    }

    fn own_threads(&self) -> &'static [&'static str] {
        match self.defect {
            Defect::EmptyPrefix => &[""],
            _ => Sim.own_threads(),
        }
    }

    fn build(&self, options: &Options) -> Result<Arc<dyn Executor>, BuildError> {
        // In this order a defect shows in each run, and not by chance.
        let config = Config {
            schedule: match self.defect {
                Defect::NewestFirst => Schedule::Lifo,
                _ => Schedule::Fifo,
            },
            ..Config::default()
        };
        let base = Sim::with(config).build(options)?;
        Ok(Instance::new(base, self.defect))
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Fault").field(&self.id).finish()
    }
}

/// What is wrong with an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Defect {
    // Wakers.
    LosesWakes,
    WakesAnother,
    IgnoresForeignWakes,
    LosesWakesDuringPoll,
    WakersWorkOnce,
    LosesWakesByReference,
    WakePanicsAfterEnd,
    PollsForEver,
    LosesWakesByValue,
    OldWakersDie,
    LosesWakesInDrop,
    LosesWakesWithoutRoot,
    LosesWakesOfSiblings,
    QueueOverflows,
    // Tasks.
    PollsAfterReady,
    PollsAfterPanic,
    NeverDrops,
    DropsAtShutdown,
    DropsElsewhere,
    DropsAfterJoin,
    Starves,
    NewestFirst,
    PollsInline,
    LosesTasks,
    SwallowsPanics,
    LosesPayloads,
    PanicEndsAll,
    KeepsWhatPanicked,
    KeepsWhatIsDetached,
    LosesForeignTasks,
    LosesTasksOfTasks,
    LosesTasksOfDestructors,
    LosesTasksAfterPanic,
    TasksAwaitTheirJoin,
    DetachedPanicsReachRoot,
    // Roots.
    RootPanicSwallowed,
    ReturnsEarly,
    RunsOneRoot,
    DrivesNoTasks,
    LosesEarlyTasks,
    NestedHangs,
    NestedSpoils,
    RootsKeepTheirThread,
    RootsPolledAfterReady,
    RootPayloadsLost,
    RootPanicSpoils,
    RootStarves,
    // Handles.
    CancelIgnored,
    CancelReturnsEarly,
    CancelTakesSibling,
    CancelPollsOnce,
    CancelHangs,
    CancelIsLazy,
    CancelStopsWhenDropped,
    CancelIgnoredElsewhere,
    CancelHangsInTask,
    CancelUnwinds,
    DetachCancels,
    DropCancels,
    DoneIsCancelled,
    JoinHangsAfterPanic,
    JoinCompletesEarly,
    JoinsOfSiblings,
    LateJoinsHang,
    JoinKeepsFirstWaker,
    JoinHangsInTasks,
    DetachPanicsAfterEnd,
    DropPanicsAfterEnd,
    // Sleeps.
    SleepsEndEarly,
    SleepsNeverEnd,
    SleepsEndInReverse,
    SleepsBeginLate,
    ZeroSleepsNeverEnd,
    DroppedSleepsStopTime,
    LongSleepsEndAtOnce,
    SleepsEndLate,
    SleepsNeedContext,
    EqualSleepsCollide,
    ForgetsManySleeps,
    SleepsKeepFirstWaker,
    SleepsEndWhenPolledAgain,
    SleepsStayOnThread,
    ClockStartsLate,
    ClockStands,
    // Jobs.
    JobsBlockTasks,
    LosesJobs,
    OneJobAtATime,
    FewJobsFit,
    JobsNeedContext,
    JobsWakeNobody,
    JobsSpawnNothing,
    JobsDoNotHoldClock,
    PausesAreIgnored,
    // The instance's life.
    LeaksThread,
    LeaksThreadAtTimes,
    KeepsTasksAtShutdown,
    ShutdownPanics,
    ShutdownLies,
    RunsAfterShutdown,
    SharesInstances,
    ShutdownHangsOnJobs,
    ShutdownNeedsRoot,
    ShutdownNeedsTime,
    ShutdownKeepsItsThread,
    ShutdownLocksWakers,
    ShutdownLocksSpawns,
    KeepsLateTasks,
    KeepsJobs,
    LastOwnerPanicsInTasks,
    OneRootAtATime,
    LastOwnerKeepsItsThread,
    // Threads and the context.
    PollsElsewhere,
    IgnoresForeignCancels,
    ContextLeftInDestructors,
    ContextStays,
    SleepsPanicInDestructors,
    ClaimsSockets,
    ClaimsLocal,
    ClaimsThreads,
    HidesTimer,
    MiscountsTasks,
    ClockRunsBack,
    // What the factory says.
    CapitalId,
    EmptyVersion,
    NoWorkers,
    EmptyPrefix,
    SaysGlobal,
    SaysDropCancels,
    SaysJoinUnwinds,
    SaysNestedWorks,
    SaysTasksRunAlone,
    SaysNeverDropped,
    SaysJobsAreLeft,
    SaysWorkers,
    SaysRepolls,
    SaysZeroIsReady,
    SaysTimerIsCoarse,
    // Sockets, which no others have.
    ListenersTellPortZero,
    PortsAreGivenTwice,
    AddressesAreGivenTwice,
    ConnectsToNobodyHang,
    DroppedListenersListen,
    DroppedAcceptsTakeConnections,
    AcceptsForgetEachOther,
    TasksHaveNoSockets,
    SocketsStayOnThread,
    UnixFilesAreNotMade,
    UnixFilesAreRemoved,
    MissingFilesAreRefused,
    UnixIsUnsupported,
    BytesAreLost,
    BytesComeTwice,
    BytesAreSwapped,
    WritesAwaitReads,
    WritesWaitForNobody,
    ReadsAreNotWoken,
    WritesAreNotWoken,
    ReadsKeepFirstWaker,
    ClosesEndNothing,
    ClosesLoseBytes,
    ClosesEndBothDirections,
    DroppedEndsNeverEnd,
    DroppedEndsTakeWrites,
}

impl Defect {
    /// Tells whether it is one of sockets, without which it would be none.
    pub(crate) fn is_of_sockets(self) -> bool {
        matches!(
            self,
            Defect::ListenersTellPortZero
                | Defect::PortsAreGivenTwice
                | Defect::AddressesAreGivenTwice
                | Defect::ConnectsToNobodyHang
                | Defect::DroppedListenersListen
                | Defect::DroppedAcceptsTakeConnections
                | Defect::AcceptsForgetEachOther
                | Defect::TasksHaveNoSockets
                | Defect::SocketsStayOnThread
                | Defect::UnixFilesAreNotMade
                | Defect::UnixFilesAreRemoved
                | Defect::MissingFilesAreRefused
                | Defect::UnixIsUnsupported
                | Defect::BytesAreLost
                | Defect::BytesComeTwice
                | Defect::BytesAreSwapped
                | Defect::WritesAwaitReads
                | Defect::WritesWaitForNobody
                | Defect::ReadsAreNotWoken
                | Defect::WritesAreNotWoken
                | Defect::ReadsKeepFirstWaker
                | Defect::ClosesEndNothing
                | Defect::ClosesLoseBytes
                | Defect::ClosesEndBothDirections
                | Defect::DroppedEndsNeverEnd
                | Defect::DroppedEndsTakeWrites
        )
    }
}
