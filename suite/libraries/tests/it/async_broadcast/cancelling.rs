use std::task::Poll;

use ::async_broadcast::RecvError;
use runtime_matrix::Runtime;

use super::channel::{Channel, OPEN, Receiver, Sender};
use crate::by_hand::ByHand;

const FULL: &str = "a broadcast into a full channel must wait";
const OLDEST: &str = "the oldest message must come first";

pub(super) async fn a_receive_cancelled_after_its_wake_leaves_the_message<C: Channel>(
    _: Runtime,
    channel: C,
) {
    let (sender, mut receiver) = channel.broadcast(2);
    let mut receive = ByHand::new(receiver.recv());
    assert!(
        receive.poll().is_pending(),
        "a receive must wait while the channel is empty"
    );
    for n in 0..2 {
        sender.broadcast(n).await.expect(OPEN);
    }
    assert!(
        receive.is_woken(),
        "a message must wake the receive that waits for it"
    );
    drop(receive);
    sender.close();
    for n in 0..2 {
        assert_eq!(
            receiver.recv().await,
            Ok(n),
            "a receive that was cancelled must leave its message to the next one"
        );
    }
}

pub(super) async fn a_receive_that_gave_nothing_has_taken_nothing<C: Channel>(
    _: Runtime,
    channel: C,
) {
    let (sender, mut receiver) = channel.broadcast(10);
    for n in 0..10 {
        sender.broadcast(n).await.expect(OPEN);
    }
    let mut received = Vec::new();
    for _ in 0..10 {
        // What a `select!` does: poll once, and drop what is not ready.
        if let Poll::Ready(Ok(message)) = ByHand::new(receiver.recv()).poll() {
            received.push(message);
        }
    }
    received.extend(std::iter::from_fn(|| receiver.try_recv().ok()));
    let sent: Vec<_> = (0..10).collect();
    assert_eq!(
        received, sent,
        "a receive that was dropped without giving a message must not have taken one"
    );
}

pub(super) async fn a_broadcast_cancelled_before_its_wake_sends_nothing<C: Channel>(
    _: Runtime,
    channel: C,
) {
    let (sender, mut receiver) = channel.broadcast(1);
    sender.broadcast(0).await.expect(OPEN);
    let mut broadcasts = [1, 2].map(|n| ByHand::new(sender.broadcast(n)));
    for broadcast in &mut broadcasts {
        assert!(broadcast.poll().is_pending(), "{FULL}");
    }
    let [cancelled, mut broadcast] = broadcasts;
    drop(cancelled);
    assert_eq!(receiver.recv().await, Ok(0), "{OLDEST}");
    assert!(
        broadcast.is_woken(),
        "a receive must not wake a broadcast that was cancelled"
    );
    let sent = broadcast.poll();
    assert_eq!(
        sent,
        Poll::Ready(Ok(None)),
        "a broadcast that was cancelled must leave its room to another"
    );
    sender.close();
    assert_eq!(
        receiver.recv().await,
        Ok(2),
        "a broadcast that was cancelled must not deliver its message"
    );
    assert_eq!(
        receiver.recv().await,
        Err(RecvError::Closed),
        "a broadcast that was cancelled must not deliver later"
    );
}

pub(super) async fn a_broadcast_cancelled_after_its_wake_passes_it_on<C: Channel>(
    _: Runtime,
    channel: C,
) {
    let (sender, mut receiver) = channel.broadcast(1);
    sender.broadcast(0).await.expect(OPEN);
    let broadcasts = (1..3).map(|n| ByHand::new(sender.broadcast(n)));
    let mut broadcasts: Vec<_> = broadcasts.collect();
    for broadcast in &mut broadcasts {
        assert!(broadcast.poll().is_pending(), "{FULL}");
    }
    assert_eq!(receiver.recv().await, Ok(0), "{OLDEST}");
    let first = broadcasts
        .iter()
        .position(ByHand::is_woken)
        .expect("a receive must wake a broadcast");
    drop(broadcasts.remove(first));
    assert!(
        broadcasts[0].is_woken(),
        "a broadcast cancelled after its wake must pass the wake on"
    );
    assert_eq!(
        broadcasts[0].poll(),
        Poll::Ready(Ok(None)),
        "the room of a cancelled broadcast must go to another"
    );
}
