use ::flume::RecvError;
use runtime_matrix::Runtime;

use super::channel::{Channel, Receiver, Sender, Weak};

pub(super) async fn a_weak_sender_does_not_keep_the_channel_connected<C: Channel>(
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
        .send_async(1)
        .await
        .expect("an upgraded sender must keep the channel connected");
    drop(upgraded);
    assert_eq!(
        receiver.recv_async().await,
        Ok(1),
        "what an upgraded sender sent must arrive"
    );
    assert!(
        weak.upgrade().is_none(),
        "a weak sender must not keep the channel connected"
    );
    assert_eq!(
        receiver.recv_async().await,
        Err(RecvError::Disconnected),
        "a weak sender must not keep the receivers waiting"
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
