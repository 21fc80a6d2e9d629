use ::futures_channel::mpsc::{RecvError, SendError};
use futures_util::StreamExt;
use runtime_matrix::{Runtime, Task};

use super::channel::{Mpsc, OPEN, Receiver, Sender, ready};
use crate::waiters::{Waiters, wait_until};

pub(super) async fn a_closed_channel_gives_out_what_was_sent<L: Mpsc>(_: Runtime, library: L) {
    let (mut sender, mut receiver) = library.channel(3);
    for n in 0..3 {
        sender.try_send(n).expect(OPEN);
    }
    receiver.close();
    for n in 0..3 {
        assert_eq!(
            receiver.recv().await,
            Ok(n),
            "a closed channel must still give out what was sent before"
        );
    }
    assert_eq!(
        receiver.recv().await,
        Err(RecvError),
        "a closed channel must end once it is empty"
    );
}

pub(super) async fn a_closed_channel_gives_messages_back<L: Mpsc>(_: Runtime, library: L) {
    let (mut sender, mut receiver) = library.channel(3);
    assert!(!sender.is_closed(), "{OPEN}");
    receiver.close();
    assert!(
        sender.is_closed(),
        "a channel that its receiver closed must be closed for its sender"
    );
    match sender.try_send(1) {
        Err(error) if error.is_disconnected() => assert_eq!(
            error.into_inner(),
            1,
            "a closed channel must give back the message that it refuses"
        ),
        other => panic!("a closed channel must refuse a message, but said {other:?}"),
    }
    let readiness = ready(&mut sender).await;
    assert!(
        readiness.is_err_and(|error| error.is_disconnected()),
        "a sender must not wait for a closed channel"
    );
}

pub(super) async fn a_close_wakes_every_sender_that_waits<L: Mpsc>(rt: Runtime, library: L) {
    let (sender, mut receiver) = library.channel(0);
    let producers = spawn_waiting(&rt, &sender).await;
    receiver.close();
    for producer in producers {
        let readiness = producer.await.expect("a producer must end");
        assert!(
            readiness.is_err_and(|error| error.is_disconnected()),
            "a sender that waits must learn of the close"
        );
    }
}

pub(super) async fn a_dropped_receiver_wakes_every_sender_that_waits<L: Mpsc>(
    rt: Runtime,
    library: L,
) {
    let (sender, receiver) = library.channel(0);
    let producers = spawn_waiting(&rt, &sender).await;
    drop(receiver);
    for producer in producers {
        let readiness = producer.await.expect("a producer must end");
        assert!(
            readiness.is_err_and(|error| error.is_disconnected()),
            "a sender that waits must learn that its receiver is gone"
        );
    }
}

pub(super) async fn the_last_sender_dropped_ends_the_receiver<L: Mpsc>(rt: Runtime, library: L) {
    let (sender, receiver) = library.channel(1);
    let (mut last, waiters) = (sender.clone(), Waiters::default());
    let messages = receiver.collect::<Vec<_>>();
    let consumer = rt.spawn_named("the consumer", waiters.clone().counting(messages));
    wait_until(&rt, || waiters.count() == 1).await;
    drop(sender);
    last.try_send(1)
        .expect("a channel must stay open while it has a sender");
    drop(last);
    let messages = consumer.await.expect("the consumer must end");
    assert_eq!(
        messages,
        [1],
        "a receiver must get what was sent, then learn that no sender is left"
    );
}

pub(super) async fn one_sender_can_close_the_channel_for_all<L: Mpsc>(rt: Runtime, library: L) {
    let (mut sender, receiver) = library.channel(1);
    let (mut other, waiters) = (sender.clone(), Waiters::default());
    let messages = receiver.collect::<Vec<_>>();
    let consumer = rt.spawn_named("the consumer", waiters.clone().counting(messages));
    wait_until(&rt, || waiters.count() == 1).await;
    sender.try_send(1).expect(OPEN);
    sender.close_channel();
    assert!(
        other.is_closed(),
        "a channel that one sender closed must be closed for the others"
    );
    assert!(
        other
            .try_send(2)
            .is_err_and(|error| error.is_disconnected()),
        "a channel that one sender closed must refuse the messages of others"
    );
    let messages = consumer.await.expect("the consumer must end");
    assert_eq!(
        messages,
        [1],
        "a receiver must get what was sent before the close, then end"
    );
}

pub(super) async fn a_disconnected_sender_leaves_the_channel_to_the_others<L: Mpsc>(
    _: Runtime,
    library: L,
) {
    let (mut sender, mut receiver) = library.channel(1);
    let mut other = sender.clone();
    sender.disconnect();
    assert!(
        sender
            .try_send(1)
            .is_err_and(|error| error.is_disconnected()),
        "a sender that was disconnected must send nothing"
    );
    other
        .try_send(2)
        .expect("a sender that was disconnected must not close the channel");
    assert_eq!(receiver.recv().await, Ok(2), "{OPEN}");
    other.disconnect();
    assert_eq!(
        receiver.recv().await,
        Err(RecvError),
        "a channel must end when all its senders are disconnected"
    );
}

/// Spawns senders that have used their slots, and returns once all of them wait.
async fn spawn_waiting<S: Sender>(rt: &Runtime, sender: &S) -> [Task<Result<(), SendError>>; 3] {
    let waiters = Waiters::default();
    let producers = [1, 2, 3].map(|n| {
        let mut sender = sender.clone();
        sender.try_send(n).expect(OPEN);
        let waits = waiters
            .clone()
            .counting(async move { ready(&mut sender).await });
        rt.spawn_named(&format!("producer {n}"), waits)
    });
    wait_until(rt, || waiters.count() == 3).await;
    producers
}
