use std::task::Poll;

use futures_util::StreamExt;
use runtime_matrix::Runtime;

use super::channel::{CONNECTED, Channel, Receiver, Sender};
use crate::{
    by_hand::ByHand,
    waiters::{Waiters, wait_until},
};

pub(super) async fn a_stream_ends_when_the_channel_is_disconnected<C: Channel>(
    rt: Runtime,
    channel: C,
) {
    let (sender, receiver) = channel.unbounded();
    let waiters = Waiters::default();
    let items = receiver.into_stream().collect::<Vec<_>>();
    let stream = rt.spawn_named("the stream", waiters.clone().counting(items));
    wait_until(&rt, || waiters.count() == 1).await;
    for n in 0..5 {
        sender.send_async(n).await.expect(CONNECTED);
    }
    drop(sender);
    let items = stream.await.expect("the stream must end");
    assert_eq!(
        items,
        [0, 1, 2, 3, 4],
        "a stream must give out what was queued, then end"
    );
}

pub(super) async fn streams_share_the_messages<C: Channel>(_: Runtime, channel: C) {
    let (sender, receiver) = channel.unbounded();
    let mut streams = [receiver.clone().into_stream(), receiver.into_stream()];
    let items = streams.each_mut();
    let mut items = Vec::from(items.map(|stream| ByHand::new(stream.next())));
    for item in &mut items {
        assert_eq!(
            item.poll(),
            Poll::Pending,
            "a stream must wait while the channel is empty"
        );
    }
    for n in 0..2 {
        sender.send_async(n).await.expect(CONNECTED);
        assert!(
            items.iter().any(ByHand::is_woken),
            "a message must wake a stream that waits"
        );
        let mut received = Vec::new();
        items.retain_mut(|item| {
            let polled = item.poll();
            received.extend(polled.is_ready().then_some(polled));
            polled.is_pending()
        });
        assert_eq!(
            received,
            [Poll::Ready(Some(n))],
            "each message must go to one stream"
        );
    }
}
