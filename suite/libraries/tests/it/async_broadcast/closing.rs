use ::async_broadcast::{RecvError, SendError, TrySendError};
use runtime_matrix::Runtime;

use super::channel::{Channel, OPEN, Receiver, Sender};
use crate::waiters::{Waiters, wait_until};

pub(super) async fn a_close_wakes_every_waiting_receiver<C: Channel>(rt: Runtime, channel: C) {
    let (sender, receiver) = channel.broadcast(1);
    let receivers = [(1, receiver.clone()), (2, receiver.clone()), (3, receiver)];
    let waiters = Waiters::default();
    let tasks = receivers.map(|(n, mut receiver)| {
        let waits = async move { receiver.recv().await };
        rt.spawn_named(&format!("receiver {n}"), waiters.clone().counting(waits))
    });
    wait_until(&rt, || waiters.count() == 3).await;
    sender.close();
    for task in tasks {
        assert_eq!(
            task.await.expect("a receiver must end"),
            Err(RecvError::Closed),
            "a receiver that waits must learn of the close"
        );
    }
}

pub(super) async fn a_close_gives_the_waiting_senders_their_messages_back<C: Channel>(
    rt: Runtime,
    channel: C,
) {
    let (sender, receiver) = channel.broadcast(1);
    sender.broadcast(0).await.expect(OPEN);
    let waiters = Waiters::default();
    let producers = [1, 2, 3].map(|n| {
        let sender = sender.clone();
        let waits = async move { sender.broadcast(n).await.map_err(SendError::into_inner) };
        let waits = waiters.clone().counting(waits);
        (n, rt.spawn_named(&format!("producer {n}"), waits))
    });
    wait_until(&rt, || waiters.count() == 3).await;
    receiver.close();
    for (n, producer) in producers {
        assert_eq!(
            producer.await.expect("a producer must end"),
            Err(n),
            "a sender that waits must get its message back at the close"
        );
    }
    match sender.try_broadcast(4) {
        Err(TrySendError::Closed(message)) => {
            assert_eq!(
                message, 4,
                "a closed channel must give back the message that it refuses"
            );
        }
        other => panic!("a closed channel must say that it is closed, but said {other:?}"),
    }
}

pub(super) async fn a_closed_channel_gives_out_what_was_queued<C: Channel>(_: Runtime, channel: C) {
    let (sender, receiver) = channel.broadcast(3);
    for n in 0..3 {
        sender.broadcast(n).await.expect(OPEN);
    }
    sender.close();
    for mut receiver in [receiver.clone(), receiver] {
        for n in 0..3 {
            assert_eq!(
                receiver.recv().await,
                Ok(n),
                "a closed channel must still give each receiver what was queued"
            );
        }
        assert_eq!(
            receiver.recv().await,
            Err(RecvError::Closed),
            "a closed channel must end once it is empty"
        );
    }
}

pub(super) async fn only_the_first_close_closes<C: Channel>(_: Runtime, channel: C) {
    let (sender, receiver) = channel.broadcast(1);
    assert!(
        receiver.close(),
        "the first close must say that it closed the channel"
    );
    assert!(
        sender.is_closed(),
        "a channel must be closed for both its ends"
    );
    assert!(
        !receiver.close() && !sender.close(),
        "a second close must say that it found the channel closed"
    );
    let _another = (sender.clone(), sender.new_receiver());
    assert!(
        sender.is_closed(),
        "a channel that is closed must not open again for new ends"
    );
}

pub(super) async fn the_last_sender_dropped_ends_the_receivers<C: Channel>(
    rt: Runtime,
    channel: C,
) {
    let (sender, mut receiver) = channel.broadcast(1);
    let (last, waiters) = (sender.clone(), Waiters::default());
    let waits = async move { receiver.recv().await };
    let receiver = rt.spawn_named("the receiver", waiters.clone().counting(waits));
    wait_until(&rt, || waiters.count() == 1).await;
    drop(sender);
    assert!(
        !last.is_closed(),
        "a channel must stay open while it has a sender"
    );
    drop(last);
    assert_eq!(
        receiver.await.expect("the receiver must end"),
        Err(RecvError::Closed),
        "a receiver must learn that no sender is left"
    );
}

pub(super) async fn the_last_receiver_dropped_fails_the_senders<C: Channel>(
    rt: Runtime,
    channel: C,
) {
    let (sender, receiver) = channel.broadcast(1);
    let inactive = receiver.clone().deactivate();
    drop(receiver);
    let (watch, waiters) = (sender.clone(), Waiters::default());
    let waits = async move { sender.broadcast(1).await.map_err(SendError::into_inner) };
    let producer = rt.spawn_named("the producer", waiters.clone().counting(waits));
    wait_until(&rt, || waiters.count() == 1).await;
    assert!(
        !watch.is_closed(),
        "a channel must stay open while it has a receiver"
    );
    drop(inactive);
    assert_eq!(
        producer.await.expect("the producer must end"),
        Err(1),
        "a sender must get its message back when no receiver is left"
    );
}
