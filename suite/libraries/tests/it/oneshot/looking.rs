use std::{future::IntoFuture, sync::Arc, task::Poll};

use ::oneshot::{RecvError, TryRecvError};
use runtime_matrix::Runtime;

use super::channel::{AsyncReceiver, Channel, OPEN, Receiver, Sender};
use crate::by_hand::ByHand;

pub(super) async fn a_try_recv_tells_empty_from_disconnected<C: Channel>(_: Runtime, channel: C) {
    let (sender, receiver) = channel.channel();
    assert_eq!(
        receiver.try_recv(),
        Err(TryRecvError::Empty),
        "a channel with a sender must be empty, not disconnected"
    );
    drop(sender);
    assert_eq!(
        receiver.try_recv(),
        Err(TryRecvError::Disconnected),
        "a channel without a sender must be disconnected, not empty"
    );
}

pub(super) async fn a_receiver_tells_what_to_expect<C: Channel>(_: Runtime, channel: C) {
    let (sender, receiver) = channel.channel();
    let look = |receiver: &C::Receiver| (receiver.has_message(), receiver.is_closed());
    assert_eq!(
        look(&receiver),
        (false, false),
        "a new channel must be open and empty"
    );
    assert_eq!(sender.send(Arc::new(1)), Ok(()), "{OPEN}");
    assert_eq!(
        look(&receiver),
        (true, false),
        "a channel must not be closed before its message is received"
    );
    assert_eq!(receiver.try_recv(), Ok(Arc::new(1)), "it must be there");
    assert_eq!(
        look(&receiver),
        (false, true),
        "a channel must be closed once its message is received"
    );
}

pub(super) async fn a_receiver_that_waits_tells_what_to_expect<C: Channel>(_: Runtime, channel: C) {
    let (sender, receiver) = channel.channel();
    let mut receive = receiver.into_future();
    let look =
        |receive: &<C::Receiver as Receiver>::Async| (receive.has_message(), receive.is_closed());
    let polled = ByHand::new(&mut receive).poll();
    assert_eq!(polled, Poll::Pending, "a receiver must wait");
    assert_eq!(
        look(&receive),
        (false, false),
        "a channel must be open and empty while its receiver waits"
    );
    assert_eq!(sender.send(Arc::new(1)), Ok(()), "{OPEN}");
    assert_eq!(
        look(&receive),
        (true, false),
        "a receiver that was woken must tell of its message"
    );
}

pub(super) async fn a_message_is_received_once<C: Channel>(_: Runtime, channel: C) {
    let (sender, receiver) = channel.channel();
    assert_eq!(sender.send(Arc::new(1)), Ok(()), "{OPEN}");
    assert_eq!(receiver.try_recv(), Ok(Arc::new(1)), "it must be there");
    assert_eq!(
        receiver.try_recv(),
        Err(TryRecvError::Disconnected),
        "a message must not be received twice"
    );
    assert_eq!(
        receiver.await,
        Err(RecvError),
        "nobody must wait for a message that was received"
    );
}
