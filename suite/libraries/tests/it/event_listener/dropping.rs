use std::task::Poll;

use runtime_matrix::Runtime;

use super::event::{Event, Events, Listener};
use crate::by_hand::{ByHand, woken};

const QUIET: &str = "a listener must wait for its notification";

pub(super) async fn a_listener_dropped_before_its_notification_is_passed_over<E: Events>(
    _: Runtime,
    library: E,
) {
    let event = library.event();
    let (dropped, mut listener) = (event.listen(), ByHand::new(event.listen()));
    assert!(listener.poll().is_pending(), "{QUIET}");
    drop(dropped);
    assert_eq!(
        event.notify(1),
        1,
        "a notification must reach who still listens"
    );
    assert!(
        listener.is_woken(),
        "a notification must not go to a listener that was dropped"
    );
}

pub(super) async fn a_listener_dropped_after_its_notification_passes_it_on<E: Events>(
    _: Runtime,
    library: E,
) {
    let event = library.event();
    let (mut dropped, mut listener) = (ByHand::new(event.listen()), ByHand::new(event.listen()));
    assert!(dropped.poll().is_pending(), "{QUIET}");
    assert!(listener.poll().is_pending(), "{QUIET}");
    event.notify(1);
    assert!(!listener.is_woken(), "the first must be notified first");
    drop(dropped);
    assert!(
        listener.is_woken(),
        "a listener dropped after its notification must pass it on"
    );
    assert_eq!(
        listener.poll(),
        Poll::Ready(()),
        "the notification of a dropped listener must go to another"
    );
}

pub(super) async fn what_is_passed_on_stays_what_it_was<E: Events>(_: Runtime, library: E) {
    let event = library.event();
    let (plain, additional) = (event.listen(), event.listen());
    let mut others = [(); 2].map(|()| ByHand::new(event.listen()));
    for listener in &mut others {
        assert!(listener.poll().is_pending(), "{QUIET}");
    }
    event.notify(1);
    event.notify_additional(1);
    drop(additional);
    assert_eq!(
        woken(&others),
        [0],
        "an additional notification must be passed on though another is notified"
    );
    drop(plain);
    assert_eq!(
        woken(&others),
        [0],
        "a plain notification must not be passed on while another is notified"
    );
}

pub(super) async fn a_listener_that_is_discarded_passes_nothing_on<E: Events>(
    _: Runtime,
    library: E,
) {
    let event = library.event();
    let (discarded, mut listener) = (event.listen(), ByHand::new(event.listen()));
    assert!(listener.poll().is_pending(), "{QUIET}");
    event.notify(1);
    assert!(
        discarded.discard(),
        "a discard must tell that there was a notification"
    );
    assert!(
        !listener.is_woken(),
        "a listener that is discarded must pass nothing on"
    );
    assert!(
        !event.listen().discard(),
        "a discard must tell that there was no notification"
    );
}

pub(super) async fn a_listener_on_the_stack_passes_its_notification_on<E: Events>(
    _: Runtime,
    library: E,
) {
    let event = library.event();
    let mut listeners = [(); 3].map(|()| ByHand::new(event.listen_on_the_stack()));
    for listener in &mut listeners {
        assert!(listener.poll().is_pending(), "{QUIET}");
    }
    event.notify(1);
    let [dropped, mut listener, last] = listeners;
    assert!(
        dropped.is_woken(),
        "a notification must wake a listener on the stack"
    );
    drop(dropped);
    assert!(
        listener.is_woken(),
        "a listener on the stack must pass its notification on"
    );
    assert_eq!(
        listener.poll(),
        Poll::Ready(()),
        "the notification of a dropped listener must go to another"
    );
    assert!(!last.is_woken(), "one notification must reach one listener");
}
