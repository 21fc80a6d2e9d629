use std::{future::IntoFuture, sync::Arc, task::Poll};

use runtime_matrix::Runtime;

use super::channel::{Channel, Message, OPEN, Sender};
use crate::{
    by_hand::ByHand,
    waiters::{Waiters, wait_until},
};

const EMPTY: &str = "a receiver must wait while nothing has been sent";

pub(super) async fn what_was_sent_before_is_there_at_once<C: Channel>(_: Runtime, channel: C) {
    let (sender, receiver) = channel.channel();
    assert_eq!(sender.send(Arc::new(1)), Ok(()), "{OPEN}");
    assert_eq!(
        ByHand::new(receiver.into_future()).poll(),
        Poll::Ready(Ok(Arc::new(1))),
        "what was sent before the first poll must be there at once"
    );
}

pub(super) async fn a_send_wakes_the_receiver_that_waits<C: Channel>(_: Runtime, channel: C) {
    let (sender, receiver) = channel.channel();
    let mut receive = ByHand::new(receiver.into_future());
    assert_eq!(receive.poll(), Poll::Pending, "{EMPTY}");
    assert!(!receive.is_woken(), "{EMPTY}");
    assert_eq!(sender.send(Arc::new(1)), Ok(()), "{OPEN}");
    assert!(
        receive.is_woken(),
        "a send must wake the receiver that waits"
    );
    assert_eq!(
        receive.poll(),
        Poll::Ready(Ok(Arc::new(1))),
        "the receiver must get what was sent"
    );
}

pub(super) async fn a_send_wakes_whoever_polled_last<C: Channel>(_: Runtime, channel: C) {
    let (sender, receiver) = channel.channel();
    let mut receive = receiver.into_future();
    for _ in 0..2 {
        // Each time with a waker of its own, as in another task.
        let polled = ByHand::new(&mut receive).poll();
        assert_eq!(polled, Poll::Pending, "{EMPTY}");
    }
    let mut last = ByHand::new(&mut receive);
    assert_eq!(last.poll(), Poll::Pending, "{EMPTY}");
    assert_eq!(sender.send(Arc::new(1)), Ok(()), "{OPEN}");
    assert!(
        last.is_woken(),
        "a send must wake whoever polled the receiver last"
    );
}

pub(super) async fn each_channel_carries_its_own_message<C: Channel>(rt: Runtime, channel: C) {
    let waiters = Waiters::default();
    let (senders, receives): (Vec<_>, Vec<_>) = (0..20)
        .map(|_| {
            let (sender, receiver) = channel.channel();
            let waits = waiters.clone().counting(receiver.into_future());
            (sender, rt.spawn_named("a receiver", waits))
        })
        .unzip();
    // Half of them at any time, half of them while their receivers wait.
    let mut senders: Vec<_> = (0..).zip(senders).collect();
    let late = senders.split_off(10);
    let early = rt.spawn_named("the early sender", send_all(senders));
    wait_until(&rt, || waiters.count() == 20).await;
    let late = rt.spawn_named("the late sender", send_all(late));
    for (n, receive) in (0..).zip(receives) {
        let received = receive.await.expect("a receiver must end");
        assert_eq!(
            received,
            Ok(Arc::new(n)),
            "each channel must carry its own message"
        );
    }
    for sender in [early, late] {
        let sent = sender.await.expect("a sender must end");
        assert_eq!(sent, Ok(()), "{OPEN}");
    }
}

async fn send_all<S: Sender>(senders: Vec<(u32, S)>) -> Result<(), Message> {
    let mut senders = senders.into_iter();
    senders.try_for_each(|(n, sender)| sender.send(Arc::new(n)))
}
