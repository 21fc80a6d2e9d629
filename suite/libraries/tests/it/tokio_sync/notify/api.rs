use std::future::Future;

use tokio::sync;

use super::super::Library;

/// What the properties use of `tokio::sync::Notify`, under its own names.
pub(in crate::tokio_sync) trait Notify: Copy + Send + 'static {
    type Notifier: Notifier;

    fn notify(self) -> Self::Notifier;
}

pub(in crate::tokio_sync) trait Notifier {
    fn notified(&self) -> impl Future<Output = ()>;
    fn notify_one(&self);
    fn notify_waiters(&self);
}

impl Notify for Library {
    type Notifier = sync::Notify;

    fn notify(self) -> Self::Notifier {
        sync::Notify::new()
    }
}

impl Notifier for sync::Notify {
    fn notified(&self) -> impl Future<Output = ()> {
        self.notified()
    }

    fn notify_one(&self) {
        self.notify_one();
    }

    fn notify_waiters(&self) {
        self.notify_waiters();
    }
}
