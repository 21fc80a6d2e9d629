use std::{future::IntoFuture, sync::Arc, task::Poll};

use ::oneshot::RecvError;
use runtime_matrix::{JoinError, Runtime};

use super::channel::{Channel, OPEN, Sender};
use crate::{
    by_hand::ByHand,
    waiters::{Waiters, wait_until},
};

pub(super) async fn a_dropped_sender_ends_the_receiver<C: Channel>(rt: Runtime, channel: C) {
    let (sender, receiver) = channel.channel();
    let waiters = Waiters::default();
    let waits = waiters.clone().counting(receiver.into_future());
    let receive = rt.spawn_named("the receiver", waits);
    wait_until(&rt, || waiters.count() == 1).await;
    drop(sender);
    let received = receive.await.expect("the receiver must end");
    assert_eq!(
        received,
        Err(RecvError),
        "a receiver must learn that nothing will be sent"
    );
}

pub(super) async fn a_panic_of_the_sender_ends_the_receiver<C: Channel>(rt: Runtime, channel: C) {
    let (sender, receiver) = channel.channel();
    let waiters = Waiters::default();
    let waits = waiters.clone().counting(receiver.into_future());
    let receive = rt.spawn_named("the receiver", waits);
    wait_until(&rt, || waiters.count() == 1).await;
    let panics = rt.spawn_named("the sender that panics", async move {
        let _sender = sender;
        // Past the hook, which would print it in the middle of other tests.
        std::panic::resume_unwind(Box::new("the sender had enough"));
    });
    let joined: Result<(), _> = panics.await;
    assert!(
        matches!(joined, Err(JoinError::Panicked(_))),
        "the sender must panic, but {joined:?}"
    );
    let received = receive.await.expect("the receiver must end");
    assert_eq!(
        received,
        Err(RecvError),
        "a receiver must learn that its sender has panicked"
    );
}

pub(super) async fn a_send_without_a_receiver_gives_the_message_back<C: Channel>(
    _: Runtime,
    channel: C,
) {
    let (sender, receiver) = channel.channel();
    assert!(!sender.is_closed(), "a receiver must keep its channel open");
    drop(receiver);
    assert!(
        sender.is_closed(),
        "a sender must learn that its receiver is gone"
    );
    let message = Arc::new(1);
    assert_eq!(
        sender.send(Arc::clone(&message)),
        Err(Arc::new(1)),
        "a send must fail without a receiver, and give the message back"
    );
    assert_eq!(
        Arc::strong_count(&message),
        1,
        "a message that was given back must not stay in the channel"
    );
}

pub(super) async fn a_receive_cancelled_before_its_wake_fails_the_send<C: Channel>(
    _: Runtime,
    channel: C,
) {
    let (sender, receiver) = channel.channel();
    let mut receive = ByHand::new(receiver.into_future());
    assert_eq!(receive.poll(), Poll::Pending, "a receiver must wait");
    drop(receive);
    assert_eq!(
        sender.send(Arc::new(1)),
        Err(Arc::new(1)),
        "a receive that was cancelled must not take a message"
    );
}

pub(super) async fn a_message_that_nobody_receives_is_dropped<C: Channel>(_: Runtime, channel: C) {
    let message = Arc::new(1);
    for polls in 0..2 {
        let (sender, receiver) = channel.channel();
        let mut receive = ByHand::new(receiver.into_future());
        for _ in 0..polls {
            assert_eq!(receive.poll(), Poll::Pending, "a receiver must wait");
        }
        assert_eq!(sender.send(Arc::clone(&message)), Ok(()), "{OPEN}");
        assert_eq!(Arc::strong_count(&message), 2, "it must be on its way");
        drop(receive);
        assert_eq!(
            Arc::strong_count(&message),
            1,
            "a message must be dropped with the receiver that did not take it"
        );
    }
}
