use std::task::Poll;

use runtime_matrix::Runtime;

use super::channel::{Message, Mpsc, OPEN, Receiver, Sender, ready, send_all};
use crate::{
    by_hand::{ByHand, woken},
    waiters::{Waiters, wait_until},
};

const FULL: &str = "a sender that has used its slot must wait for room";

pub(super) async fn each_sender_has_one_slot_beyond_the_buffer<L: Mpsc>(_: Runtime, library: L) {
    let (mut sender, mut receiver) = library.channel(2);
    for n in 0..3 {
        sender
            .try_send(n)
            .expect("a sender must have the buffer and one slot of its own");
    }
    assert_full(&mut sender);
    let mut other = sender.clone();
    other
        .try_send(3)
        .expect("each sender must have a slot of its own");
    assert_full(&mut other);
    for n in 0..4 {
        assert_eq!(
            receiver.try_recv(),
            Ok(n),
            "messages must arrive in order, from the buffer and the slots"
        );
    }
}

pub(super) async fn a_full_sender_is_ready_after_a_receive<L: Mpsc>(_: Runtime, library: L) {
    let (mut sender, mut receiver) = library.channel(0);
    sender
        .try_send(1)
        .expect("a channel without a buffer must take a message of each sender");
    let mut readiness = ByHand::new(ready(&mut sender));
    assert!(readiness.poll().is_pending(), "{FULL}");
    assert_eq!(receiver.recv().await, Ok(1), "{OPEN}");
    assert!(
        readiness.is_woken(),
        "a receive must wake the sender that waits for its room"
    );
    assert_eq!(
        readiness.poll(),
        Poll::Ready(Ok(())),
        "a sender must be ready once there is room"
    );
    drop(readiness);
    assert_eq!(
        sender.start_send(2),
        Ok(()),
        "a sender that is ready must be able to send"
    );
    assert_eq!(
        receiver.recv().await,
        Ok(2),
        "a message that had to wait must arrive"
    );
}

pub(super) async fn each_receive_lets_one_sender_go_on<L: Mpsc>(_: Runtime, library: L) {
    let (sender, mut receiver) = library.channel(0);
    let mut senders = [(); 3].map(|()| sender.clone());
    for sender in &mut senders {
        sender
            .try_send(7)
            .expect("each sender must have a slot of its own");
    }
    let waits = |sender| ByHand::new(ready(sender));
    let mut waits = senders.each_mut().map(waits);
    for readiness in &mut waits {
        assert!(readiness.poll().is_pending(), "{FULL}");
    }
    for n in 1..4 {
        assert_eq!(receiver.try_recv(), Ok(7), "{OPEN}");
        let woken = woken(&waits);
        assert_eq!(
            woken.len(),
            n,
            "each receive must wake one more sender, but {n} woke {woken:?}"
        );
    }
}

pub(super) async fn a_sender_polled_by_another_task_wakes_that_one<L: Mpsc>(
    _: Runtime,
    library: L,
) {
    let (mut sender, mut receiver) = library.channel(0);
    sender.try_send(1).expect(OPEN);
    let mut first = ByHand::new(ready(&mut sender));
    assert!(first.poll().is_pending(), "{FULL}");
    drop(first);
    let mut second = ByHand::new(ready(&mut sender));
    assert!(second.poll().is_pending(), "{FULL}");
    assert_eq!(receiver.try_recv(), Ok(1), "{OPEN}");
    assert!(
        second.is_woken(),
        "a receive must wake the task that polled the sender last"
    );
    assert_eq!(
        second.poll(),
        Poll::Ready(Ok(())),
        "a sender must get its room in whichever task it is"
    );
}

pub(super) async fn a_sender_dropped_while_it_waits_holds_up_nobody<L: Mpsc>(
    _: Runtime,
    library: L,
) {
    let (mut dropped, mut receiver) = library.channel(0);
    let mut sender = dropped.clone();
    for sender in [&mut dropped, &mut sender] {
        sender.try_send(7).expect(OPEN);
        assert!(ByHand::new(ready(sender)).poll().is_pending(), "{FULL}");
    }
    let mut readiness = ByHand::new(ready(&mut sender));
    assert!(readiness.poll().is_pending(), "{FULL}");
    drop(dropped);
    for _ in 0..2 {
        assert_eq!(
            receiver.try_recv(),
            Ok(7),
            "what a sender sent must arrive, even if it was dropped"
        );
    }
    assert!(
        readiness.is_woken(),
        "a sender that was dropped must not hold up those behind it"
    );
    assert_eq!(
        readiness.poll(),
        Poll::Ready(Ok(())),
        "a sender that was dropped must leave the room to others"
    );
}

pub(super) async fn messages_of_each_producer_arrive_once_and_in_order<L: Mpsc>(
    rt: Runtime,
    library: L,
) {
    // More room than producers: a full channel holds two messages of one of them.
    let (sender, mut receiver) = library.channel(8);
    let waiters = Waiters::default();
    let producer = |n: Message| {
        let sends = send_all(sender.clone(), n * 100..n * 100 + 50);
        rt.spawn_named(&format!("producer {n}"), waiters.clone().counting(sends))
    };
    let producers = [0, 1, 2].map(producer);
    wait_until(&rt, || waiters.count() == 3).await;
    let mut next = [0; 3];
    for _ in 0..150 {
        let message = receiver.recv().await.expect(OPEN);
        let (producer, n) = (message / 100, message % 100);
        let next = &mut next[producer as usize];
        assert_eq!(
            n, *next,
            "messages of producer {producer} must arrive once and in order"
        );
        *next += 1;
    }
    for producer in producers {
        let sent = producer.await.expect("a producer must end");
        assert_eq!(sent, Ok(()), "{OPEN}");
    }
    let more = receiver.try_recv();
    assert!(more.is_err(), "nothing more must arrive, but {more:?} did");
}

/// Checks that the sender has used the buffer and its slot.
#[track_caller]
fn assert_full<S: Sender>(sender: &mut S) {
    match sender.try_send(9) {
        Err(error) if error.is_full() => assert_eq!(
            error.into_inner(),
            9,
            "a full channel must give back the message that it refuses"
        ),
        other => panic!("a full channel must say that it is full, but said {other:?}"),
    }
}
