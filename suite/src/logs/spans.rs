//! The spans that are open, and which of them each thread is in.

use std::{
    borrow::Cow,
    cell::RefCell,
    collections::HashMap,
    sync::{
        Arc, Mutex, Weak,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

use tracing_core::{
    Metadata,
    span::{Current, Id},
};

use crate::{
    logs::{capture::Capture, fields::Fields, record::Span, subscriber::level},
    sync::lock,
};

/// All spans that are open, of whatever test.
#[derive(Default)]
pub(super) struct Spans {
    open: Mutex<HashMap<u64, Held>>,
    made: AtomicU64,
}

/// A span, and how many handles of it there are.
struct Held {
    span: Arc<Open>,
    handles: usize,
}

/// A span that is open, or that one within it still belongs to.
pub(super) struct Open {
    id: u64,
    metadata: &'static Metadata<'static>,
    /// The log of the test that it was opened in. It is no owner: a span may be forgotten open.
    capture: Weak<Capture>,
    parent: Option<Arc<Open>>,
    fields: Mutex<Fields>,
}

thread_local! {
    /// The spans that this thread has entered and not left.
    static ENTERED: RefCell<Vec<Arc<Open>>> = const { RefCell::new(Vec::new()) };
}

impl Spans {
    pub(super) fn add(
        &self,
        metadata: &'static Metadata<'static>,
        capture: Option<&Arc<Capture>>,
        parent: Option<Arc<Open>>,
        fields: Fields,
    ) -> Id {
        // No number is ever used again: what a thread has not left cannot be taken for another span.
        let id = self.made.fetch_add(1, Relaxed) + 1;
        let span = Arc::new(Open {
            id,
            metadata,
            capture: capture.map(Arc::downgrade).unwrap_or_default(),
            parent,
            fields: Mutex::new(fields),
        });
        lock(&self.open).insert(id, Held { span, handles: 1 });
        Id::from_u64(id)
    }

    /// Returns an open span.
    pub(super) fn open(&self, id: &Id) -> Option<Arc<Open>> {
        let open = lock(&self.open);
        open.get(&id.into_u64()).map(|held| Arc::clone(&held.span))
    }

    pub(super) fn hold(&self, id: &Id) {
        if let Some(held) = lock(&self.open).get_mut(&id.into_u64()) {
            held.handles += 1;
        }
    }

    /// Takes back a handle; `true` if it was the last, and the span has closed.
    pub(super) fn let_go(&self, id: &Id) -> bool {
        let mut open = lock(&self.open);
        let Some(held) = open.get_mut(&id.into_u64()) else {
            return false;
        };
        held.handles -= 1;
        let has_closed = held.handles == 0;
        let closed = has_closed.then(|| open.remove(&id.into_u64()));
        drop(open);
        drop(closed);
        has_closed
    }

    pub(super) fn enter(&self, id: &Id) {
        if let Some(span) = self.open(id) {
            let _ = ENTERED.try_with(|entered| entered.borrow_mut().push(span));
        }
    }

    /// Leaves a span: not always the one that was entered last.
    pub(super) fn exit(&self, id: &Id) {
        let left = ENTERED.try_with(|entered| {
            let mut entered = entered.borrow_mut();
            let position = entered.iter().rposition(|span| span.id == id.into_u64());
            position.map(|position| entered.remove(position))
        });
        drop(left);
    }

    /// Returns the span that this thread has entered last, of that test if it is in one: a guard that was kept over
    /// an await may have left a span of another one here.
    pub(super) fn innermost(&self, capture: Option<&Arc<Capture>>) -> Option<Arc<Open>> {
        let is_of = |span: &&Arc<Open>| match capture {
            Some(capture) => std::ptr::eq(span.capture.as_ptr(), Arc::as_ptr(capture)),
            None => true,
        };
        let innermost =
            |entered: &RefCell<Vec<Arc<Open>>>| entered.borrow().iter().rev().find(is_of).cloned();
        ENTERED.try_with(innermost).ok().flatten()
    }

    /// Returns the span that this thread is in, as `tracing` asks for it.
    pub(super) fn current(&self, capture: Option<&Arc<Capture>>) -> Current {
        match self.innermost(capture) {
            Some(span) => Current::new(Id::from_u64(span.id), span.metadata),
            None => Current::none(),
        }
    }
}

impl Open {
    /// Takes over fields that were given a value later.
    pub(super) fn record(&self, later: Fields) {
        lock(&self.fields).extend(later);
    }

    /// Returns the span as it is now, after those that it stands in.
    pub(super) fn path(&self) -> Vec<Span> {
        let mut path = Vec::new();
        let mut next = Some(self);
        while let Some(span) = next {
            path.push(Span {
                name: span.metadata.name(),
                level: level(*span.metadata.level()),
                target: Cow::Borrowed(span.metadata.target()),
                fields: lock(&span.fields).clone(),
            });
            next = span.parent.as_deref();
        }
        path.reverse();
        path
    }
}
