use std::{future::Future, sync::Arc, time::Duration};

use ::event_listener::{EventListener, IntoNotification, listener};

/// What a notification may carry.
pub(super) type Tag = u32;

/// What the properties use of the library, under its own names.
pub(super) trait Events: Copy + Send + 'static {
    type Event: Event;
    type Tagged: Tagged;

    fn event(self) -> Self::Event;
    fn tagged(self) -> Self::Tagged;
}

pub(super) trait Event: Clone + Send + Sync + 'static {
    type Listener: Listener<Self>;

    fn listen(&self) -> Self::Listener;
    /// Listens from its first poll on.
    fn listen_on_the_stack(&self) -> impl Future<Output = ()> + Send;
    fn notify(&self, n: usize) -> usize;
    fn notify_additional(&self, n: usize) -> usize;
    fn is_notified(&self) -> bool;
    fn total_listeners(&self) -> usize;
}

pub(super) trait Listener<E>: Future<Output = ()> + Send + 'static {
    fn wait(self);
    fn wait_timeout(self, timeout: Duration) -> Option<()>;
    fn discard(self) -> bool;
    fn listens_to(&self, event: &E) -> bool;
}

pub(super) trait Tagged: Clone + Send + Sync + 'static {
    fn listen(&self) -> impl Future<Output = Tag> + Send;
    /// Notifies one more, with this tag.
    fn notify_another(&self, tag: Tag) -> usize;
}

/// The library itself, with nothing in between.
#[derive(Clone, Copy, Debug)]
pub(super) struct Library;

impl Events for Library {
    type Event = Arc<::event_listener::Event>;
    type Tagged = Arc<::event_listener::Event<Tag>>;

    fn event(self) -> Self::Event {
        Arc::new(::event_listener::Event::new())
    }

    fn tagged(self) -> Self::Tagged {
        Arc::new(::event_listener::Event::with_tag())
    }
}

impl Event for Arc<::event_listener::Event> {
    type Listener = EventListener;

    fn listen(&self) -> EventListener {
        ::event_listener::Event::listen(self)
    }

    async fn listen_on_the_stack(&self) {
        listener!(**self => listener);
        listener.await;
    }

    fn notify(&self, n: usize) -> usize {
        ::event_listener::Event::notify(self, n)
    }

    fn notify_additional(&self, n: usize) -> usize {
        ::event_listener::Event::notify_additional(self, n)
    }

    fn is_notified(&self) -> bool {
        ::event_listener::Event::is_notified(self)
    }

    fn total_listeners(&self) -> usize {
        ::event_listener::Event::total_listeners(self)
    }
}

impl Listener<Arc<::event_listener::Event>> for EventListener {
    fn wait(self) {
        ::event_listener::Listener::wait(self);
    }

    fn wait_timeout(self, timeout: Duration) -> Option<()> {
        ::event_listener::Listener::wait_timeout(self, timeout)
    }

    fn discard(self) -> bool {
        ::event_listener::Listener::discard(self)
    }

    fn listens_to(&self, event: &Arc<::event_listener::Event>) -> bool {
        ::event_listener::Listener::listens_to(self, event)
    }
}

impl Tagged for Arc<::event_listener::Event<Tag>> {
    fn listen(&self) -> impl Future<Output = Tag> + Send {
        ::event_listener::Event::listen(self)
    }

    fn notify_another(&self, tag: Tag) -> usize {
        ::event_listener::Event::notify(self, 1.additional().tag(tag))
    }
}
