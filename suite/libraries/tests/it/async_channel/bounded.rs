use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::SeqCst},
    },
    task::Poll,
};

use ::async_channel::{SendError, TryRecvError, TrySendError};
use runtime_matrix::Runtime;

use super::channel::{Channel, Message, OPEN, Receiver, Sender};
use crate::{
    by_hand::ByHand,
    waiters::{Waiters, wait_until},
};

pub(super) async fn a_send_into_a_full_channel_waits_for_room<C: Channel>(_: Runtime, channel: C) {
    let (sender, receiver) = channel.bounded(2);
    for n in 0..2 {
        assert_eq!(
            sender.try_send(n),
            Ok(()),
            "a channel of two must take two messages"
        );
    }
    let mut send = ByHand::new(sender.send(2));
    assert!(
        send.poll().is_pending(),
        "a send into a full channel must wait"
    );
    assert_eq!(
        receiver.recv().await,
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
            receiver.recv().await,
            Ok(n),
            "a message that had to wait must arrive in its turn"
        );
    }
}

pub(super) async fn a_producer_runs_ahead_by_the_capacity_at_most<C: Channel>(
    rt: Runtime,
    channel: C,
) {
    let (sender, receiver) = channel.bounded(3);
    let (sent, waiters) = (Arc::new(AtomicU32::new(0)), Waiters::default());
    let producer = rt.spawn_named("the producer", {
        let (sent, waiters) = (Arc::clone(&sent), waiters.clone());
        waiters.counting(async move {
            for n in 0..50 {
                sender.send(n).await?;
                sent.fetch_add(1, SeqCst);
            }
            Ok::<_, SendError<Message>>(())
        })
    });
    wait_until(&rt, || waiters.count() == 1).await;
    assert_eq!(
        sent.load(SeqCst),
        3,
        "a producer must not run ahead by more than the capacity"
    );
    for n in 0..50 {
        assert_eq!(
            receiver.recv().await,
            Ok(n),
            "a producer that was held up must go on in order"
        );
        let ahead = sent.load(SeqCst).saturating_sub(n + 1);
        assert!(
            ahead <= 3,
            "a producer must not run ahead by more than the capacity, but is {ahead} ahead"
        );
    }
    let sent = producer
        .await
        .expect("the producer must end once all is received");
    assert_eq!(sent, Ok(()), "{OPEN}");
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

pub(super) async fn a_try_recv_tells_empty_from_closed<C: Channel>(_: Runtime, channel: C) {
    let (sender, receiver) = channel.unbounded();
    assert_eq!(
        receiver.try_recv(),
        Err(TryRecvError::Empty),
        "an open channel without messages must be empty, not closed"
    );
    assert_eq!(
        sender.try_send(1),
        Ok(()),
        "an unbounded channel must take a message at once"
    );
    sender.close();
    assert_eq!(
        receiver.try_recv(),
        Ok(1),
        "a closed channel must still give out what was queued"
    );
    assert_eq!(
        receiver.try_recv(),
        Err(TryRecvError::Closed),
        "a closed channel without messages must be closed, not empty"
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
        sender.send(7).await.expect(OPEN);
    }
    assert!(
        sender.is_full(),
        "a channel with as many messages as its capacity must be full"
    );
    receiver.recv().await.expect("the channel has messages");
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

pub(super) async fn two_channels_of_one_play_ping_pong<C: Channel>(rt: Runtime, channel: C) {
    let ((ping, pings), (pong, pongs)) = (channel.bounded(1), channel.bounded(1));
    let waiters = Waiters::default();
    let echo = rt.spawn_named(
        "the echo",
        waiters.clone().counting(async move {
            while let Ok(n) = pings.recv().await {
                pong.send(n + 1).await?;
            }
            Ok::<_, SendError<Message>>(())
        }),
    );
    wait_until(&rt, || waiters.count() == 1).await;
    for n in 0..100 {
        ping.send(n)
            .await
            .expect("the echo must go on while it is asked");
        assert_eq!(
            pongs.recv().await,
            Ok(n + 1),
            "each ping must be answered before the next one"
        );
    }
    drop(ping);
    let answered = echo.await.expect("the echo must end with its last sender");
    assert_eq!(answered, Ok(()), "{OPEN}");
}
