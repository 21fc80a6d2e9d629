use ::flume::{RecvError, SendError, TrySendError};
use runtime_matrix::Runtime;

use super::channel::{Channel, Receiver, Sender};
use crate::waiters::{Waiters, wait_until};

pub(super) async fn the_last_sender_dropped_ends_every_receiver<C: Channel>(
    rt: Runtime,
    channel: C,
) {
    let (sender, receiver) = channel.unbounded();
    let (last, waiters) = (sender.clone(), Waiters::default());
    let consumer = |n| {
        let (receiver, waiters) = (receiver.clone(), waiters.clone());
        let waits = waiters.counting(async move { receiver.recv_async().await });
        rt.spawn_named(&format!("consumer {n}"), waits)
    };
    let consumers = [0, 1, 2].map(consumer);
    wait_until(&rt, || waiters.count() == 3).await;
    drop(sender);
    assert!(
        !receiver.is_disconnected(),
        "a channel must stay connected while it has a sender"
    );
    drop(last);
    for consumer in consumers {
        let received = consumer.await.expect("a consumer must end");
        assert_eq!(
            received,
            Err(RecvError::Disconnected),
            "a receiver that waits must learn that no sender is left"
        );
    }
}

pub(super) async fn the_last_receiver_dropped_gives_waiting_messages_back<C: Channel>(
    rt: Runtime,
    channel: C,
) {
    let (sender, receiver) = channel.bounded(0);
    let (last, waiters) = (receiver.clone(), Waiters::default());
    let producer = |n| {
        let (sender, waiters) = (sender.clone(), waiters.clone());
        let waits = waiters
            .counting(async move { sender.send_async(n).await.map_err(SendError::into_inner) });
        (n, rt.spawn_named(&format!("producer {n}"), waits))
    };
    let producers = [1, 2, 3].map(producer);
    wait_until(&rt, || waiters.count() == 3).await;
    drop(receiver);
    assert!(
        !sender.is_disconnected(),
        "a channel must stay connected while it has a receiver"
    );
    drop(last);
    for (n, producer) in producers {
        let sent = producer.await.expect("a producer must end");
        assert_eq!(
            sent,
            Err(n),
            "a sender that waits must get its message back when no receiver is left"
        );
    }
}

pub(super) async fn a_disconnected_channel_gives_out_what_was_queued<C: Channel>(
    _: Runtime,
    channel: C,
) {
    let (sender, receiver) = channel.bounded(3);
    for n in 0..3 {
        sender
            .send_async(n)
            .await
            .expect("a channel of three must take three messages");
    }
    drop(sender);
    for n in 0..3 {
        assert_eq!(
            receiver.recv_async().await,
            Ok(n),
            "a disconnected channel must still give out what was queued"
        );
    }
    assert_eq!(
        receiver.recv_async().await,
        Err(RecvError::Disconnected),
        "a disconnected channel must end once it is empty"
    );
}

pub(super) async fn a_disconnected_channel_takes_no_message<C: Channel>(_: Runtime, channel: C) {
    let (sender, receiver) = channel.unbounded();
    drop(receiver);
    let sent = sender.send_async(1).await.map_err(SendError::into_inner);
    assert_eq!(
        sent,
        Err(1),
        "a send that nobody can receive must fail and give the message back"
    );
    match sender.try_send(2) {
        Err(TrySendError::Disconnected(message)) => {
            assert_eq!(
                message, 2,
                "a disconnected channel must give back the message that it refuses"
            );
        }
        other => panic!("a try_send that nobody can receive must say so, but said {other:?}"),
    }
}
