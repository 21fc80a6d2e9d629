mod api;
mod broken;

use api::{Broadcast, Receiver, Sender};
use runtime_matrix::Runtime;
use tokio::sync::broadcast::error::{RecvError, SendError, TryRecvError};

use crate::waiters::{Waiters, wait_until};

const OPEN: &str = "the channel must stay open while it has a receiver";

pub(super) async fn each_receiver_gets_what_is_sent_from_its_subscription_on<B: Broadcast>(
    _: Runtime,
    broadcast: B,
) {
    let (sender, mut first) = broadcast.channel(4);
    sender.send(0).expect(OPEN);
    let mut second = sender.subscribe();
    for n in 1..3 {
        assert_eq!(
            sender.send(n).ok(),
            Some(2),
            "a send must tell how many receivers there are"
        );
    }
    for (from, receiver) in [(0, &mut first), (1, &mut second)] {
        for n in from..3 {
            assert_eq!(
                receiver.try_recv(),
                Ok(n),
                "each receiver must get what is sent from its subscription on"
            );
        }
        assert_eq!(
            receiver.try_recv(),
            Err(TryRecvError::Empty),
            "a receiver must get each message once"
        );
    }
    drop((first, second));
    let sent = sender.send(3).map_err(|SendError(message)| message);
    assert_eq!(
        sent,
        Err(3),
        "a message that nobody can receive must come back"
    );
}

pub(super) async fn a_receiver_that_lags_is_told_how_many_it_missed<B: Broadcast>(
    _: Runtime,
    broadcast: B,
) {
    let (sender, mut slow) = broadcast.channel(2);
    let mut fast = sender.subscribe();
    for n in 0..5 {
        sender.send(n).expect(OPEN);
        assert_eq!(
            fast.recv().await,
            Ok(n),
            "a receiver that keeps up must miss nothing"
        );
    }
    assert_eq!(
        slow.recv().await,
        Err(RecvError::Lagged(3)),
        "a receiver must be told how many messages it missed"
    );
    for n in 3..5 {
        assert_eq!(
            slow.recv().await,
            Ok(n),
            "a receiver that lagged must go on with the oldest message that is left"
        );
    }
}

pub(super) async fn the_last_sender_dropped_ends_the_subscribers<B: Broadcast>(
    rt: Runtime,
    broadcast: B,
) {
    let (sender, first) = broadcast.channel(4);
    let (receivers, waiters) = ([(1, first), (2, sender.subscribe())], Waiters::default());
    let tasks = receivers.map(|(n, mut receiver)| {
        let waits = async move { (receiver.recv().await, receiver.recv().await) };
        rt.spawn_named(&format!("receiver {n}"), waiters.clone().counting(waits))
    });
    wait_until(&rt, || waiters.count() == 2).await;
    let last = sender.clone();
    drop(sender);
    last.send(1).expect(OPEN);
    drop(last);
    for task in tasks {
        assert_eq!(
            task.await.expect("a receiver must end"),
            (Ok(1), Err(RecvError::Closed)),
            "a receiver must get what was sent, then learn that no sender is left"
        );
    }
}
