//! What event-listener 5.4.2 does though its documentation says otherwise: it shows it as it is today.

use runtime_matrix::Runtime;

use super::event::{Event, Events};

/// Documented is that it tells whether any listeners are currently notified. For the library an event that
/// nobody listens to is one all of whose listeners are notified; so it says so once it has had a listener,
/// and before it has had one it does not.
pub(super) async fn an_event_whose_listeners_have_gone_says_that_one_is_notified<E: Events>(
    _: Runtime,
    library: E,
) {
    let event = library.event();
    assert!(
        !event.is_notified(),
        "an event must say that no listener is notified"
    );
    drop(event.listen());
    assert!(
        event.is_notified(),
        "today an event whose listeners have gone says that one is notified"
    );
}
