use std::task::Poll;

use ::async_channel::{RecvError, SendError, TrySendError};
use runtime_matrix::Runtime;

use super::channel::{Channel, Receiver, Sender};
use crate::{
    by_hand::ByHand,
    waiters::{Waiters, wait_until},
};

pub(super) async fn a_close_wakes_every_waiting_receiver<C: Channel>(rt: Runtime, channel: C) {
    let (sender, receiver) = channel.bounded(1);
    let waiters = Waiters::default();
    let consumer = |n| {
        let (receiver, waiters) = (receiver.clone(), waiters.clone());
        let waits = waiters.counting(async move { receiver.recv().await });
        rt.spawn_named(&format!("consumer {n}"), waits)
    };
    let consumers = [0, 1, 2].map(consumer);
    wait_until(&rt, || waiters.count() == 3).await;
    sender.close();
    for consumer in consumers {
        let received = consumer.await.expect("a consumer must end");
        assert_eq!(
            received,
            Err(RecvError),
            "a receiver that waits must learn of the close"
        );
    }
}

pub(super) async fn a_close_wakes_every_waiting_sender<C: Channel>(rt: Runtime, channel: C) {
    let (sender, receiver) = channel.bounded(1);
    sender
        .send(0)
        .await
        .expect("an empty channel must take a message");
    let waiters = Waiters::default();
    let producer = |n| {
        let (sender, waiters) = (sender.clone(), waiters.clone());
        let waits =
            waiters.counting(async move { sender.send(n).await.map_err(SendError::into_inner) });
        rt.spawn_named(&format!("producer {n}"), waits)
    };
    let producers = [1, 2, 3].map(|n| (n, producer(n)));
    wait_until(&rt, || waiters.count() == 3).await;
    receiver.close();
    for (n, producer) in producers {
        let sent = producer.await.expect("a producer must end");
        assert_eq!(
            sent,
            Err(n),
            "a sender that waits must get its message back at the close"
        );
    }
}

pub(super) async fn a_closed_channel_gives_out_what_was_queued<C: Channel>(_: Runtime, channel: C) {
    let (sender, receiver) = channel.bounded(3);
    for n in 0..3 {
        sender
            .send(n)
            .await
            .expect("a channel of three must take three messages");
    }
    sender.close();
    for n in 0..3 {
        assert_eq!(
            receiver.recv().await,
            Ok(n),
            "a closed channel must still give out what was queued"
        );
    }
    assert_eq!(
        receiver.recv().await,
        Err(RecvError),
        "a closed channel must end once it is empty"
    );
}

pub(super) async fn a_closed_channel_gives_messages_back<C: Channel>(_: Runtime, channel: C) {
    let (sender, receiver) = channel.unbounded();
    receiver.close();
    let sent = sender.send(1).await.map_err(SendError::into_inner);
    assert_eq!(
        sent,
        Err(1),
        "a send into a closed channel must fail and give the message back"
    );
    match sender.try_send(2) {
        Err(TrySendError::Closed(message)) => {
            assert_eq!(
                message, 2,
                "a closed channel must give back the message that it refuses"
            );
        }
        other => panic!(
            "a try_send into a closed channel must say that it is closed, but said {other:?}"
        ),
    }
    let forced = sender.force_send(3).map_err(SendError::into_inner);
    assert_eq!(
        forced,
        Err(3),
        "a closed channel must not be forced to take a message"
    );
    assert!(
        receiver.is_empty(),
        "a closed channel must not take messages in"
    );
}

pub(super) async fn only_the_first_close_closes<C: Channel>(_: Runtime, channel: C) {
    let (sender, receiver) = channel.unbounded();
    assert!(
        !sender.is_closed(),
        "a channel must be open while both its ends live"
    );
    assert!(
        receiver.close(),
        "the first close must say that it closed the channel"
    );
    assert!(
        sender.is_closed(),
        "a channel must be closed for both its ends"
    );
    assert!(
        !receiver.close(),
        "a second close must say that it found the channel closed"
    );
    assert!(
        !sender.close(),
        "a second close must say that it found the channel closed"
    );
}

pub(super) async fn the_last_sender_dropped_ends_the_receivers<C: Channel>(
    rt: Runtime,
    channel: C,
) {
    let (sender, receiver) = channel.unbounded();
    let (last, waiters) = (sender.clone(), Waiters::default());
    let waits = waiters
        .clone()
        .counting(async move { receiver.recv().await });
    let consumer = rt.spawn_named("the consumer", waits);
    wait_until(&rt, || waiters.count() == 1).await;
    drop(sender);
    assert!(
        !last.is_closed(),
        "a channel must stay open while it has a sender"
    );
    drop(last);
    let received = consumer.await.expect("the consumer must end");
    assert_eq!(
        received,
        Err(RecvError),
        "a receiver must learn that no sender is left"
    );
}

pub(super) async fn the_last_receiver_dropped_fails_the_senders<C: Channel>(
    rt: Runtime,
    channel: C,
) {
    let (sender, receiver) = channel.bounded(1);
    sender
        .send(0)
        .await
        .expect("an empty channel must take a message");
    let (last, watch, waiters) = (receiver.clone(), sender.clone(), Waiters::default());
    let waits = waiters
        .clone()
        .counting(async move { sender.send(1).await.map_err(SendError::into_inner) });
    let producer = rt.spawn_named("the producer", waits);
    wait_until(&rt, || waiters.count() == 1).await;
    drop(receiver);
    assert!(
        !watch.is_closed(),
        "a channel must stay open while it has a receiver"
    );
    drop(last);
    let sent = producer.await.expect("the producer must end");
    assert_eq!(
        sent,
        Err(1),
        "a sender must get its message back when no receiver is left"
    );
}

pub(super) async fn closed_completes_when_nobody_receives_any_more<C: Channel>(
    rt: Runtime,
    channel: C,
) {
    let (sender, receiver) = channel.unbounded();
    let mut closed = ByHand::new(sender.closed());
    assert!(
        closed.poll().is_pending(),
        "`closed` must wait while the channel has a receiver"
    );
    let (watch, waiters) = (sender.clone(), Waiters::default());
    let waits = waiters
        .clone()
        .counting(async move { watch.closed().await });
    let watcher = rt.spawn_named("the watcher", waits);
    wait_until(&rt, || waiters.count() == 1).await;
    drop(receiver);
    watcher.await.expect("the watcher must end");
    assert_eq!(
        closed.poll(),
        Poll::Ready(()),
        "`closed` must complete once no receiver is left"
    );
}
