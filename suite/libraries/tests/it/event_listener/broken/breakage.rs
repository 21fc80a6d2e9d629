use crate::kills::breakages;

breakages! {
    /// A listener that is polled goes to the end of the queue.
    PollGoesToTheEnd,
    /// Each notification reaches all.
    NotifiesAll,
    /// A notification reaches one listener at most.
    NotifiesOneAtMost,
    /// A notification says that it reached as many as it names.
    SaysWhatWasAsked,
    /// Each notification is additional.
    EachNotificationIsAdditional,
    /// No notification is additional.
    NoNotificationIsAdditional,
    /// A notification that reaches nobody is kept for the next listener.
    RemembersNotifications,
    /// A listener listens from its first poll on.
    ListensAtItsFirstPoll,
    /// A listener is not woken.
    ListenerIsNotWoken,
    /// A listener that is dropped keeps its place.
    DroppedKeepsItsPlace,
    /// A listener that is dropped keeps its notification.
    DroppedKeepsItsNotification,
    /// What is passed on is never additional.
    PassesOnPlainly,
    /// What is passed on is always additional.
    PassesOnAdditionally,
    /// A discard passes the notification on.
    DiscardPassesOn,
    /// A discard says that there was no notification.
    DiscardSaysNothing,
    /// A listener on the stack keeps its notification when it is dropped.
    StackKeepsItsNotification,
    /// A listener counts when it has gone, too.
    CountsTheGone,
    /// An event never says that a listener is notified.
    NeverSaysNotified,
    /// An event says that no listener is notified when none is left.
    NobodyLeftIsNotNotified,
    /// A listener says that it listens to each event.
    ListensToAll,
    /// Each listener gets the same tag.
    EachTagIsTheSame,
    /// A notification that is passed on has lost its tag.
    PassesOnWithoutTheTag,
    /// A job that has waited listens still.
    WaitKeepsListening,
    /// A job whose time is out listens still.
    TimeoutKeepsListening,
    /// A job whose time is out says that it was notified.
    TimeoutSaysNotified,
}
