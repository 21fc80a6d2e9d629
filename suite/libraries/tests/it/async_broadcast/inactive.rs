use std::task::Poll;

use ::async_broadcast::{SendError, TryRecvError, TrySendError};
use runtime_matrix::Runtime;

use super::channel::{Channel, Inactive, OPEN, Receiver, Sender};
use crate::{
    by_hand::ByHand,
    waiters::{Waiters, wait_until},
};

pub(super) async fn an_inactive_receiver_keeps_the_channel_open<C: Channel>(
    _: Runtime,
    channel: C,
) {
    let (sender, receiver) = channel.broadcast(1);
    let inactive = receiver.deactivate();
    assert!(
        !sender.is_closed(),
        "an inactive receiver must keep the channel open"
    );
    match sender.try_broadcast(1) {
        Err(TrySendError::Inactive(message)) => {
            assert_eq!(
                message, 1,
                "a channel without active receivers must give the message back"
            );
        }
        other => panic!("a channel without active receivers must say so, but said {other:?}"),
    }
    let other = inactive.clone();
    drop(inactive);
    assert!(
        !sender.is_closed(),
        "a channel must stay open while it has an inactive receiver"
    );
    drop(other);
    assert!(
        sender.is_closed(),
        "the last inactive receiver dropped must close the channel"
    );
}

pub(super) async fn an_inactive_receiver_gets_nothing<C: Channel>(_: Runtime, channel: C) {
    let (sender, mut receiver) = channel.broadcast(1);
    let inactive = receiver.clone().deactivate();
    for n in 0..3 {
        let sent = sender.try_broadcast(n);
        assert_eq!(
            sent,
            Ok(None),
            "an inactive receiver must not hold the senders up"
        );
        assert_eq!(
            receiver.recv().await,
            Ok(n),
            "an inactive receiver must take nothing from the others"
        );
    }
    let mut active = inactive.activate();
    assert_eq!(
        active.try_recv(),
        Err(TryRecvError::Empty),
        "a receiver must not get what was sent while it was inactive"
    );
    sender.broadcast(3).await.expect(OPEN);
    for receiver in [&mut receiver, &mut active] {
        assert_eq!(
            receiver.recv().await,
            Ok(3),
            "a receiver must get what is sent once it is active"
        );
    }
}

pub(super) async fn a_broadcast_waits_for_an_active_receiver<C: Channel>(rt: Runtime, channel: C) {
    let (sender, receiver) = channel.broadcast(1);
    let inactive = receiver.deactivate();
    let waiters = Waiters::default();
    let waits = {
        let sender = sender.clone();
        waiters
            .clone()
            .counting(async move { sender.broadcast(1).await })
    };
    let producer = rt.spawn_named("the producer", waits);
    wait_until(&rt, || waiters.count() == 1).await;
    assert_eq!(
        sender.len(),
        0,
        "a message must not go into a channel without active receivers"
    );
    let mut receiver = inactive.activate();
    let sent = producer.await.expect("the producer must end");
    assert_eq!(sent, Ok(None), "{OPEN}");
    assert_eq!(
        receiver.recv().await,
        Ok(1),
        "a message that waited for an active receiver must reach it"
    );
}

pub(super) async fn a_broadcast_that_is_not_to_wait_fails_at_once<C: Channel>(
    _: Runtime,
    channel: C,
) {
    let (mut sender, receiver) = channel.broadcast(1);
    sender.set_await_active(false);
    let inactive = receiver.deactivate();
    let sent = ByHand::new(sender.broadcast(1)).poll();
    let sent = sent.map_err(SendError::into_inner);
    assert_eq!(
        sent,
        Poll::Ready(Err(1)),
        "a broadcast that is not to wait for active receivers must fail at once"
    );
    let mut receiver = inactive.activate();
    assert_eq!(
        receiver.try_recv(),
        Err(TryRecvError::Empty),
        "a broadcast that failed must not deliver later"
    );
}
