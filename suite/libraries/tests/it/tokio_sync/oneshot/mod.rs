mod api;
mod broken;

use std::task::Poll;

use api::{Oneshot, Sender};
use runtime_matrix::Runtime;

use crate::{
    by_hand::ByHand,
    waiters::{Waiters, wait_until},
};

const EMPTY: &str = "a receiver must wait until a value is sent";

pub(super) async fn a_value_wakes_who_polled_last<O: Oneshot>(rt: Runtime, oneshot: O) {
    let (sender, mut receiver) = oneshot.channel();
    // What a `select!` in a loop does: a receiver by reference, with another waker each time.
    for _ in 0..2 {
        let mut receive = ByHand::new(&mut receiver);
        assert!(receive.poll().is_pending(), "{EMPTY}");
    }
    let waiters = Waiters::default();
    let waits = waiters.clone().counting(receiver);
    let receiver = rt.spawn_named("the receiver", waits);
    wait_until(&rt, || waiters.count() == 1).await;
    assert_eq!(
        sender.send(1),
        Ok(()),
        "a receiver must take the value while it lives"
    );
    assert_eq!(
        receiver.await.expect("the receiver must end"),
        Ok(1),
        "a value must reach the receiver, whoever polled it before"
    );
}

pub(super) async fn a_dropped_sender_fails_the_receiver<O: Oneshot>(rt: Runtime, oneshot: O) {
    let (sender, receiver) = oneshot.channel();
    let waiters = Waiters::default();
    let waits = waiters.clone().counting(receiver);
    let receiver = rt.spawn_named("the receiver", waits);
    wait_until(&rt, || waiters.count() == 1).await;
    drop(sender);
    let received = receiver.await.expect("the receiver must end");
    assert!(
        received.is_err(),
        "a receiver must learn that no value will come"
    );
}

pub(super) async fn a_dropped_receiver_gives_the_value_back<O: Oneshot>(_: Runtime, oneshot: O) {
    let (mut sender, mut receiver) = oneshot.channel();
    let mut receive = ByHand::new(&mut receiver);
    assert_eq!(receive.poll(), Poll::Pending, "{EMPTY}");
    let mut closed = ByHand::new(sender.closed());
    assert!(
        closed.poll().is_pending(),
        "`closed` must wait while the channel has its receiver"
    );
    drop(receive);
    drop(receiver);
    assert!(
        closed.is_woken(),
        "a receiver that is dropped must wake who waits for that"
    );
    assert_eq!(
        closed.poll(),
        Poll::Ready(()),
        "`closed` must complete once the receiver is gone"
    );
    drop(closed);
    assert!(
        sender.is_closed(),
        "a channel without its receiver must be closed"
    );
    assert_eq!(
        sender.send(1),
        Err(1),
        "a value that nobody can receive must come back"
    );
}
