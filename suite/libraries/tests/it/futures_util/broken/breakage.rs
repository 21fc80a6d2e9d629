use crate::kills::breakages;

breakages! {
    /// An unordered set gives outputs in the order of the pushes.
    SetKeepsTheOrder,
    /// A wake of one future polls all futures of its set.
    SetPollsAll,
    /// A wake of a future does not wake its set.
    SetIsNotWoken,
    /// A set that has ended takes no more.
    SetEndsForGood,
    /// Each tenth output of a set is lost.
    SetLosesOutputs,
    /// Each tenth output of a set is given twice.
    SetRepeatsOutputs,
    /// A set that is dropped keeps its futures.
    DroppedSetKeepsItsFutures,
    /// A panic in one future drops the others of its set.
    PanicClearsTheSet,
    /// A queue gives outputs as its futures complete.
    QueueKeepsNoOrder,
    /// What is pushed to the front of a queue goes to its back.
    FrontIsBack,
    /// A queue runs its first future alone.
    QueueRunsOneAtATime,
    /// The length of a queue leaves out what completed and waits for its turn.
    QueueForgetsTheCompleted,
    /// A buffer runs all futures of its stream.
    BufferHasNoLimit,
    /// A buffer runs its first future alone.
    BufferRunsOneAtATime,
    /// An ordered buffer gives outputs as its futures complete.
    BufferKeepsNoOrder,
    /// A buffer is not woken by its stream.
    BufferIsDeafToItsStream,
    /// A buffer ends when it has to wait for its stream.
    BufferEndsBeforeItsStream,
    /// `for_each_concurrent` runs all futures of its stream.
    ForEachHasNoLimit,
    /// `for_each_concurrent` takes a limit of zero for one.
    ZeroIsOne,
    /// A select of streams takes from the first as long as it can.
    StreamsTakeNoTurns,
    /// A select of streams ends with the first of them.
    StreamsEndWithEither,
    /// A select of streams is not woken by the second.
    RightStreamIsNotWoken,
    /// A clone of a shared future gives another output.
    CloneGivesAnotherOutput,
    /// Only the clone that was polled first is woken.
    WakesTheFirstClone,
    /// A clone that is dropped takes the wake of the others with it.
    DroppedCloneTakesTheWake,
    /// A shared future outlives its clones.
    SharedOutlivesItsClones,
    /// A weak handle keeps the future.
    WeakIsStrong,
    /// A peek shows nothing.
    PeekShowsNothing,
    /// A clone waits for a future that has panicked.
    PanicIsForgotten,
    /// An abort does not wake the future.
    AbortDoesNotWake,
    /// An abort lets the future be polled once more.
    AbortPollsOnceMore,
    /// An abort is told of before there was one.
    AbortIsToldTooEarly,
    /// `join_all` gives outputs as its futures complete.
    JoinKeepsNoOrder,
    /// `try_join_all` gives the outputs in the order of the completions.
    TryJoinKeepsNoOrder,
    /// `try_join_all` waits for all its futures when one fails.
    TryJoinWaitsForAll,
    /// `try_join_all` keeps the other futures when one fails.
    TryJoinKeepsTheOthers,
    /// An error among many futures is returned at once.
    ManyFailAtOnce,
    /// A panic of a shared future wakes every clone.
    PanicWakesTheClones,
    /// `select` drops the future that lost.
    SelectDropsTheLoser,
    /// `select!` drops the future that lost.
    MacroDropsTheLoser,
    /// `select!` waits for ever when all its futures have completed.
    MacroNeverCompletes,
    /// `select!` prefers the first future.
    SelectIsBiased,
    /// `select_biased!` prefers neither.
    BiasedSelectIsNot,
    /// `catch_unwind` loses the payload.
    CatchLosesThePayload,
    /// `catch_unwind` lets panics through.
    CatchLetsThrough,
    /// `poll_immediate` waits.
    PollImmediateWaits,
    /// A mutex lets a second holder in.
    LetsASecondIn,
    /// An unlock wakes nobody.
    UnlockWakesNobody,
    /// An unlock wakes all who wait.
    UnlockWakesAll,
    /// A lock that is cancelled keeps its place.
    CancelledLockKeepsItsPlace,
    /// A lock that is cancelled after its wake does not pass it on.
    CancelledLockKeepsTheWake,
    /// A holder that panics keeps the mutex locked.
    PanicKeepsTheLock,
}
