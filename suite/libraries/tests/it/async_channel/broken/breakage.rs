use crate::kills::breakages;

breakages! {
    /// The newest message is received first.
    Lifo,
    /// The newest message is received first, while there are several senders.
    LifoAmongSenders,
    /// A bounded channel takes any number of messages.
    IgnoresTheCapacity,
    /// A full channel says that it is closed.
    FullSaysClosed,
    /// A full channel gives back another message than it refused.
    FullGivesBackAnother,
    /// An empty channel says that it is closed.
    EmptySaysClosed,
    /// A closed channel says that it is empty.
    ClosedSaysEmpty,
    /// The capacity is told as one more than it is.
    TellsAnotherCapacity,
    /// The length counts what was received too.
    LengthOnlyGrows,
    /// A receive does not wake a waiting send.
    SenderIsNotWoken,
    /// A message does not wake a waiting receive.
    ReceiverIsNotWoken,
    /// A message wakes all waiting receives.
    WakesAllReceivers,
    /// A second message wakes no other receive.
    WakesOnlyOnce,
    /// A close does not wake the receives.
    CloseWakesNoReceiver,
    /// A close does not wake the sends.
    CloseWakesNoSender,
    /// A close drops what was queued.
    CloseDropsTheQueue,
    /// Each close says that it was the first.
    EachCloseSaysFirst,
    /// A send into a closed channel says that it was sent.
    ClosedSwallowsMessages,
    /// A closed channel gives back another message than it refused.
    ClosedGivesBackAnother,
    /// The channel keeps a sender of its own.
    KeepsASender,
    /// The channel keeps a receiver of its own.
    KeepsAReceiver,
    /// Any sender that is dropped closes the channel.
    AnySenderCloses,
    /// Any receiver that is dropped closes the channel.
    AnyReceiverCloses,
    /// `closed` completes at once.
    ClosedIsAlwaysReady,
    /// `closed` is never woken.
    ClosedIsNotWoken,
    /// A receive that is cancelled takes the next message with it.
    CancelledReceiveTakesAMessage,
    /// A receive that is cancelled after its wake does not pass it on.
    CancelledReceiveKeepsTheWake,
    /// A receive takes its message one poll before it gives it.
    TakesOnePollAhead,
    /// A send that is cancelled delivers nevertheless.
    CancelledSendStillDelivers,
    /// A send that is cancelled after its wake does not pass it on.
    CancelledSendKeepsTheWake,
    /// Each tenth message is lost.
    LosesMessages,
    /// Each tenth message is received twice.
    DuplicatesMessages,
    /// A receiver takes all that is queued, and what it did not give out is dropped with it.
    Prefetches,
    /// A stream ends when the channel is empty.
    StreamEndsWhenEmpty,
    /// A stream does not end.
    StreamNeverEnds,
    /// A weak sender is a sender.
    WeakSenderIsStrong,
    /// A weak receiver is a receiver.
    WeakReceiverIsStrong,
    /// A clone does not count.
    ClonesAreNotCounted,
    /// A forced send does not return what it replaced.
    ForcedSendHidesTheReplaced,
    /// A blocking send drops every other message.
    BlockingSendDrops,
    /// A blocking receive drops every other message.
    BlockingReceiveDrops,
}
