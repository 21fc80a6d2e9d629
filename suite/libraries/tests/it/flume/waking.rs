use std::{pin::pin, task::Poll};

use runtime_matrix::Runtime;

use super::channel::{CONNECTED, Channel, Receiver, Sender};
use crate::by_hand::{ByHand, woken};

const EMPTY: &str = "a receive must wait while the channel is empty";

pub(super) async fn a_message_wakes_one_of_the_waiting_receivers<C: Channel>(
    _: Runtime,
    channel: C,
) {
    let (sender, receiver) = channel.unbounded();
    let mut receives = [(); 3].map(|()| ByHand::new(receiver.recv_async()));
    for receive in &mut receives {
        assert!(receive.poll().is_pending(), "{EMPTY}");
    }
    for n in 1..4 {
        sender.send_async(7).await.expect(CONNECTED);
        let woken = woken(&receives);
        assert_eq!(
            woken.len(),
            n,
            "each message must wake one more receiver, but {n} woke {woken:?}"
        );
    }
    for mut receive in receives {
        assert_eq!(
            receive.poll(),
            Poll::Ready(Ok(7)),
            "each receiver that was woken must get a message"
        );
    }
}

pub(super) async fn a_receiver_beaten_to_its_message_waits_for_the_next<C: Channel>(
    _: Runtime,
    channel: C,
) {
    let (sender, receiver) = channel.unbounded();
    let mut receive = ByHand::new(receiver.recv_async());
    assert!(receive.poll().is_pending(), "{EMPTY}");
    for _ in 0..2 {
        sender.send_async(1).await.expect(CONNECTED);
        assert_eq!(receiver.try_recv(), Ok(1), "{CONNECTED}");
        assert!(receive.poll().is_pending(), "{EMPTY}");
    }
    sender.send_async(2).await.expect(CONNECTED);
    assert!(
        receive.is_woken(),
        "a receiver that was beaten to a message must be woken for the next"
    );
    assert_eq!(
        receive.poll(),
        Poll::Ready(Ok(2)),
        "a receiver that was beaten to a message must get the next"
    );
}

pub(super) async fn a_receive_polled_by_another_task_wakes_that_one<C: Channel>(
    _: Runtime,
    channel: C,
) {
    let (sender, receiver) = channel.unbounded();
    let mut receive = pin!(receiver.recv_async());
    let mut first = ByHand::new(receive.as_mut());
    assert!(first.poll().is_pending(), "{EMPTY}");
    drop(first);
    let mut second = ByHand::new(receive.as_mut());
    assert!(second.poll().is_pending(), "{EMPTY}");
    sender.send_async(1).await.expect(CONNECTED);
    assert!(
        second.is_woken(),
        "a message must wake the task that polled the receive last"
    );
    assert_eq!(
        second.poll(),
        Poll::Ready(Ok(1)),
        "a receive must get its message in whichever task it is"
    );
}
