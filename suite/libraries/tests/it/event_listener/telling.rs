use std::task::Poll;

use runtime_matrix::Runtime;

use super::event::{Event, Events, Listener};
use crate::by_hand::ByHand;

pub(super) async fn listeners_are_counted<E: Events>(_: Runtime, library: E) {
    let event = library.event();
    assert_eq!(event.total_listeners(), 0, "a new event has no listener");
    let (mut ready, dropped) = (ByHand::new(event.listen()), event.listen());
    assert_eq!(
        event.total_listeners(),
        2,
        "each listener must count as one"
    );
    event.notify(1);
    assert_eq!(ready.poll(), Poll::Ready(()), "it was notified");
    assert_eq!(
        event.total_listeners(),
        1,
        "a listener that has taken its notification must not count"
    );
    drop(dropped);
    assert_eq!(
        event.total_listeners(),
        0,
        "a listener that was dropped must not count"
    );
}

pub(super) async fn an_event_tells_whether_a_listener_is_notified<E: Events>(
    _: Runtime,
    library: E,
) {
    let event = library.event();
    let (notified, _other) = (event.listen(), event.listen());
    assert!(
        !event.is_notified(),
        "an event must say that no listener is notified"
    );
    event.notify(1);
    assert!(
        event.is_notified(),
        "an event must say that a listener is notified"
    );
    notified.discard();
    assert!(
        !event.is_notified(),
        "an event must say that no listener is notified any more"
    );
}

pub(super) async fn a_listener_knows_its_event<E: Events>(_: Runtime, library: E) {
    let (event, other) = (library.event(), library.event());
    let (listener, _listener) = (event.listen(), other.listen());
    assert!(
        listener.listens_to(&event),
        "a listener must listen to the event that it came from"
    );
    assert!(
        !listener.listens_to(&other),
        "a listener must not listen to another event"
    );
}
