mod api;
mod broken;

use std::task::Poll;

pub(super) use api::{Mpsc, Receiver, Sender};
use runtime_matrix::Runtime;
use tokio::sync::mpsc::error::{SendError, TrySendError};

use self::api::Permit;
use crate::{
    by_hand::ByHand,
    waiters::{Waiters, wait_until},
};

const FULL: &str = "a send into a full channel must wait";
const OLDEST: &str = "the oldest message must come first";
/// Why a send must succeed.
pub(super) const OPEN: &str = "the channel must stay open while both its ends live";

pub(super) async fn a_send_into_a_full_channel_waits_for_room<M: Mpsc>(_: Runtime, mpsc: M) {
    let (sender, mut receiver) = mpsc.channel(2);
    for n in 0..2 {
        sender.send(n).await.expect(OPEN);
    }
    let mut send = ByHand::new(sender.send(2));
    assert!(send.poll().is_pending(), "{FULL}");
    assert_eq!(receiver.recv().await, Some(0), "{OLDEST}");
    assert!(
        send.is_woken(),
        "a receive must wake the send that waits for its room"
    );
    assert_eq!(
        send.poll(),
        Poll::Ready(Ok(())),
        "a send must go on once there is room"
    );
    for n in 1..3 {
        assert_eq!(
            receiver.recv().await,
            Some(n),
            "a message that had to wait must arrive in its turn"
        );
    }
}

pub(super) async fn room_goes_to_the_send_that_waits_longest<M: Mpsc>(_: Runtime, mpsc: M) {
    let (sender, mut receiver) = mpsc.channel(1);
    sender.send(0).await.expect(OPEN);
    let mut sends = [1, 2, 3].map(|n| ByHand::new(sender.send(n)));
    for send in &mut sends {
        assert!(send.poll().is_pending(), "{FULL}");
    }
    for (n, send) in (0..).zip(&mut sends) {
        assert_eq!(receiver.recv().await, Some(n), "{OLDEST}");
        assert!(
            send.is_woken(),
            "room must go to the send that waits longest"
        );
        assert_eq!(
            sender.try_send(9),
            Err(TrySendError::Full(9)),
            "room that a send waits for must not go to another"
        );
        assert_eq!(
            send.poll(),
            Poll::Ready(Ok(())),
            "the send that was woken must have its room"
        );
    }
    assert_eq!(
        receiver.recv().await,
        Some(3),
        "messages must arrive in the order in which their sends waited"
    );
}

pub(super) async fn a_permit_keeps_its_room_until_it_is_used_or_dropped<M: Mpsc>(
    _: Runtime,
    mpsc: M,
) {
    let (sender, mut receiver) = mpsc.channel(2);
    let used = sender.try_reserve().expect(OPEN);
    let dropped = sender.try_reserve().expect(OPEN);
    let mut send = ByHand::new(sender.send(2));
    assert!(
        send.poll().is_pending(),
        "a send must wait while permits hold all the room"
    );
    drop(dropped);
    assert!(
        send.is_woken(),
        "a permit that was dropped must give its room back"
    );
    assert_eq!(
        send.poll(),
        Poll::Ready(Ok(())),
        "the room of a permit that was dropped must go to the send that waits"
    );
    used.send(1);
    assert_eq!(
        receiver.recv().await,
        Some(2),
        "a permit must not hold up what others send"
    );
    assert_eq!(
        receiver.recv().await,
        Some(1),
        "what is sent with a permit must arrive"
    );
    assert_eq!(sender.capacity(), 2, "all room must be free in the end");
}

pub(super) async fn a_receive_cancelled_after_its_wake_leaves_the_message<M: Mpsc>(
    _: Runtime,
    mpsc: M,
) {
    let (sender, mut receiver) = mpsc.channel(2);
    let mut receive = ByHand::new(receiver.recv());
    assert!(
        receive.poll().is_pending(),
        "a receive must wait while the channel is empty"
    );
    for n in 0..2 {
        sender.send(n).await.expect(OPEN);
    }
    assert!(
        receive.is_woken(),
        "a message must wake the receive that waits for it"
    );
    drop(receive);
    assert_eq!(
        receiver.try_recv(),
        Ok(0),
        "a receive that was cancelled must not have taken a message"
    );
    assert_eq!(receiver.recv().await, Some(1), "each message must arrive");
}

pub(super) async fn a_send_cancelled_after_its_wake_passes_its_room_on<M: Mpsc>(
    _: Runtime,
    mpsc: M,
) {
    let (sender, mut receiver) = mpsc.channel(1);
    sender.send(0).await.expect(OPEN);
    let mut sends = [1, 2].map(|n| ByHand::new(sender.send(n)));
    for send in &mut sends {
        assert!(send.poll().is_pending(), "{FULL}");
    }
    assert_eq!(receiver.recv().await, Some(0), "{OLDEST}");
    let [cancelled, mut other] = sends;
    assert!(
        cancelled.is_woken(),
        "a receive must wake the send that waits for its room"
    );
    drop(cancelled);
    assert!(
        other.is_woken(),
        "a send cancelled after its wake must pass its room on"
    );
    assert_eq!(
        other.poll(),
        Poll::Ready(Ok(())),
        "the room of a cancelled send must go to another"
    );
    assert_eq!(
        receiver.recv().await,
        Some(2),
        "a send that was cancelled must not deliver its message"
    );
}

pub(super) async fn a_closed_channel_gives_out_what_was_queued<M: Mpsc>(_: Runtime, mpsc: M) {
    let (sender, mut receiver) = mpsc.channel(3);
    sender.send(0).await.expect(OPEN);
    let permit = sender.try_reserve().expect(OPEN);
    receiver.close();
    assert!(
        sender.is_closed(),
        "a channel must be closed for both its ends"
    );
    assert_eq!(
        sender.send(8).await,
        Err(SendError(8)),
        "a send into a closed channel must fail and give the message back"
    );
    assert_eq!(
        sender.try_send(9),
        Err(TrySendError::Closed(9)),
        "a closed channel must give back the message that it refuses"
    );
    assert_eq!(
        receiver.try_recv(),
        Ok(0),
        "a closed channel must still give out what was queued"
    );
    permit.send(1);
    assert_eq!(
        receiver.recv().await,
        Some(1),
        "a permit from before the close must still be good"
    );
    assert_eq!(
        receiver.recv().await,
        None,
        "a closed channel must end once it is empty"
    );
}

pub(super) async fn the_last_sender_dropped_ends_the_receiver<M: Mpsc>(rt: Runtime, mpsc: M) {
    let (sender, mut receiver) = mpsc.channel(1);
    let (last, waiters) = (sender.clone(), Waiters::default());
    let waits = async move { (receiver.recv().await, receiver.recv().await) };
    let receiver = rt.spawn_named("the receiver", waiters.clone().counting(waits));
    wait_until(&rt, || waiters.count() == 1).await;
    drop(sender);
    last.send(1).await.expect(OPEN);
    drop(last);
    assert_eq!(
        receiver.await.expect("the receiver must end"),
        (Some(1), None),
        "a receiver must get what was sent, then learn that no sender is left"
    );
}

pub(super) async fn a_dropped_receiver_fails_the_senders_that_wait<M: Mpsc>(rt: Runtime, mpsc: M) {
    let (sender, receiver) = mpsc.channel(1);
    sender.send(0).await.expect(OPEN);
    let waiters = Waiters::default();
    let producers = [1, 2].map(|n| {
        let sender = sender.clone();
        let waits = async move { sender.send(n).await };
        let waits = waiters.clone().counting(waits);
        (n, rt.spawn_named(&format!("producer {n}"), waits))
    });
    wait_until(&rt, || waiters.count() == 2).await;
    drop(receiver);
    for (n, producer) in producers {
        assert_eq!(
            producer.await.expect("a producer must end"),
            Err(SendError(n)),
            "a sender that waits must get its message back when the receiver is gone"
        );
    }
}
