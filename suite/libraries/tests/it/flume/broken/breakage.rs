use crate::kills::breakages;

breakages! {
    /// The newest message is received first.
    Lifo,
    /// A bounded channel takes any number of messages.
    IgnoresTheCapacity,
    /// A full channel says that it is disconnected.
    FullSaysDisconnected,
    /// A full channel gives back another message than it refused.
    FullGivesBackAnother,
    /// An empty channel says that it is disconnected.
    EmptySaysDisconnected,
    /// A disconnected channel says that it is empty.
    DisconnectedSaysEmpty,
    /// The capacity is told as one more than it is.
    TellsAnotherCapacity,
    /// The length counts what was received too.
    LengthOnlyGrows,
    /// A drain leaves the first message where it is.
    DrainLeavesOne,
    /// A channel without capacity has room for one message.
    RendezvousQueues,
    /// A channel without capacity refuses each message that would have to wait.
    RendezvousRefuses,
    /// A receive does not wake a waiting send.
    SenderIsNotWoken,
    /// A message does not wake a waiting receive.
    ReceiverIsNotWoken,
    /// A message wakes all waiting receives.
    WakesAllReceivers,
    /// A receive whose message was taken by another is not woken again.
    WakesOnlyOnce,
    /// A receive wakes the task that polled it first.
    WakesTheFirstTask,
    /// A disconnect does not wake the receives.
    DisconnectWakesNoReceiver,
    /// A disconnect does not wake the sends.
    DisconnectWakesNoSender,
    /// A disconnect drops what was queued.
    DisconnectDropsTheQueue,
    /// A send into a disconnected channel says that it was sent.
    DisconnectedSwallowsMessages,
    /// A disconnected channel gives back another message than it refused.
    DisconnectedGivesBackAnother,
    /// The channel keeps a sender of its own.
    KeepsASender,
    /// The channel keeps a receiver of its own.
    KeepsAReceiver,
    /// Any sender that is dropped is taken for the last.
    AnySenderDisconnects,
    /// Any receiver that is dropped is taken for the last.
    AnyReceiverDisconnects,
    /// A weak sender is a sender.
    WeakSenderIsStrong,
    /// A clone does not count.
    ClonesAreNotCounted,
    /// A receive that is cancelled takes the next message with it.
    CancelledReceiveTakesAMessage,
    /// A receive that is cancelled after its wake does not pass it on.
    CancelledReceiveKeepsTheWake,
    /// A receive takes its message one poll before it gives it.
    TakesOnePollAhead,
    /// A send that is cancelled delivers nevertheless.
    CancelledSendStillDelivers,
    /// A send that is cancelled after its wake takes the next one's wake with it.
    CancelledSendKeepsTheNextWake,
    /// Each tenth message is lost.
    LosesMessages,
    /// Each tenth message is received twice.
    DuplicatesMessages,
    /// A stream ends when the channel is empty.
    StreamEndsWhenEmpty,
    /// A stream does not end.
    StreamNeverEnds,
    /// A blocking send drops every other message.
    BlockingSendDrops,
    /// A blocking receive drops every other message.
    BlockingReceiveDrops,
    /// A send that has reached its limit says that it was sent.
    TimeoutSwallowsTheMessage,
}
