use crate::kills::breakages;

breakages! {
    /// The first poll waits, whatever there is.
    FirstPollWaits,
    /// A send does not wake the receiver.
    SendWakesNobody,
    /// A send wakes whoever polled the receiver first.
    WakesWhoPolledFirst,
    /// Another message arrives.
    CarriesAnother,
    /// A sender that is dropped does not wake the receiver.
    DropWakesNobody,
    /// A sender that panics does not end the channel.
    PanicKeepsTheSender,
    /// A send without a receiver says that it was sent.
    SwallowsMessages,
    /// A send without a receiver gives another message back.
    GivesBackAnother,
    /// A sender is told that its channel is open, whatever became of the receiver.
    SenderIsNeverClosed,
    /// A receive that is cancelled takes the message.
    CancelledReceiveTakesTheMessage,
    /// A message that nobody received is leaked.
    LeaksTheMessage,
    /// An empty channel says that it is disconnected.
    EmptySaysDisconnected,
    /// A disconnected channel says that it is empty.
    DisconnectedSaysEmpty,
    /// A channel with a message says that it is closed.
    MessageSaysClosed,
    /// A channel whose message was received says that it is open.
    ReceivedSaysOpen,
    /// A receiver that waits does not tell of its message.
    WaitingHidesTheMessage,
    /// A message is received as often as one likes.
    ReceivesTwice,
    /// A blocking receive gives another message.
    BlockingGivesAnother,
    /// A blocking receive makes a message up when the sender is gone.
    BlockingMakesUp,
    /// A receive that times out says that the channel is disconnected.
    TimeoutSaysDisconnected,
}
