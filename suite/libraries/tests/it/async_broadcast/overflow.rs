use std::task::Poll;

use ::async_broadcast::{RecvError, TryRecvError};
use futures_util::StreamExt;
use runtime_matrix::Runtime;

use super::channel::{Channel, OPEN, Receiver, Sender};
use crate::by_hand::ByHand;

pub(super) async fn a_message_that_overflows_replaces_the_oldest<C: Channel>(
    _: Runtime,
    channel: C,
) {
    let (mut sender, mut receiver) = channel.broadcast(2);
    sender.set_overflow(true);
    for n in 0..2 {
        let sent = sender.broadcast(n).await;
        assert_eq!(
            sent,
            Ok(None),
            "a channel with room must not replace anything"
        );
    }
    assert_eq!(
        ByHand::new(sender.broadcast(2)).poll(),
        Poll::Ready(Ok(Some(0))),
        "a message that overflows must go in at once, and give back the one that it replaced"
    );
    let sent = sender.try_broadcast(3);
    assert_eq!(
        sent,
        Ok(Some(1)),
        "a message that overflows must give back the one that it replaced"
    );
    assert!(
        receiver.recv().await.is_err(),
        "a receiver must learn that it missed messages"
    );
    for n in 2..4 {
        assert_eq!(
            receiver.recv().await,
            Ok(n),
            "what overflowed last must arrive in order"
        );
    }
}

pub(super) async fn a_receiver_that_lags_is_told_how_many_it_missed<C: Channel>(
    _: Runtime,
    channel: C,
) {
    let (mut sender, mut slow) = channel.broadcast(2);
    sender.set_overflow(true);
    let (mut fast, mut slower) = (slow.clone(), slow.clone());
    for n in 0..5 {
        sender.broadcast(n).await.expect(OPEN);
        assert_eq!(
            fast.recv().await,
            Ok(n),
            "a receiver that keeps up must miss nothing"
        );
    }
    assert_eq!(
        slow.recv().await,
        Err(RecvError::Overflowed(3)),
        "a receiver must be told how many messages it missed"
    );
    assert_eq!(
        slower.try_recv(),
        Err(TryRecvError::Overflowed(3)),
        "each receiver must be told how many messages it missed"
    );
    for receiver in [&mut slow, &mut slower] {
        for n in 3..5 {
            assert_eq!(
                receiver.recv().await,
                Ok(n),
                "a receiver that lagged must go on with the oldest message that is left"
            );
        }
    }
}

pub(super) async fn a_smaller_capacity_drops_the_oldest<C: Channel>(_: Runtime, channel: C) {
    let (mut sender, mut receiver) = channel.broadcast(4);
    for n in 0..4 {
        sender.broadcast(n).await.expect(OPEN);
    }
    sender.set_capacity(1);
    assert_eq!(
        sender.len(),
        1,
        "a smaller capacity must drop what there is no room for"
    );
    assert_eq!(
        receiver.try_recv(),
        Err(TryRecvError::Overflowed(3)),
        "a receiver must be told how many messages a smaller capacity dropped"
    );
    assert_eq!(
        receiver.recv().await,
        Ok(3),
        "a smaller capacity must drop the oldest messages, not the newest"
    );
}

pub(super) async fn a_stream_skips_what_was_dropped<C: Channel>(_: Runtime, channel: C) {
    let (mut sender, receiver) = channel.broadcast(2);
    sender.set_overflow(true);
    for n in 0..5 {
        sender.broadcast(n).await.expect(OPEN);
    }
    drop(sender);
    assert_eq!(
        receiver.collect::<Vec<_>>().await,
        [3, 4],
        "a stream must go on with what is left, then end with the channel"
    );
}
