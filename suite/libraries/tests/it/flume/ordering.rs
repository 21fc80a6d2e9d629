use std::task::Poll;

use runtime_matrix::Runtime;

use super::channel::{CONNECTED, Channel, Receiver, Sender, send_all};
use crate::{
    by_hand::ByHand,
    waiters::{Waiters, wait_until},
};

pub(super) async fn messages_of_one_producer_arrive_in_order<C: Channel>(rt: Runtime, channel: C) {
    let (sender, receiver) = channel.bounded(4);
    let waiters = Waiters::default();
    let sends = waiters.clone().counting(send_all(sender, 0..100));
    let producer = rt.spawn_named("the producer", sends);
    wait_until(&rt, || waiters.count() == 1).await;
    for sent in 0..100 {
        assert_eq!(
            receiver.recv_async().await,
            Ok(sent),
            "messages of one producer must arrive in the order in which they were sent"
        );
    }
    let sent = producer
        .await
        .expect("the producer must end once all is received");
    assert_eq!(sent, Ok(()), "{CONNECTED}");
}

pub(super) async fn sends_that_wait_are_received_in_turn<C: Channel>(_: Runtime, channel: C) {
    let (sender, receiver) = channel.bounded(1);
    sender
        .try_send(0)
        .expect("a channel with room must take a message");
    let mut sends = [1, 2, 3].map(|n| ByHand::new(sender.send_async(n)));
    for send in &mut sends {
        assert!(
            send.poll().is_pending(),
            "a send into a full channel must wait"
        );
    }
    for n in 0..4 {
        assert_eq!(
            receiver.recv_async().await,
            Ok(n),
            "sends that wait must be received in the order in which they began to wait"
        );
    }
    for send in &mut sends {
        assert!(send.is_woken(), "a send that was received must be woken");
        assert_eq!(
            send.poll(),
            Poll::Ready(Ok(())),
            "a send that was received must have succeeded"
        );
    }
}
