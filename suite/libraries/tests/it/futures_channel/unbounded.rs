use runtime_matrix::Runtime;

use super::channel::{Mpsc, Receiver, UnboundedSender};

pub(super) async fn an_unbounded_channel_takes_all_at_once<L: Mpsc>(_: Runtime, library: L) {
    let (sender, mut receiver) = library.unbounded();
    for n in 0..1000 {
        sender
            .unbounded_send(n)
            .expect("an unbounded channel must take each message at once");
    }
    assert_eq!(sender.len(), 1000, "the length must count what is queued");
    for n in 0..1000 {
        assert_eq!(
            receiver.recv().await,
            Ok(n),
            "an unbounded channel must give out its messages in order"
        );
    }
    assert_eq!(
        sender.len(),
        0,
        "the length must not count what was received"
    );
}

pub(super) async fn an_unbounded_send_to_nobody_gives_the_message_back<L: Mpsc>(
    _: Runtime,
    library: L,
) {
    let (sender, receiver) = library.unbounded();
    let other = sender.clone();
    drop(receiver);
    for sender in [sender, other] {
        match sender.unbounded_send(1) {
            Err(error) if error.is_disconnected() => assert_eq!(
                error.into_inner(),
                1,
                "a channel without receiver must give back the message that it refuses"
            ),
            other => {
                panic!("a channel without receiver must refuse a message, but said {other:?}")
            }
        }
    }
}
