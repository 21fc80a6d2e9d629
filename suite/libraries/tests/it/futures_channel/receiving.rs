use std::{iter, task::Poll};

use ::futures_channel::mpsc::TryRecvError;
use futures_util::StreamExt;
use runtime_matrix::Runtime;

use super::channel::{Mpsc, OPEN, Receiver, Sender};
use crate::{
    by_hand::ByHand,
    waiters::{Waiters, wait_until},
};

const EMPTY: &str = "a receive must wait while the channel is empty";

pub(super) async fn a_message_wakes_the_receive_that_waits<L: Mpsc>(_: Runtime, library: L) {
    let (mut sender, mut receiver) = library.channel(1);
    for n in 0..2 {
        let mut receive = ByHand::new(receiver.recv());
        assert!(receive.poll().is_pending(), "{EMPTY}");
        sender.try_send(n).expect(OPEN);
        assert!(
            receive.is_woken(),
            "a message must wake the receive that waits for it"
        );
        assert_eq!(
            receive.poll(),
            Poll::Ready(Ok(n)),
            "the receive that was woken must get the message"
        );
    }
}

pub(super) async fn a_receive_cancelled_after_its_wake_leaves_its_message<L: Mpsc>(
    _: Runtime,
    library: L,
) {
    let (mut sender, mut receiver) = library.channel(1);
    let mut cancelled = ByHand::new(receiver.recv());
    assert!(cancelled.poll().is_pending(), "{EMPTY}");
    sender.try_send(1).expect(OPEN);
    assert!(
        cancelled.is_woken(),
        "a message must wake the receive that waits for it"
    );
    drop(cancelled);
    assert_eq!(
        ByHand::new(receiver.recv()).poll(),
        Poll::Ready(Ok(1)),
        "a receive that was cancelled must leave its message to the next"
    );
}

pub(super) async fn a_receive_that_gave_nothing_has_taken_nothing<L: Mpsc>(_: Runtime, library: L) {
    let (mut sender, mut receiver) = library.channel(10);
    for n in 0..10 {
        sender.try_send(n).expect(OPEN);
    }
    // What a `select!` does: poll once, and drop what is not ready.
    let tries = (0..10).filter_map(|_| match ByHand::new(receiver.recv()).poll() {
        Poll::Ready(received) => Some(received.expect("the channel has messages")),
        Poll::Pending => None,
    });
    let mut received: Vec<_> = tries.collect();
    received.extend(iter::from_fn(|| receiver.try_recv().ok()));
    let sent: Vec<_> = (0..10).collect();
    assert_eq!(
        received, sent,
        "a receive that was dropped without giving a message must not have taken one"
    );
}

pub(super) async fn a_try_recv_tells_empty_from_closed<L: Mpsc>(_: Runtime, library: L) {
    let (mut sender, mut receiver) = library.channel(1);
    assert_eq!(
        receiver.try_recv(),
        Err(TryRecvError::Empty),
        "an open channel without messages must be empty, not closed"
    );
    sender.try_send(1).expect(OPEN);
    drop(sender);
    assert_eq!(
        receiver.try_recv(),
        Ok(1),
        "a closed channel must still give out what was sent before"
    );
    assert_eq!(
        receiver.try_recv(),
        Err(TryRecvError::Closed),
        "a closed channel without messages must be closed, not empty"
    );
}

pub(super) async fn a_stream_ends_when_the_channel_is_closed<L: Mpsc>(rt: Runtime, library: L) {
    let (mut sender, mut receiver) = library.channel(5);
    assert_eq!(
        ByHand::new(receiver.next()).poll(),
        Poll::Pending,
        "a stream must not end while the channel has a sender"
    );
    let waiters = Waiters::default();
    let items = receiver.collect::<Vec<_>>();
    let stream = rt.spawn_named("the stream", waiters.clone().counting(items));
    wait_until(&rt, || waiters.count() == 1).await;
    for n in 0..5 {
        sender.try_send(n).expect(OPEN);
    }
    sender.close_channel();
    let items = stream.await.expect("the stream must end");
    assert_eq!(
        items,
        [0, 1, 2, 3, 4],
        "a stream must give out what was sent, then end"
    );
}
