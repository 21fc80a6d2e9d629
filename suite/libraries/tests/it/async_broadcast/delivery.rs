use std::task::Poll;

use ::async_broadcast::TryRecvError;
use runtime_matrix::Runtime;

use super::channel::{Channel, Message, OPEN, Receiver, Sender};
use crate::{
    by_hand::ByHand,
    waiters::{Waiters, wait_until},
};

pub(super) async fn each_receiver_gets_every_message<C: Channel>(rt: Runtime, channel: C) {
    let (sender, receiver) = channel.broadcast(3);
    let receivers = [receiver.clone(), receiver.clone(), receiver];
    let waiters = Waiters::default();
    let tasks = receivers
        .map(|receiver| rt.spawn_named("a receiver", waiters.clone().counting(drain(receiver))));
    wait_until(&rt, || waiters.count() == 3).await;
    for n in 0..50 {
        let sent = sender.broadcast(n).await;
        assert_eq!(sent, Ok(None), "{OPEN}");
    }
    drop(sender);
    let all: Vec<_> = (0..50).collect();
    for task in tasks {
        assert_eq!(
            task.await.expect("a receiver must end"),
            all,
            "each receiver must get every message, in the order in which they were sent"
        );
    }
}

pub(super) async fn all_receivers_see_the_same_order<C: Channel>(rt: Runtime, channel: C) {
    let (sender, receiver) = channel.broadcast(4);
    let tasks =
        [receiver.clone(), receiver].map(|receiver| rt.spawn_named("a receiver", drain(receiver)));
    for producer in 0..3 {
        let sender = sender.clone();
        let sends = async move {
            for n in 0..20 {
                // Fails once the body has failed, which must stay the first failure.
                if sender.broadcast(producer * 100 + n).await.is_err() {
                    return;
                }
            }
        };
        rt.spawn_named(&format!("producer {producer}"), sends)
            .detach();
    }
    drop(sender);
    let [first, second] = tasks;
    let first = first.await.expect("a receiver must end");
    let second = second.await.expect("a receiver must end");
    assert_eq!(
        first, second,
        "all receivers must see the messages in the same order"
    );
    for producer in 0..3 {
        let of_one = first.iter().copied().filter(|n| n / 100 == producer);
        let sent: Vec<_> = (0..20).map(|n| producer * 100 + n).collect();
        assert_eq!(
            of_one.collect::<Vec<_>>(),
            sent,
            "messages of producer {producer} must keep their order among others"
        );
    }
}

pub(super) async fn a_message_wakes_every_waiting_receiver<C: Channel>(_: Runtime, channel: C) {
    let (sender, receiver) = channel.broadcast(1);
    let mut receivers = [receiver.clone(), receiver.clone(), receiver];
    let mut receives = receivers.each_mut().map(|one| ByHand::new(one.recv()));
    for receive in &mut receives {
        assert!(
            receive.poll().is_pending(),
            "a receive must wait while the channel is empty"
        );
    }
    sender.broadcast(1).await.expect(OPEN);
    assert_eq!(
        receives.each_ref().map(ByHand::is_woken),
        [true; 3],
        "a message must wake every receiver that waits"
    );
    for receive in &mut receives {
        assert_eq!(
            receive.poll(),
            Poll::Ready(Ok(1)),
            "each receiver that was woken must get the message"
        );
    }
}

pub(super) async fn a_new_receiver_sees_only_what_comes_after<C: Channel>(_: Runtime, channel: C) {
    let (sender, mut old) = channel.broadcast(2);
    sender.broadcast(1).await.expect(OPEN);
    let mut new = sender.new_receiver();
    assert_eq!(
        new.try_recv(),
        Err(TryRecvError::Empty),
        "a new receiver must not see what was sent before"
    );
    sender.broadcast(2).await.expect(OPEN);
    assert_eq!(
        new.recv().await,
        Ok(2),
        "a new receiver must see what is sent from then on"
    );
    for n in 1..3 {
        assert_eq!(
            old.recv().await,
            Ok(n),
            "a new receiver must not change what the others see"
        );
    }
    assert_eq!(
        sender.len(),
        0,
        "what every receiver has seen must leave the channel"
    );
}

pub(super) async fn a_clone_has_the_same_messages_queued<C: Channel>(_: Runtime, channel: C) {
    let (sender, mut receiver) = channel.broadcast(3);
    for n in 0..3 {
        sender.broadcast(n).await.expect(OPEN);
    }
    assert_eq!(
        receiver.recv().await,
        Ok(0),
        "the oldest message must come first"
    );
    let clone = receiver.clone();
    drop(sender);
    for receiver in [receiver, clone] {
        assert_eq!(
            drain(receiver).await,
            [1, 2],
            "a clone must have the same messages queued, no more and no fewer"
        );
    }
}

pub(super) async fn clones_are_counted<C: Channel>(_: Runtime, channel: C) {
    let (sender, receiver) = channel.broadcast(1);
    let (other_sender, other) = (sender.clone(), receiver.clone());
    let inactive = [sender.new_receiver(), receiver.clone()].map(Receiver::deactivate);
    let counts = || {
        let receivers = (sender.receiver_count(), sender.inactive_receiver_count());
        (sender.sender_count(), receivers.0, receivers.1)
    };
    assert_eq!(
        counts(),
        (2, 2, 2),
        "each sender, receiver and inactive receiver must count as one"
    );
    drop((other_sender, other, inactive));
    assert_eq!(counts(), (1, 1, 0), "what was dropped must not count");
}

async fn drain<R: Receiver>(mut receiver: R) -> Vec<Message> {
    let mut received = Vec::new();
    while let Ok(message) = receiver.recv().await {
        received.push(message);
    }
    received
}
