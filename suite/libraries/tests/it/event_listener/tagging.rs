use std::task::Poll;

use runtime_matrix::Runtime;

use super::event::{Events, Tagged};
use crate::by_hand::ByHand;

pub(super) async fn each_listener_gets_the_tag_of_its_notification<E: Events>(
    _: Runtime,
    library: E,
) {
    let event = library.tagged();
    let mut listeners = [(); 3].map(|()| ByHand::new(event.listen()));
    for tag in 1..4 {
        event.notify_another(tag);
    }
    let tags = listeners.each_mut().map(ByHand::poll);
    assert_eq!(
        tags,
        [1, 2, 3].map(Poll::Ready),
        "each listener must get the tag of its notification"
    );
}

pub(super) async fn a_tag_is_passed_on_with_its_notification<E: Events>(_: Runtime, library: E) {
    let event = library.tagged();
    let (dropped, mut listener) = (event.listen(), ByHand::new(event.listen()));
    event.notify_another(7);
    drop(dropped);
    assert_eq!(
        listener.poll(),
        Poll::Ready(7),
        "a notification must be passed on with its tag"
    );
}
