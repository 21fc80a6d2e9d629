use std::{panic, task::Poll};

use ::futures_channel::oneshot::Canceled;
use runtime_matrix::{JoinError, Runtime};

use super::channel::{Oneshot, OneshotReceiver, OneshotSender};
use crate::{
    by_hand::ByHand,
    waiters::{Waiters, wait_until},
};

const ALIVE: &str = "a value must be taken while its receiver lives";

pub(super) async fn a_value_wakes_the_receiver_that_waits<L: Oneshot>(rt: Runtime, library: L) {
    let (sender, receiver) = library.oneshot();
    let waiters = Waiters::default();
    let receiver = rt.spawn_named("the receiver", waiters.clone().counting(receiver));
    wait_until(&rt, || waiters.count() == 1).await;
    assert_eq!(sender.send(1), Ok(()), "{ALIVE}");
    let received = receiver.await.expect("the receiver must end");
    assert_eq!(
        received,
        Ok(1),
        "a receiver must get the value that was sent"
    );
}

pub(super) async fn a_panic_of_the_sending_task_cancels_the_receiver<L: Oneshot>(
    rt: Runtime,
    library: L,
) {
    let (sender, receiver) = library.oneshot();
    let waiters = Waiters::default();
    let receiver = rt.spawn_named("the receiver", waiters.clone().counting(receiver));
    wait_until(&rt, || waiters.count() == 1).await;
    let panics = rt.spawn_named("the sender that panics", async move {
        let _sender = sender;
        // Past the hook, which would print it in the middle of other tests.
        panic::resume_unwind(Box::new("the sender had enough"));
    });
    let joined: Result<(), JoinError> = panics.await;
    assert!(
        matches!(joined, Err(JoinError::Panicked(_))),
        "the sender must panic, but {joined:?}"
    );
    let received = receiver.await.expect("the receiver must end");
    assert_eq!(
        received,
        Err(Canceled),
        "a receiver must learn that its sender is gone"
    );
}

pub(super) async fn a_value_that_nobody_receives_comes_back<L: Oneshot>(_: Runtime, library: L) {
    let (sender, receiver) = library.oneshot();
    assert!(!sender.is_canceled(), "{ALIVE}");
    drop(receiver);
    assert!(
        sender.is_canceled(),
        "a sender must be able to tell that its receiver is gone"
    );
    assert_eq!(
        sender.send(1),
        Err(1),
        "a value that nobody can receive must be given back"
    );
}

pub(super) async fn a_closed_receiver_has_what_was_sent_before_and_nothing_after<L: Oneshot>(
    _: Runtime,
    library: L,
) {
    let (sender, mut receiver) = library.oneshot();
    assert_eq!(sender.send(1), Ok(()), "{ALIVE}");
    receiver.close();
    assert_eq!(
        receiver.await,
        Ok(1),
        "a close must leave what was sent before to the receiver"
    );
    let (sender, mut receiver) = library.oneshot();
    receiver.close();
    assert_eq!(
        sender.send(2),
        Err(2),
        "a closed receiver must refuse a value and give it back"
    );
    assert_eq!(
        receiver.await,
        Err(Canceled),
        "a closed receiver must get nothing that is sent later"
    );
}

pub(super) async fn a_sender_learns_that_its_receiver_is_gone<L: Oneshot>(rt: Runtime, library: L) {
    let (mut sender, receiver) = library.oneshot();
    assert!(
        ByHand::new(sender.cancellation()).poll().is_pending(),
        "`cancellation` must wait while the receiver lives"
    );
    let waiters = Waiters::default();
    let waits = waiters.clone().counting(async move {
        sender.cancellation().await;
        sender
    });
    let sender = rt.spawn_named("the sender", waits);
    wait_until(&rt, || waiters.count() == 1).await;
    drop(receiver);
    let mut sender = sender.await.expect("the sender must end");
    assert_eq!(
        ByHand::new(sender.cancellation()).poll(),
        Poll::Ready(()),
        "`cancellation` must be complete once the receiver is gone"
    );
}

pub(super) async fn a_oneshot_try_recv_tells_early_from_cancelled<L: Oneshot>(
    _: Runtime,
    library: L,
) {
    let (sender, mut receiver) = library.oneshot();
    assert_eq!(
        receiver.try_recv(),
        Ok(None),
        "a receiver must say that there is no value yet"
    );
    assert_eq!(sender.send(1), Ok(()), "{ALIVE}");
    assert_eq!(
        receiver.try_recv(),
        Ok(Some(1)),
        "a receiver must get the value that was sent"
    );
    let (sender, mut receiver) = library.oneshot();
    drop(sender);
    assert_eq!(
        receiver.try_recv(),
        Err(Canceled),
        "a receiver must say that no value will come"
    );
}
