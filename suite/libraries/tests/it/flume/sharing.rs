use std::sync::{Arc, Mutex};

use futures_util::StreamExt;
use runtime_matrix::Runtime;

use super::channel::{CONNECTED, Channel, Message, Receiver, Sender, send_all};

pub(super) async fn each_message_is_received_exactly_once<C: Channel>(rt: Runtime, channel: C) {
    let (sender, receiver) = channel.bounded(5);
    for producer in 0..4 {
        let first = producer * 50;
        let sends = send_all(sender.clone(), first..first + 50);
        rt.spawn_named(&format!("producer {producer}"), sends)
            .detach();
    }
    drop(sender);
    let consumers =
        [0, 1, 2].map(|n| rt.spawn_named(&format!("consumer {n}"), receive_all(receiver.clone())));
    let stream = receiver.into_stream().collect::<Vec<_>>();
    let stream = rt.spawn_named("the stream", stream);
    let mut received = stream.await.expect("the stream must end");
    for consumer in consumers {
        received.extend(consumer.await.expect("a consumer must end"));
    }
    received.sort_unstable();
    let twice = repeated(&received);
    assert!(
        twice.is_empty(),
        "no message must be received twice, but {twice:?} were"
    );
    let lost: Vec<_> = (0..200)
        .filter(|message| !received.contains(message))
        .collect();
    assert!(
        lost.is_empty(),
        "no message must be lost, but {lost:?} were"
    );
}

pub(super) async fn consumers_that_are_cancelled_lose_no_message<C: Channel>(
    rt: Runtime,
    channel: C,
) {
    let (sender, receiver) = channel.bounded(2);
    let received: Arc<Mutex<Vec<Message>>> = Arc::default();
    for round in 0..10 {
        let (receiver, received) = (receiver.clone(), Arc::clone(&received));
        let consumer = rt.spawn_named("a consumer to cancel", async move {
            while let Ok(message) = receiver.recv_async().await {
                received.lock().unwrap().push(message);
            }
        });
        // More than there is room for, so the consumer is in the midst of it when it is cancelled.
        for n in 0..4 {
            sender.send_async(round * 4 + n).await.expect(CONNECTED);
        }
        consumer.cancel().await;
    }
    drop(sender);
    let rest = receive_all(receiver).await;
    let mut received = received.lock().unwrap();
    received.extend(rest);
    let sent: Vec<_> = (0..40).collect();
    assert_eq!(
        *received, sent,
        "no message must be lost with a consumer that is cancelled"
    );
}

/// Returns what comes more than once among sorted messages.
fn repeated(messages: &[Message]) -> Vec<Message> {
    let pairs = messages.windows(2);
    pairs
        .filter(|pair| pair[0] == pair[1])
        .map(|pair| pair[0])
        .collect()
}

async fn receive_all<R: Receiver>(receiver: R) -> Vec<Message> {
    let mut received = Vec::new();
    while let Ok(message) = receiver.recv_async().await {
        received.push(message);
    }
    received
}
