use crate::kills::breakages;

breakages! {
    /// mpsc: a channel takes more than its capacity.
    MpscIgnoresTheCapacity,
    /// mpsc: a receive does not wake a waiting send.
    MpscSenderIsNotWoken,
    /// mpsc: the room goes to the send that asked last.
    MpscLatestGoesFirst,
    /// mpsc: a receive that is cancelled after its wake takes its message with it.
    MpscCancelledReceiveTakesAMessage,
    /// mpsc: a send that is cancelled after its wake does not pass its room on.
    MpscCancelledSendKeepsItsRoom,
    /// mpsc: a permit that is dropped does not give its room back.
    MpscDroppedPermitKeepsItsRoom,
    /// mpsc: a close drops what was queued.
    MpscCloseDropsTheQueue,
    /// mpsc: a closed channel gives back another message than it refused.
    MpscClosedGivesBackAnother,
    /// mpsc: the channel keeps a sender of its own.
    MpscKeepsASender,
    /// mpsc: a receiver that is dropped does not close the channel.
    MpscDroppedReceiverStaysOpen,
    /// mpsc: a blocking send drops every other message.
    MpscBlockingSendDrops,
    /// mpsc: a blocking receive drops every other message.
    MpscBlockingReceiveDrops,
    /// oneshot: a value does not wake the receiver.
    OneshotReceiverIsNotWoken,
    /// oneshot: a value wakes who polled the receiver first, not who polled it last.
    OneshotWakesWhoPolledFirst,
    /// oneshot: a sender that is dropped does not close the channel.
    OneshotDroppedSenderStaysOpen,
    /// oneshot: a value that nobody can receive is gone.
    OneshotSwallowsTheValue,
    /// oneshot: a receiver that is dropped does not wake who waits for that.
    OneshotClosedIsNotWoken,
    /// watch: a value that was seen stays new.
    WatchStaysChanged,
    /// watch: a value wakes one of the waiting receivers.
    WatchWakesOneReceiver,
    /// watch: a `changed` that is cancelled after its wake has seen the value.
    WatchCancelledChangedSees,
    /// watch: the channel keeps a sender of its own.
    WatchKeepsASender,
    /// watch: the value that was sent last is not seen once the sender is gone.
    WatchDropsTheLastValue,
    /// broadcast: each message goes to one of the receivers only.
    BroadcastSharesMessages,
    /// broadcast: a receiver is not told that it missed messages.
    BroadcastLagIsSilent,
    /// broadcast: the channel keeps a sender of its own.
    BroadcastKeepsASender,
    /// Mutex: every other lock is of another value.
    MutexIsTwo,
    /// Mutex: the lock goes to who asked last.
    MutexLatestGoesFirst,
    /// Mutex: a lock that is cancelled after its wake does not pass it on.
    MutexCancelledLockKeepsIt,
    /// Mutex: a panic of the holder keeps the lock.
    MutexPanicKeepsTheLock,
    /// RwLock: a reader excludes the others.
    RwLockReadersExclude,
    /// RwLock: a writer excludes nobody.
    RwLockWriterSharesIt,
    /// RwLock: a reader goes before a writer that waits.
    RwLockReadersOvertake,
    /// RwLock: a write that is cancelled keeps its place before the readers.
    RwLockCancelledWriteKeepsItsPlace,
    /// Semaphore: an acquire of one goes before an acquire of many that waits.
    SemaphoreFewerOvertake,
    /// Semaphore: an acquire that is cancelled does not give back what it had gathered.
    SemaphoreCancelledAcquireKeepsItsShare,
    /// Semaphore: an acquire that is cancelled after its wake does not pass its permit on.
    SemaphoreCancelledAcquireKeepsItsWake,
    /// Semaphore: a close does not fail who waits.
    SemaphoreCloseWakesNobody,
    /// Notify: a notification without a waiter is lost.
    NotifyForgetsThePermit,
    /// Notify: each notification without a waiter is kept.
    NotifyKeepsEachPermit,
    /// Notify: a notification goes to who waits for the shortest time.
    NotifyLatestGoesFirst,
    /// Notify: a notification of all goes to one.
    NotifyWaitersWakesOne,
    /// Notify: a notification of all is kept as a permit too.
    NotifyWaitersKeepsAPermit,
    /// Notify: a wait that is cancelled after its wake does not pass it on.
    NotifyCancelledKeepsTheWake,
    /// Barrier: it opens for one fewer.
    BarrierTakesOneFewer,
    /// Barrier: everybody leads.
    BarrierAllLead,
    /// Barrier: once open it stays open.
    BarrierStaysOpen,
    /// OnceCell: each initialiser runs.
    OnceCellRunsEach,
    /// OnceCell: an initialiser that is cancelled keeps the cell.
    OnceCellCancelledKeepsTheCell,
    /// OnceCell: an initialiser that fails leaves a value nevertheless.
    OnceCellFailureIsAValue,
}
