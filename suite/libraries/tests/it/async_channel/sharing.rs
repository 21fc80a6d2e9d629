use std::{
    future,
    pin::pin,
    sync::{Arc, Mutex},
};

use runtime_matrix::{JoinError, Runtime};

use super::channel::{Channel, Message, OPEN, Receiver, Sender, send_all};

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
        [0, 1, 2].map(|n| rt.spawn_named(&format!("consumer {n}"), drain(receiver.clone())));
    let stream = rt.spawn_named("the stream", collect(receiver));
    let mut received = stream.await.expect("the stream must end");
    for consumer in consumers {
        received.extend(consumer.await.expect("a consumer must end"));
    }
    received.sort_unstable();
    let twice: Vec<_> = received
        .windows(2)
        .filter(|pair| pair[0] == pair[1])
        .map(|pair| pair[0])
        .collect();
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

pub(super) async fn a_panic_of_a_consumer_leaves_the_rest_to_the_others<C: Channel>(
    rt: Runtime,
    channel: C,
) {
    let (sender, receiver) = channel.unbounded();
    for n in 0..10 {
        sender.send(n).await.expect(OPEN);
    }
    drop(sender);
    let panics = rt.spawn_named("the consumer that panics", {
        let receiver = receiver.clone();
        async move {
            receiver.recv().await.expect("the channel has messages");
            // Past the hook, which would print it in the middle of other tests.
            std::panic::resume_unwind(Box::new("the consumer had enough"));
        }
    });
    let joined = panics.await;
    assert!(
        matches!(joined, Err(JoinError::Panicked(_))),
        "the consumer must panic, but {joined:?}"
    );
    let rest = rt.spawn_named("the other consumer", drain(receiver)).await;
    assert_eq!(
        rest.expect("the other consumer must end"),
        (1..10).collect::<Vec<_>>(),
        "what a consumer that panicked had not received must be left to the others"
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
            while let Ok(message) = receiver.recv().await {
                received.lock().unwrap().push(message);
            }
        });
        // More than there is room for, so the consumer is in the midst of it when it is cancelled.
        for n in 0..4 {
            sender.send(round * 4 + n).await.expect(OPEN);
        }
        consumer.cancel().await;
    }
    sender.close();
    let rest = drain(receiver).await;
    let mut received = received.lock().unwrap();
    received.extend(rest);
    let sent: Vec<_> = (0..40).collect();
    assert_eq!(
        *received, sent,
        "no message must be lost with a consumer that is cancelled"
    );
}

async fn drain<R: Receiver>(receiver: R) -> Vec<Message> {
    let mut received = Vec::new();
    while let Ok(message) = receiver.recv().await {
        received.push(message);
    }
    received
}

async fn collect<R: Receiver>(receiver: R) -> Vec<Message> {
    let mut stream = pin!(receiver);
    let mut received = Vec::new();
    while let Some(message) = future::poll_fn(|cx| stream.as_mut().poll_next(cx)).await {
        received.push(message);
    }
    received
}
