use ::async_channel::RecvError;
use runtime_matrix::Runtime;

use super::channel::{Channel, Receiver, Sender, Weak};

pub(super) async fn a_weak_sender_does_not_keep_the_channel_open<C: Channel>(
    _: Runtime,
    channel: C,
) {
    let (sender, receiver) = channel.unbounded();
    let weak = sender.downgrade();
    let upgraded = weak
        .upgrade()
        .expect("a weak sender must upgrade while there is a sender");
    drop(sender);
    upgraded
        .send(1)
        .await
        .expect("an upgraded sender must keep the channel open");
    drop(upgraded);
    assert_eq!(
        receiver.recv().await,
        Ok(1),
        "what an upgraded sender sent must arrive"
    );
    assert!(
        weak.upgrade().is_none(),
        "a weak sender must not keep the channel open"
    );
    assert_eq!(
        receiver.recv().await,
        Err(RecvError),
        "a weak sender must not keep the receivers waiting"
    );
}

pub(super) async fn a_weak_receiver_does_not_keep_the_channel_open<C: Channel>(
    _: Runtime,
    channel: C,
) {
    let (sender, receiver) = channel.unbounded();
    let weak = receiver.downgrade();
    let upgraded = weak
        .upgrade()
        .expect("a weak receiver must upgrade while there is a receiver");
    drop(receiver);
    sender
        .send(1)
        .await
        .expect("an upgraded receiver must keep the channel open");
    assert_eq!(
        upgraded.recv().await,
        Ok(1),
        "an upgraded receiver must receive"
    );
    drop(upgraded);
    assert!(
        sender.is_closed(),
        "a weak receiver must not keep the channel open"
    );
    assert!(
        weak.upgrade().is_none(),
        "a weak receiver must not upgrade once the channel is closed"
    );
}

pub(super) async fn clones_are_counted<C: Channel>(_: Runtime, channel: C) {
    let (sender, receiver) = channel.unbounded();
    let (senders, receivers) = ([(); 2].map(|()| sender.clone()), receiver.clone());
    assert_eq!(
        sender.sender_count(),
        3,
        "each clone of a sender must count as one"
    );
    assert_eq!(
        sender.receiver_count(),
        2,
        "each clone of a receiver must count as one"
    );
    drop((senders, receivers));
    assert_eq!(
        sender.sender_count(),
        1,
        "a sender that was dropped must not count"
    );
    assert_eq!(
        sender.receiver_count(),
        1,
        "a receiver that was dropped must not count"
    );
}

pub(super) async fn a_forced_send_replaces_the_oldest_message<C: Channel>(_: Runtime, channel: C) {
    let (sender, receiver) = channel.bounded(2);
    for n in 0..2 {
        assert_eq!(
            sender.force_send(n),
            Ok(None),
            "a channel with room must not replace anything"
        );
    }
    assert_eq!(
        sender.force_send(2),
        Ok(Some(0)),
        "a forced send must return the message that it replaced"
    );
    for n in 1..3 {
        assert_eq!(
            receiver.recv().await,
            Ok(n),
            "what a forced send left and brought must arrive in order"
        );
    }
}
