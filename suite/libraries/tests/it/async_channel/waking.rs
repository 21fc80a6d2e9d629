use std::task::Poll;

use ::async_channel::RecvError;
use runtime_matrix::Runtime;

use super::channel::{Channel, OPEN, Receiver, Sender};
use crate::by_hand::{ByHand, woken};

const EMPTY: &str = "a receive must wait while the channel is empty";
const FULL: &str = "a send into a full channel must wait";
const OLDEST: &str = "the oldest message must come first";
const ROOM: &str = "the room of a cancelled send must go to another";

pub(super) async fn a_message_wakes_one_of_the_waiting_receivers<C: Channel>(
    _: Runtime,
    channel: C,
) {
    let (sender, receiver) = channel.unbounded();
    let mut receives = [(); 3].map(|()| ByHand::new(receiver.recv()));
    for receive in &mut receives {
        assert!(receive.poll().is_pending(), "{EMPTY}");
    }
    sender.send(1).await.expect(OPEN);
    let woken = woken(&receives);
    assert_eq!(
        woken.len(),
        1,
        "one message must wake one receiver, but woke {woken:?}"
    );
    for (n, receive) in receives.iter_mut().enumerate() {
        let expected = if woken == [n] {
            Poll::Ready(Ok(1))
        } else {
            Poll::Pending
        };
        assert_eq!(
            receive.poll(),
            expected,
            "the receiver that was woken must get the message, alone"
        );
    }
}

pub(super) async fn each_message_wakes_another_receiver<C: Channel>(_: Runtime, channel: C) {
    let (sender, receiver) = channel.unbounded();
    let mut receives = [(); 3].map(|()| ByHand::new(receiver.recv()));
    for receive in &mut receives {
        assert!(receive.poll().is_pending(), "{EMPTY}");
    }
    for n in 0..3 {
        sender.send(n).await.expect(OPEN);
    }
    let woken = woken(&receives);
    assert_eq!(
        woken.len(),
        3,
        "three messages must wake three receivers, but woke {woken:?}"
    );
    let mut received = receives.map(|mut receive| receive.poll());
    received.sort_by_key(|polled| match polled {
        Poll::Ready(Ok(message)) => Some(*message),
        Poll::Ready(Err(RecvError)) | Poll::Pending => None,
    });
    assert_eq!(
        received,
        [0, 1, 2].map(|n| Poll::Ready(Ok(n))),
        "each receiver must get one message"
    );
}

pub(super) async fn a_receive_cancelled_before_its_wake_takes_no_message<C: Channel>(
    _: Runtime,
    channel: C,
) {
    let (sender, receiver) = channel.unbounded();
    let (mut cancelled, mut receive) = (ByHand::new(receiver.recv()), ByHand::new(receiver.recv()));
    assert!(cancelled.poll().is_pending(), "{EMPTY}");
    assert!(receive.poll().is_pending(), "{EMPTY}");
    drop(cancelled);
    sender.send(1).await.expect(OPEN);
    assert!(
        receive.is_woken(),
        "a message must not go to a receive that was cancelled"
    );
    assert_eq!(
        receive.poll(),
        Poll::Ready(Ok(1)),
        "a message must not go to a receive that was cancelled"
    );
}

pub(super) async fn a_receive_cancelled_after_its_wake_passes_it_on<C: Channel>(
    _: Runtime,
    channel: C,
) {
    let (sender, receiver) = channel.unbounded();
    let mut receives = vec![ByHand::new(receiver.recv()), ByHand::new(receiver.recv())];
    for receive in &mut receives {
        assert!(receive.poll().is_pending(), "{EMPTY}");
    }
    sender.send(1).await.expect(OPEN);
    let first = receives
        .iter()
        .position(ByHand::is_woken)
        .expect("a message must wake a receiver");
    drop(receives.remove(first));
    let other = &mut receives[0];
    assert!(
        other.is_woken(),
        "a receive cancelled after its wake must pass the wake on"
    );
    assert_eq!(
        other.poll(),
        Poll::Ready(Ok(1)),
        "the message of a cancelled receive must go to another"
    );
}

pub(super) async fn a_receive_that_gave_nothing_has_taken_nothing<C: Channel>(
    _: Runtime,
    channel: C,
) {
    let (sender, receiver) = channel.unbounded();
    for n in 0..10 {
        sender.send(n).await.expect(OPEN);
    }
    // What a `select!` does: poll once, and drop what is not ready.
    let tries = (0..10).filter_map(|_| match ByHand::new(receiver.recv()).poll() {
        Poll::Ready(received) => Some(received.expect("the channel has messages")),
        Poll::Pending => None,
    });
    let mut received: Vec<_> = tries.collect();
    received.extend(std::iter::from_fn(|| receiver.try_recv().ok()));
    let sent: Vec<_> = (0..10).collect();
    assert_eq!(
        received, sent,
        "a receive that was dropped without giving a message must not have taken one"
    );
}

pub(super) async fn a_send_cancelled_before_its_wake_sends_nothing<C: Channel>(
    _: Runtime,
    channel: C,
) {
    let (sender, receiver) = channel.bounded(1);
    sender.send(0).await.expect(OPEN);
    let (mut cancelled, mut send) = (ByHand::new(sender.send(1)), ByHand::new(sender.send(2)));
    assert!(cancelled.poll().is_pending(), "{FULL}");
    assert!(send.poll().is_pending(), "{FULL}");
    drop(cancelled);
    assert_eq!(receiver.recv().await, Ok(0), "{OLDEST}");
    assert!(
        send.is_woken(),
        "a receive must not wake a send that was cancelled"
    );
    assert_eq!(send.poll(), Poll::Ready(Ok(())), "{ROOM}");
    sender.close();
    assert_eq!(
        receiver.recv().await,
        Ok(2),
        "a send that was cancelled must not deliver its message"
    );
    assert_eq!(
        receiver.recv().await,
        Err(RecvError),
        "a send that was cancelled must not deliver later"
    );
}

pub(super) async fn a_send_cancelled_after_its_wake_passes_it_on<C: Channel>(
    _: Runtime,
    channel: C,
) {
    let (sender, receiver) = channel.bounded(1);
    sender.send(0).await.expect(OPEN);
    let mut sends = vec![ByHand::new(sender.send(1)), ByHand::new(sender.send(2))];
    for send in &mut sends {
        assert!(send.poll().is_pending(), "{FULL}");
    }
    assert_eq!(receiver.recv().await, Ok(0), "{OLDEST}");
    let first = sends
        .iter()
        .position(ByHand::is_woken)
        .expect("a receive must wake a sender");
    drop(sends.remove(first));
    let other = &mut sends[0];
    assert!(
        other.is_woken(),
        "a send cancelled after its wake must pass the wake on"
    );
    assert_eq!(other.poll(), Poll::Ready(Ok(())), "{ROOM}");
}
