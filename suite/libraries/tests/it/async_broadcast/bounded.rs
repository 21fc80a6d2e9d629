use std::task::Poll;

use ::async_broadcast::TrySendError;
use runtime_matrix::{JoinError, Runtime};

use super::channel::{Channel, OPEN, Receiver, Sender};
use crate::{
    by_hand::ByHand,
    waiters::{Waiters, wait_until},
};

const FULL: &str = "a broadcast into a full channel must wait";

pub(super) async fn a_broadcast_waits_for_the_slowest_receiver<C: Channel>(_: Runtime, channel: C) {
    let (sender, mut slow) = channel.broadcast(1);
    let mut fast = slow.clone();
    sender.broadcast(0).await.expect(OPEN);
    let mut broadcast = ByHand::new(sender.broadcast(1));
    assert!(broadcast.poll().is_pending(), "{FULL}");
    assert_eq!(
        fast.recv().await,
        Ok(0),
        "a receiver must not wait for a slower one"
    );
    assert!(
        broadcast.poll().is_pending(),
        "a message that one receiver has not seen must keep its room"
    );
    assert!(
        sender.is_full(),
        "a message must count until every receiver has seen it"
    );
    assert_eq!(slow.recv().await, Ok(0), "the slow receiver must lose none");
    assert!(
        broadcast.is_woken(),
        "the last receive of a message must wake the broadcast that waits for its room"
    );
    assert_eq!(
        broadcast.poll(),
        Poll::Ready(Ok(None)),
        "a broadcast must go on once there is room"
    );
    for mut receiver in [fast, slow] {
        assert_eq!(
            receiver.recv().await,
            Ok(1),
            "a message that had to wait must reach every receiver"
        );
    }
}

pub(super) async fn a_full_channel_refuses_a_try_broadcast<C: Channel>(_: Runtime, channel: C) {
    let (sender, mut receiver) = channel.broadcast(1);
    let sent = sender.try_broadcast(1);
    assert_eq!(
        sent,
        Ok(None),
        "an empty channel must take a message at once"
    );
    match sender.try_broadcast(2) {
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
    let sent = sender.try_broadcast(3);
    assert_eq!(sent, Ok(None), "a receive must make room for one more");
}

pub(super) async fn a_larger_capacity_makes_room<C: Channel>(_: Runtime, channel: C) {
    let (mut sender, mut receiver) = channel.broadcast(1);
    sender.broadcast(0).await.expect(OPEN);
    sender.set_capacity(3);
    for n in 1..3 {
        let sent = sender.try_broadcast(n);
        assert_eq!(sent, Ok(None), "a larger capacity must make room at once");
    }
    assert!(
        sender.is_full(),
        "a channel must take no more than its new capacity"
    );
    for n in 0..3 {
        assert_eq!(
            receiver.recv().await,
            Ok(n),
            "a larger capacity must keep what is queued"
        );
    }
}

pub(super) async fn a_dropped_receiver_holds_nobody_up<C: Channel>(_: Runtime, channel: C) {
    let (sender, mut receiver) = channel.broadcast(2);
    let never_receives = receiver.clone();
    for n in 0..2 {
        sender.broadcast(n).await.expect(OPEN);
        assert_eq!(receiver.recv().await, Ok(n), "each message must arrive");
    }
    let mut broadcasts = [2, 3].map(|n| ByHand::new(sender.broadcast(n)));
    for broadcast in &mut broadcasts {
        assert!(broadcast.poll().is_pending(), "{FULL}");
    }
    drop(never_receives);
    // By value: a broadcast passes its wake on when it is dropped.
    for mut broadcast in broadcasts {
        assert!(
            broadcast.is_woken(),
            "what a dropped receiver did not see must make room, and wake who waits for it"
        );
        assert_eq!(
            broadcast.poll(),
            Poll::Ready(Ok(None)),
            "a dropped receiver must not hold the senders up"
        );
    }
}

pub(super) async fn a_receiver_that_panicked_holds_nobody_up<C: Channel>(rt: Runtime, channel: C) {
    let (sender, mut receiver) = channel.broadcast(1);
    let (panics, waiters) = (receiver.clone(), Waiters::default());
    sender.broadcast(0).await.expect(OPEN);
    assert_eq!(receiver.recv().await, Ok(0), "each message must arrive");
    let waits = {
        let sender = sender.clone();
        waiters
            .clone()
            .counting(async move { sender.broadcast(1).await })
    };
    let producer = rt.spawn_named("the producer", waits);
    wait_until(&rt, || waiters.count() == 1).await;
    let task = rt.spawn_named("the receiver that panics", async move {
        let _holds_the_producer_up = panics;
        // Past the hook, which would print it in the middle of other tests.
        std::panic::resume_unwind(Box::new("the receiver had enough"));
    });
    let joined: Result<(), _> = task.await;
    assert!(
        matches!(joined, Err(JoinError::Panicked(_))),
        "the receiver must panic, but {joined:?}"
    );
    let sent = producer.await.expect("the producer must end");
    assert_eq!(sent, Ok(None), "{OPEN}");
    assert_eq!(
        receiver.recv().await,
        Ok(1),
        "a panic of a receiver must leave the channel to the others"
    );
}
