use std::task::Poll;

use runtime_matrix::Runtime;

use super::event::{Event, Events};
use crate::by_hand::{ByHand, woken};

const QUIET: &str = "a listener must wait for its notification";

/// Listens as many times, and polls each listener once.
fn listen<E: Event, const N: usize>(event: &E) -> [ByHand<E::Listener>; N] {
    let mut listeners = [(); N].map(|()| ByHand::new(event.listen()));
    for listener in &mut listeners {
        assert!(listener.poll().is_pending(), "{QUIET}");
    }
    listeners
}

pub(super) async fn listeners_are_notified_in_the_order_in_which_they_came<E: Events>(
    _: Runtime,
    library: E,
) {
    let event = library.event();
    let mut listeners = [(); 3].map(|()| ByHand::new(event.listen()));
    // They are not polled in the order in which they came.
    for listener in listeners.iter_mut().rev() {
        assert!(listener.poll().is_pending(), "{QUIET}");
    }
    for n in 0..3 {
        event.notify(1);
        assert_eq!(
            woken(&listeners),
            [n],
            "the listener that came first must be notified first"
        );
        assert_eq!(
            listeners[n].poll(),
            Poll::Ready(()),
            "a listener that is notified must be ready"
        );
    }
}

pub(super) async fn a_notification_reaches_as_many_as_it_names<E: Events>(_: Runtime, library: E) {
    let event = library.event();
    let listeners: [_; 4] = listen(&event);
    assert_eq!(event.notify(0), 0, "a notification of none must reach none");
    assert_eq!(
        event.notify(2),
        2,
        "a notification must tell how many it reached"
    );
    assert_eq!(
        woken(&listeners),
        [0, 1],
        "a notification must reach as many as it names"
    );
    assert_eq!(
        event.notify(usize::MAX),
        2,
        "a notification must tell how many it reached"
    );
    assert_eq!(
        woken(&listeners),
        [0, 1, 2, 3],
        "a notification of all must reach all"
    );
}

pub(super) async fn a_notification_counts_those_that_have_one<E: Events>(_: Runtime, library: E) {
    let event = library.event();
    let mut listeners: [_; 3] = listen(&event);
    event.notify(1);
    assert_eq!(
        event.notify(1),
        0,
        "a listener that is notified must count for the next notification"
    );
    assert_eq!(
        woken(&listeners),
        [0],
        "a notification of one must reach nobody while one is notified"
    );
    assert_eq!(listeners[0].poll(), Poll::Ready(()), "it was notified");
    assert_eq!(
        event.notify(1),
        1,
        "a listener that has taken its notification must not count any more"
    );
}

pub(super) async fn an_additional_notification_reaches_another<E: Events>(_: Runtime, library: E) {
    let event = library.event();
    let listeners: [_; 3] = listen(&event);
    event.notify(1);
    assert_eq!(
        event.notify_additional(1),
        1,
        "an additional notification must reach one more"
    );
    assert_eq!(
        woken(&listeners),
        [0, 1],
        "an additional notification must reach one more"
    );
}

pub(super) async fn a_notification_reaches_only_those_that_listen<E: Events>(
    _: Runtime,
    library: E,
) {
    let event = library.event();
    assert_eq!(
        event.notify(1),
        0,
        "a notification must reach nobody while nobody listens"
    );
    let [mut first]: [_; 1] = listen(&event);
    assert_eq!(
        event.notify(usize::MAX),
        1,
        "a notification must tell how many it reached"
    );
    let [late]: [_; 1] = listen(&event);
    assert!(
        !late.is_woken(),
        "a notification must not reach who listens after it"
    );
    assert_eq!(first.poll(), Poll::Ready(()), "it was notified");
}

pub(super) async fn a_listener_notified_before_its_first_poll_is_ready<E: Events>(
    _: Runtime,
    library: E,
) {
    let event = library.event();
    let mut listener = ByHand::new(event.listen());
    event.notify(1);
    assert_eq!(
        listener.poll(),
        Poll::Ready(()),
        "a listener must hear of what happens between `listen` and its first poll"
    );
}
