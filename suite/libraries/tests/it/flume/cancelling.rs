use std::{iter, task::Poll};

use runtime_matrix::Runtime;

use super::channel::{CONNECTED, Channel, Receiver, Sender};
use crate::by_hand::ByHand;

const EMPTY: &str = "a receive must wait while the channel is empty";
const FULL: &str = "a send into a full channel must wait";
const OLDEST: &str = "the oldest message must come first";

pub(super) async fn a_receive_cancelled_before_its_wake_takes_no_message<C: Channel>(
    _: Runtime,
    channel: C,
) {
    let (sender, receiver) = channel.unbounded();
    let mut cancelled = ByHand::new(receiver.recv_async());
    let mut receive = ByHand::new(receiver.recv_async());
    assert!(cancelled.poll().is_pending(), "{EMPTY}");
    assert!(receive.poll().is_pending(), "{EMPTY}");
    drop(cancelled);
    sender.send_async(1).await.expect(CONNECTED);
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
    let mut receives = vec![
        ByHand::new(receiver.recv_async()),
        ByHand::new(receiver.recv_async()),
    ];
    for receive in &mut receives {
        assert!(receive.poll().is_pending(), "{EMPTY}");
    }
    sender.send_async(1).await.expect(CONNECTED);
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
        sender.send_async(n).await.expect(CONNECTED);
    }
    // What a `select!` does: poll once, and drop what is not ready.
    let tries = (0..10).filter_map(|_| match ByHand::new(receiver.recv_async()).poll() {
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

pub(super) async fn a_send_cancelled_before_its_wake_sends_nothing<C: Channel>(
    _: Runtime,
    channel: C,
) {
    let (sender, receiver) = channel.bounded(1);
    sender.send_async(0).await.expect(CONNECTED);
    let mut cancelled = ByHand::new(sender.send_async(1));
    let mut send = ByHand::new(sender.send_async(2));
    assert!(cancelled.poll().is_pending(), "{FULL}");
    assert!(send.poll().is_pending(), "{FULL}");
    drop(cancelled);
    assert_eq!(receiver.recv_async().await, Ok(0), "{OLDEST}");
    assert!(
        send.is_woken(),
        "a receive must not wake a send that was cancelled"
    );
    assert_eq!(
        send.poll(),
        Poll::Ready(Ok(())),
        "the room of a cancelled send must go to another"
    );
    let rest: Vec<_> = iter::from_fn(|| receiver.try_recv().ok()).collect();
    assert_eq!(
        rest,
        [2],
        "a send that was cancelled must not deliver its message"
    );
}

/// Whether its message arrives is up to the library: the future did not say.
pub(super) async fn a_send_cancelled_after_its_wake_holds_up_nobody<C: Channel>(
    _: Runtime,
    channel: C,
) {
    let (sender, receiver) = channel.bounded(1);
    sender.send_async(0).await.expect(CONNECTED);
    let mut sends = vec![1, 2];
    let mut polled = vec![];
    for n in &sends {
        polled.push(ByHand::new(sender.send_async(*n)));
    }
    for send in &mut polled {
        assert!(send.poll().is_pending(), "{FULL}");
    }
    assert_eq!(receiver.recv_async().await, Ok(0), "{OLDEST}");
    let first = polled.iter().position(ByHand::is_woken);
    let first = first.expect("a receive must wake a sender");
    sends.remove(first);
    drop(polled.remove(first));
    let received: Vec<_> = iter::from_fn(|| receiver.try_recv().ok()).collect();
    assert!(
        polled[0].is_woken(),
        "a send cancelled after its wake must not hold up the one behind it"
    );
    assert!(
        received.ends_with(&sends),
        "the one behind a cancelled send must be sent, but {received:?} arrived"
    );
}
