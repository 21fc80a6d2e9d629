use std::{
    sync::{Arc, Mutex},
    thread::{self, ThreadId},
};

/// Says when it is dropped, and on which thread.
#[derive(Clone, Default)]
pub(crate) struct Spy(Arc<Mutex<Option<ThreadId>>>);

/// What the watched task or job holds.
pub(crate) struct Guard(Spy);

impl Spy {
    pub(crate) fn guard(&self) -> Guard {
        Guard(self.clone())
    }

    pub(crate) fn dropped_on(&self) -> Option<ThreadId> {
        *self.0.lock().unwrap()
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        *self.0.0.lock().unwrap() = Some(thread::current().id());
    }
}
