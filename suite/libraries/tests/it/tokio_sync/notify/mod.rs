mod api;
mod broken;

use api::{Notifier, Notify};
use runtime_matrix::Runtime;

use crate::by_hand::ByHand;

const NONE: &str = "a wait must last until there is a notification";

pub(super) async fn a_notification_without_a_waiter_is_kept_once<N: Notify>(_: Runtime, notify: N) {
    let notifier = notify.notify();
    for _ in 0..3 {
        notifier.notify_one();
    }
    assert!(
        ByHand::new(notifier.notified()).poll().is_ready(),
        "a notification without a waiter must be kept for the next one"
    );
    let mut second = ByHand::new(notifier.notified());
    assert!(
        second.poll().is_pending(),
        "of several notifications without a waiter only one must be kept"
    );
    notifier.notify_one();
    assert!(second.is_woken(), "a notification must wake who waits");
    assert!(
        second.poll().is_ready(),
        "who was notified must wait no longer"
    );
    assert!(
        ByHand::new(notifier.notified()).poll().is_pending(),
        "a notification that woke somebody must not be kept"
    );
}

pub(super) async fn a_notification_goes_to_who_waits_longest<N: Notify>(_: Runtime, notify: N) {
    let notifier = notify.notify();
    let mut waits = [(); 3].map(|()| ByHand::new(notifier.notified()));
    for wait in &mut waits {
        assert!(wait.poll().is_pending(), "{NONE}");
    }
    for n in 0..3 {
        notifier.notify_one();
        let woken = waits.each_ref().map(ByHand::is_woken);
        assert_eq!(
            woken,
            [true, n > 0, n > 1],
            "each notification must wake one, who waits longest"
        );
    }
    for wait in &mut waits {
        assert!(
            wait.poll().is_ready(),
            "who was notified must wait no longer"
        );
    }
}

pub(super) async fn a_notification_of_all_wakes_who_waits_and_is_not_kept<N: Notify>(
    _: Runtime,
    notify: N,
) {
    let notifier = notify.notify();
    let mut waits = [(); 3].map(|()| ByHand::new(notifier.notified()));
    for wait in &mut waits {
        assert!(wait.poll().is_pending(), "{NONE}");
    }
    let mut not_polled_yet = ByHand::new(notifier.notified());
    notifier.notify_waiters();
    assert_eq!(
        waits.each_ref().map(ByHand::is_woken),
        [true; 3],
        "a notification of all must wake all who wait"
    );
    for wait in waits.iter_mut().chain([&mut not_polled_yet]) {
        assert!(
            wait.poll().is_ready(),
            "a notification of all must reach each wait from before it"
        );
    }
    assert!(
        ByHand::new(notifier.notified()).poll().is_pending(),
        "a notification of all must not be kept for who comes later"
    );
}

pub(super) async fn a_wait_cancelled_after_its_wake_passes_it_on<N: Notify>(_: Runtime, notify: N) {
    let notifier = notify.notify();
    let mut waits = [(); 2].map(|()| ByHand::new(notifier.notified()));
    for wait in &mut waits {
        assert!(wait.poll().is_pending(), "{NONE}");
    }
    notifier.notify_one();
    let [cancelled, mut other] = waits;
    assert!(cancelled.is_woken(), "a notification must wake who waits");
    drop(cancelled);
    assert!(
        other.is_woken(),
        "a wait cancelled after its wake must pass the notification on"
    );
    assert!(
        other.poll().is_ready(),
        "who was notified must wait no longer"
    );
}
