use std::{
    future::{self, Future},
    pin::Pin,
    task::Poll,
};

use runtime_matrix::Runtime;

use super::channel::{Channel, Message, OPEN, Receiver, Sender};
use crate::{
    by_hand::ByHand,
    waiters::{Waiters, wait_until},
};

fn next<R: Receiver>(stream: &mut Pin<Box<R>>) -> impl Future<Output = Option<Message>> + Send {
    future::poll_fn(|cx| stream.as_mut().poll_next(cx))
}

pub(super) async fn a_stream_waits_while_the_channel_is_empty<C: Channel>(_: Runtime, channel: C) {
    let (sender, receiver) = channel.unbounded();
    let mut stream = Box::pin(receiver);
    let mut item = ByHand::new(next(&mut stream));
    assert_eq!(
        item.poll(),
        Poll::Pending,
        "a stream must not end while the channel has a sender"
    );
    sender.send(1).await.expect(OPEN);
    assert!(
        item.is_woken(),
        "a message must wake the stream that waits for it"
    );
    assert_eq!(
        item.poll(),
        Poll::Ready(Some(1)),
        "a stream must give out what was sent"
    );
}

pub(super) async fn a_stream_ends_when_the_channel_is_closed<C: Channel>(rt: Runtime, channel: C) {
    let (sender, receiver) = channel.unbounded();
    let waiters = Waiters::default();
    let stream = rt.spawn_named(
        "the stream",
        waiters.clone().counting(async move {
            let mut stream = Box::pin(receiver);
            let mut items = Vec::new();
            while let Some(item) = next(&mut stream).await {
                items.push(item);
            }
            items
        }),
    );
    wait_until(&rt, || waiters.count() == 1).await;
    for n in 0..5 {
        sender.send(n).await.expect(OPEN);
    }
    sender.close();
    let items = stream.await.expect("the stream must end");
    assert_eq!(
        items,
        [0, 1, 2, 3, 4],
        "a stream must give out what was queued, then end"
    );
}
