use std::task::Poll;

use ::flume::{TryRecvError, TrySendError};
use runtime_matrix::Runtime;

use super::channel::{CONNECTED, Channel, Receiver, Sender};
use crate::by_hand::ByHand;

pub(super) async fn a_send_into_a_full_channel_waits_for_room<C: Channel>(_: Runtime, channel: C) {
    let (sender, receiver) = channel.bounded(2);
    for n in 0..2 {
        sender
            .try_send(n)
            .expect("a channel of two must take two messages");
    }
    let mut send = ByHand::new(sender.send_async(2));
    assert!(
        send.poll().is_pending(),
        "a send into a full channel must wait"
    );
    assert_eq!(
        receiver.recv_async().await,
        Ok(0),
        "the oldest message must come first"
    );
    assert!(
        send.is_woken(),
        "a receive must wake the send that waits for its room"
    );
    assert_eq!(
        send.poll(),
        Poll::Ready(Ok(())),
        "a send must go on once there is room"
    );
    for n in 1..3 {
        assert_eq!(
            receiver.recv_async().await,
            Ok(n),
            "a message that had to wait must arrive in its turn"
        );
    }
}

pub(super) async fn a_full_channel_refuses_a_try_send<C: Channel>(_: Runtime, channel: C) {
    let (sender, receiver) = channel.bounded(1);
    assert_eq!(
        sender.try_send(1),
        Ok(()),
        "an empty channel must take a message at once"
    );
    match sender.try_send(2) {
        Err(TrySendError::Full(message)) => {
            assert_eq!(
                message, 2,
                "a full channel must give back the message that it refuses"
            );
        }
        other => panic!("a full channel must say that it is full, but said {other:?}"),
    }
    assert_eq!(
        receiver.try_recv(),
        Ok(1),
        "a refused message must not replace the queued one"
    );
    assert_eq!(
        sender.try_send(3),
        Ok(()),
        "a receive must make room for one more"
    );
}

pub(super) async fn a_try_recv_tells_empty_from_disconnected<C: Channel>(_: Runtime, channel: C) {
    let (sender, receiver) = channel.unbounded();
    assert_eq!(
        receiver.try_recv(),
        Err(TryRecvError::Empty),
        "a channel with a sender and no message must be empty, not disconnected"
    );
    assert_eq!(
        sender.try_send(1),
        Ok(()),
        "an unbounded channel must take a message at once"
    );
    drop(sender);
    assert_eq!(
        receiver.try_recv(),
        Ok(1),
        "a disconnected channel must still give out what was queued"
    );
    assert_eq!(
        receiver.try_recv(),
        Err(TryRecvError::Disconnected),
        "a channel without senders and messages must be disconnected, not empty"
    );
}

pub(super) async fn length_and_capacity_tell_how_full_a_channel_is<C: Channel>(
    _: Runtime,
    channel: C,
) {
    let (sender, receiver) = channel.bounded(3);
    assert_eq!(
        sender.capacity(),
        Some(3),
        "a bounded channel must tell the capacity that was asked for"
    );
    for n in 0..3 {
        assert_eq!(sender.len(), n, "the length must count what is queued");
        assert!(!sender.is_full(), "a channel with room must not be full");
        sender.send_async(7).await.expect(CONNECTED);
    }
    assert!(
        sender.is_full(),
        "a channel with as many messages as its capacity must be full"
    );
    assert_eq!(receiver.recv_async().await, Ok(7), "{CONNECTED}");
    assert_eq!(
        sender.len(),
        2,
        "the length must not count what was received"
    );
    let (unbounded, _receiver) = channel.unbounded();
    assert_eq!(
        unbounded.capacity(),
        None,
        "an unbounded channel must have no capacity"
    );
}

pub(super) async fn a_drain_takes_all_that_is_queued<C: Channel>(_: Runtime, channel: C) {
    let (sender, receiver) = channel.bounded(3);
    for n in 0..3 {
        sender.send_async(n).await.expect(CONNECTED);
    }
    let drained: Vec<_> = receiver.drain().collect();
    assert_eq!(
        drained,
        [0, 1, 2],
        "a drain must take all that is queued, in order"
    );
    assert_eq!(
        receiver.try_recv(),
        Err(TryRecvError::Empty),
        "a drained channel must be empty"
    );
    for n in 3..6 {
        assert_eq!(
            sender.try_send(n),
            Ok(()),
            "a drained channel must have all of its room"
        );
    }
}
