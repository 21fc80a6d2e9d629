use runtime_matrix::Runtime;

use super::channel::{Channel, OPEN, Receiver, send_all};
use crate::waiters::{Waiters, wait_until};

pub(super) async fn messages_of_one_producer_arrive_in_order<C: Channel>(rt: Runtime, channel: C) {
    let (sender, receiver) = channel.bounded(4);
    let waiters = Waiters::default();
    let sends = waiters.clone().counting(send_all(sender, 0..100));
    let producer = rt.spawn_named("the producer", sends);
    wait_until(&rt, || waiters.count() == 1).await;
    for sent in 0..100 {
        assert_eq!(
            receiver.recv().await,
            Ok(sent),
            "messages of one producer must arrive in the order in which they were sent"
        );
    }
    let sent = producer
        .await
        .expect("the producer must end once all is received");
    assert_eq!(sent, Ok(()), "{OPEN}");
}

pub(super) async fn messages_of_several_producers_keep_the_order_of_each<C: Channel>(
    rt: Runtime,
    channel: C,
) {
    // More room than producers: a full channel holds two messages of one of them.
    let (sender, receiver) = channel.bounded(8);
    let waiters = Waiters::default();
    for producer in 0..3 {
        let first = producer * 100;
        let sends = waiters
            .clone()
            .counting(send_all(sender.clone(), first..first + 50));
        rt.spawn_named(&format!("producer {producer}"), sends)
            .detach();
    }
    drop(sender);
    wait_until(&rt, || waiters.count() == 3).await;
    let mut next = [0; 3];
    while let Ok(message) = receiver.recv().await {
        let (producer, n) = (message / 100, message % 100);
        let next = &mut next[producer as usize];
        assert_eq!(
            n, *next,
            "messages of producer {producer} must keep their order among others"
        );
        *next += 1;
    }
    assert_eq!(
        next, [50; 3],
        "the messages of each producer must all arrive"
    );
}
