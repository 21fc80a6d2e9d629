use crate::kills::breakages;

breakages! {
    /// The newest message is received first.
    Lifo,
    /// A bounded channel takes any number of messages.
    IgnoresTheBuffer,
    /// All senders share one slot.
    OneSlotForAllSenders,
    /// A full channel says that it is disconnected.
    FullSaysDisconnected,
    /// A full channel gives back another message than it refused.
    FullGivesBackAnother,
    /// A receive does not wake a waiting sender.
    SenderIsNotWoken,
    /// A receive wakes all waiting senders.
    WakesAllSenders,
    /// A receive wakes the task that polled the sender first.
    WakesTheFirstTask,
    /// No sender is woken after one was dropped while it waited.
    DroppedSenderHoldsUpTheOthers,
    /// Each tenth message is lost.
    LosesMessages,
    /// Each tenth message is received twice.
    DuplicatesMessages,
    /// A close drops what was sent before.
    CloseDropsTheQueue,
    /// A close does not wake the senders.
    CloseWakesNoSender,
    /// A send into a closed channel says that it was sent.
    ClosedSwallowsMessages,
    /// A closed channel gives back another message than it refused.
    ClosedGivesBackAnother,
    /// The channel keeps a sender of its own.
    KeepsASender,
    /// Any sender that is dropped closes the channel.
    AnySenderCloses,
    /// A sender that closes the channel disconnects itself alone.
    CloseChannelOnlyDisconnects,
    /// A sender that disconnects itself closes the channel.
    DisconnectClosesTheChannel,
    /// A sender that disconnects itself stays connected.
    DisconnectDoesNothing,
    /// A message does not wake a waiting receive.
    ReceiverIsNotWoken,
    /// A receive that is cancelled after its wake takes its message with it.
    CancelledReceiveTakesItsMessage,
    /// A receive takes its message one poll before it gives it.
    TakesOnePollAhead,
    /// An empty channel says that it is closed.
    EmptySaysClosed,
    /// A closed channel says that it is empty.
    ClosedSaysEmpty,
    /// A stream ends when the channel is empty.
    StreamEndsWhenEmpty,
    /// A stream does not end.
    StreamNeverEnds,
    /// An unbounded channel is full with a hundred messages.
    UnboundedHasABound,
    /// The length counts what was received too.
    LengthOnlyGrows,
    /// A value does not wake the receiver of a oneshot.
    OneshotIsNotWoken,
    /// A oneshot keeps its sender for ever.
    OneshotKeepsItsSender,
    /// A oneshot without receiver says that the value was sent.
    OneshotSwallowsTheValue,
    /// A close of a oneshot drops what was sent before.
    OneshotCloseDropsTheValue,
    /// A close of a oneshot does nothing.
    OneshotIgnoresItsClose,
    /// `cancellation` completes at once.
    CancellationIsAlwaysReady,
    /// `cancellation` is never woken.
    CancellationIsNotWoken,
    /// A oneshot without a value says that it was cancelled.
    EarlySaysCancelled,
}
