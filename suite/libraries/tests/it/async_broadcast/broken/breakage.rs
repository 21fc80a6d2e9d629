use crate::kills::breakages;

breakages! {
    /// Each message goes to one of the receivers only.
    SharesMessages,
    /// A clone of a receiver gets its messages two by two, the newer one first.
    ClonesSwapMessages,
    /// A message does not wake a waiting receive.
    ReceiverIsNotWoken,
    /// A message wakes one of the waiting receives.
    WakesOneReceiver,
    /// A new receiver gets what was sent before.
    NewReceiverGetsTheOld,
    /// A clone of a receiver starts with no messages.
    CloneStartsEmpty,
    /// The receivers count as one at most.
    ReceiversAreNotCounted,
    /// A full channel always overflows.
    AlwaysOverflows,
    /// The last receive of a message does not wake a waiting broadcast.
    SenderIsNotWoken,
    /// A message leaves the channel with its first receive.
    FirstReceiveMakesRoom,
    /// A full channel says that it is closed.
    FullSaysClosed,
    /// A full channel gives back another message than it refused.
    FullGivesBackAnother,
    /// The capacity stays what it was.
    CapacityIsFixed,
    /// A receiver that is dropped goes on holding its messages.
    DroppedReceiverHoldsItsMessages,
    /// A message that overflows does not give back what it replaced.
    OverflowHidesTheReplaced,
    /// A receiver is not told that it missed messages.
    LagIsSilent,
    /// A receiver is told of one message more than it missed.
    LagIsMiscounted,
    /// A stream ends when it has missed messages.
    StreamEndsAtALag,
    /// The last active receiver closes the channel when it is deactivated.
    DeactivationCloses,
    /// A channel with inactive receivers alone says that it is closed.
    InactiveSaysClosed,
    /// An inactive receiver goes on taking messages in.
    InactiveStillReceives,
    /// An activation does not wake a waiting broadcast.
    ActivationWakesNoSender,
    /// A broadcast always waits for active receivers.
    AlwaysAwaitsActive,
    /// A close does not wake the receives.
    CloseWakesNoReceiver,
    /// A close does not wake the broadcasts.
    CloseWakesNoSender,
    /// A closed channel gives back another message than it refused.
    ClosedGivesBackAnother,
    /// A close drops what was queued.
    CloseDropsTheQueue,
    /// Each close says that it was the first.
    EachCloseSaysFirst,
    /// The channel keeps a sender of its own.
    KeepsASender,
    /// The channel keeps an inactive receiver of its own.
    KeepsAReceiver,
    /// Any sender that is dropped closes the channel.
    AnySenderCloses,
    /// Any receiver that is dropped closes the channel.
    AnyReceiverCloses,
    /// A receive that is cancelled takes its message with it.
    CancelledReceiveTakesAMessage,
    /// A receive takes its message one poll before it gives it.
    TakesOnePollAhead,
    /// A broadcast that is cancelled delivers nevertheless.
    CancelledBroadcastStillDelivers,
    /// A broadcast that is cancelled after its wake does not pass it on.
    CancelledBroadcastKeepsTheWake,
    /// A blocking broadcast drops every other message.
    BlockingBroadcastDrops,
    /// A blocking receive drops every other message.
    BlockingReceiveDrops,
}
