use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use ::event_listener::{EventListener, Listener};

use super::{
    super::event::{Tag, Tagged},
    Breakage, Broken,
};

/// The library's event with tags, broken.
#[derive(Clone)]
pub(in crate::event_listener) struct BrokenTagged {
    inner: Arc<::event_listener::Event<Tag>>,
    broken: Broken,
}

struct BrokenListener {
    /// Taken when it is dropped.
    inner: Option<EventListener<Tag>>,
    event: BrokenTagged,
}

impl BrokenTagged {
    pub(super) fn new(broken: Broken) -> BrokenTagged {
        BrokenTagged {
            inner: Arc::new(::event_listener::Event::with_tag()),
            broken,
        }
    }
}

impl Tagged for BrokenTagged {
    fn listen(&self) -> impl Future<Output = Tag> + Send {
        BrokenListener {
            inner: Some(::event_listener::Event::listen(&self.inner)),
            event: self.clone(),
        }
    }

    fn notify_another(&self, tag: Tag) -> usize {
        if self.broken.has(Breakage::EachTagIsTheSame) {
            return self.inner.notify_another(1);
        }
        self.inner.notify_another(tag)
    }
}

impl Future for BrokenListener {
    type Output = Tag;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Tag> {
        let inner = self
            .inner
            .as_mut()
            .expect("a listener is taken by its drop");
        Pin::new(inner).poll(cx)
    }
}

impl Drop for BrokenListener {
    fn drop(&mut self) {
        let loses = self.event.broken.has(Breakage::PassesOnWithoutTheTag);
        let inner = self.inner.take().filter(|_| loses);
        if inner.is_some_and(EventListener::discard) {
            self.event.inner.notify_another(Tag::default());
        }
    }
}
