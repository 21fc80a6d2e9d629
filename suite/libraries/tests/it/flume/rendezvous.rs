use std::task::Poll;

use ::flume::TrySendError;
use runtime_matrix::Runtime;

use super::channel::{Channel, Receiver, Sender};
use crate::by_hand::ByHand;

pub(super) async fn a_rendezvous_send_waits_until_it_is_received<C: Channel>(
    _: Runtime,
    channel: C,
) {
    let (sender, receiver) = channel.bounded(0);
    let mut send = ByHand::new(sender.send_async(1));
    assert!(
        send.poll().is_pending(),
        "a channel without capacity must not take a message that nobody receives"
    );
    assert_eq!(
        receiver.recv_async().await,
        Ok(1),
        "a receive must take the message of a send that waits"
    );
    assert!(
        send.is_woken(),
        "a receive must wake the send whose message it took"
    );
    assert_eq!(
        send.poll(),
        Poll::Ready(Ok(())),
        "a send that was received must have succeeded"
    );
}

pub(super) async fn a_rendezvous_try_send_needs_a_receiver_that_waits<C: Channel>(
    _: Runtime,
    channel: C,
) {
    let (sender, receiver) = channel.bounded(0);
    assert_eq!(
        sender.try_send(1),
        Err(TrySendError::Full(1)),
        "a channel without capacity must refuse a message that nobody waits for"
    );
    let mut receive = ByHand::new(receiver.recv_async());
    assert!(
        receive.poll().is_pending(),
        "a receive must wait for a sender"
    );
    assert_eq!(
        sender.try_send(2),
        Ok(()),
        "a channel without capacity must hand a message to a receive that waits"
    );
    assert!(
        receive.is_woken(),
        "a message must wake the receive that waits for it"
    );
    assert_eq!(
        receive.poll(),
        Poll::Ready(Ok(2)),
        "the receive that waited must get the message"
    );
}
