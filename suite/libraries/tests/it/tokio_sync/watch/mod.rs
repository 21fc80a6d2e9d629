mod api;
mod broken;

use std::task::Poll;

use api::{Receiver, Sender, Watch};
use runtime_matrix::Runtime;

use crate::{
    by_hand::ByHand,
    waiters::{Waiters, wait_until},
};

const OPEN: &str = "the channel must stay open while both its ends live";
const SEEN: &str = "`changed` must wait for a value that the receiver has not seen";

pub(super) async fn a_receiver_sees_the_latest_value_once<W: Watch>(_: Runtime, watch: W) {
    let (sender, mut receiver) = watch.channel(0);
    assert!(
        ByHand::new(receiver.changed()).poll().is_pending(),
        "the value that a channel starts with must count as seen"
    );
    for n in 1..4 {
        sender.send(n).expect(OPEN);
    }
    let mut late = receiver.clone();
    receiver.changed().await.expect(OPEN);
    assert_eq!(
        receiver.borrow_and_update(),
        3,
        "a receiver must see the latest value"
    );
    assert!(
        ByHand::new(receiver.changed()).poll().is_pending(),
        "{SEEN}"
    );
    late.changed().await.expect(OPEN);
    assert_eq!(
        late.borrow_and_update(),
        3,
        "each receiver must see the latest value for itself"
    );
}

pub(super) async fn a_value_wakes_every_waiting_receiver<W: Watch>(_: Runtime, watch: W) {
    let (sender, receiver) = watch.channel(0);
    let mut receivers = [receiver.clone(), receiver.clone(), receiver];
    let mut changes = receivers.each_mut().map(|one| ByHand::new(one.changed()));
    for changed in &mut changes {
        assert!(changed.poll().is_pending(), "{SEEN}");
    }
    sender.send(1).expect(OPEN);
    assert_eq!(
        changes.each_ref().map(ByHand::is_woken),
        [true; 3],
        "a value must wake every receiver that waits for one"
    );
    for changed in &mut changes {
        assert!(
            matches!(changed.poll(), Poll::Ready(Ok(()))),
            "each receiver that was woken must have a new value"
        );
    }
}

pub(super) async fn a_changed_cancelled_after_its_wake_has_seen_nothing<W: Watch>(
    _: Runtime,
    watch: W,
) {
    let (sender, mut receiver) = watch.channel(0);
    let mut changed = ByHand::new(receiver.changed());
    assert!(changed.poll().is_pending(), "{SEEN}");
    sender.send(1).expect(OPEN);
    assert!(
        changed.is_woken(),
        "a value must wake the receiver that waits for one"
    );
    drop(changed);
    assert!(
        matches!(receiver.has_changed(), Ok(true)),
        "a `changed` that was cancelled must not have seen the value"
    );
    assert!(
        matches!(ByHand::new(receiver.changed()).poll(), Poll::Ready(Ok(()))),
        "a value that a cancelled `changed` did not see must be left to the next one"
    );
}

pub(super) async fn the_sender_dropped_ends_the_receivers_after_its_last_value<W: Watch>(
    rt: Runtime,
    watch: W,
) {
    let (sender, mut receiver) = watch.channel(0);
    let (mut waits, waiters) = (receiver.clone(), Waiters::default());
    let waits = async move {
        waits.changed().await?;
        waits.changed().await
    };
    let waits = waiters.clone().counting(waits);
    let task = rt.spawn_named("the receiver", waits);
    wait_until(&rt, || waiters.count() == 1).await;
    sender.send(1).expect(OPEN);
    drop(sender);
    assert!(
        receiver.changed().await.is_ok(),
        "the last value must be seen although the sender is gone"
    );
    assert_eq!(receiver.borrow_and_update(), 1, "the last value must stay");
    assert!(
        receiver.changed().await.is_err(),
        "a receiver must learn that no value will come"
    );
    let ended = task.await.expect("the receiver must end");
    assert!(
        ended.is_err(),
        "a receiver that waits must learn that no value will come"
    );
}
