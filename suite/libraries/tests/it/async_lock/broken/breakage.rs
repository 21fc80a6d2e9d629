use crate::kills::breakages;

breakages! {
    /// A lock gives a copy of the value, and no exclusion.
    MutexDoesNotExclude,
    /// A try_lock gets the mutex while it is locked.
    TryLockAlwaysLocks,
    /// An unlock does not wake a waiting lock.
    UnlockWakesNobody,
    /// The locks that wait are in no queue: an unlock wakes all of them, and the first to come gets in.
    MutexHasNoQueue,
    /// A lock that is cancelled before its wake keeps its place.
    CancelledLockKeepsItsPlace,
    /// A lock that is cancelled after its wake does not pass it on.
    CancelledLockKeepsTheWake,
    /// A guard that is dropped by a panic does not unlock.
    PanicKeepsTheMutex,
    /// A blocking lock does not lock.
    BlockingLockDoesNotLock,
    /// A reader keeps others out.
    ReadersExcludeEachOther,
    /// A writer lets readers in.
    WriterDoesNotExclude,
    /// There may be several upgradable readers.
    UpgradableReadersShare,
    /// New readers get in before a writer that waits.
    WaitingWriterIsOvertaken,
    /// The last reader does not wake the writer.
    LastReaderWakesNobody,
    /// A writer that leaves does not wake the readers.
    WriterWakesNoReader,
    /// A write that is cancelled before its wake keeps its place.
    CancelledWriteKeepsItsPlace,
    /// A write that is cancelled after its wake does not pass it on.
    CancelledWriteKeepsTheWake,
    /// A write is dropped once it has finished, so it does not hold back the next.
    FinishedWriteIsDropped,
    /// An upgrade does not wait for the readers.
    UpgradeDoesNotWait,
    /// An upgrade that is cancelled keeps its place.
    CancelledUpgradeKeepsItsPlace,
    /// A writer that is downgraded gives the lock up.
    DowngradeGivesUp,
    /// A writer that is downgraded stays a writer.
    DowngradeKeepsReadersOut,
    /// A semaphore has a permit more than it was made with.
    OnePermitTooMany,
    /// A guard that is forgotten releases its permit.
    ForgottenGuardReleases,
    /// A released permit does not wake an acquire.
    ReleaseWakesNobody,
    /// A released permit wakes all acquires.
    ReleaseWakesAll,
    /// At most one permit is added at a time.
    AddsOnePermit,
    /// An acquire that is cancelled before its wake keeps its place.
    CancelledAcquireKeepsItsPlace,
    /// An acquire that is cancelled after its wake does not pass it on.
    CancelledAcquireKeepsTheWake,
    /// An acquire is dropped once it has finished, so it does not hold back the next.
    FinishedAcquireIsDropped,
    /// A barrier opens for one task fewer.
    BarrierOpensEarly,
    /// A barrier opens for one task more.
    BarrierOpensLate,
    /// The last to arrive does not wake the others.
    ArrivalWakesNobody,
    /// Each task that passes a barrier is the leader.
    EverybodyLeads,
    /// A barrier that has opened stays open.
    BarrierStaysOpen,
    /// Each initializer runs.
    EachInitializerRuns,
    /// An initializer that fails fills the cell.
    FailureFillsTheCell,
    /// The end of an initializer does not wake the next.
    InitializerWakesNobody,
    /// After the panic of an initializer, the cell waits for it still.
    PanicKeepsTheCellBusy,
    /// After the cancellation of an initializer, the cell waits for it still.
    CancellationKeepsTheCellBusy,
    /// A value that is set does not end the waits for it.
    SetWakesNobody,
    /// A set into a full cell says that it was set.
    SetSwallowsTheSecond,
    /// A try_set says that it was set, whatever the cell's state.
    TrySetAlwaysSets,
    /// A blocking wait returns at once.
    BlockingWaitDoesNotWait,
}
