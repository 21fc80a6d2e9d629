//! The contract of `Executor`, on the raw executor and its native handles: our own tracking must not
//! hide a runtime's fault.

mod cancelling;
mod driving;
mod instances;
mod powers;
mod tasks;
mod waking;

use std::{
    future::poll_fn,
    sync::{Arc, Mutex},
    task::Poll,
    thread,
};

/// Holds the answer to "was it dropped, and on which thread".
#[derive(Clone, Default)]
struct Grave(Arc<Mutex<Option<thread::ThreadId>>>);

impl Grave {
    fn marker(&self) -> Marker {
        Marker(self.clone())
    }

    fn is_filled(&self) -> bool {
        self.0.lock().expect("nothing panics under it").is_some()
    }
}

struct Marker(Grave);

impl Drop for Marker {
    fn drop(&mut self) {
        *self.0.0.lock().expect("nothing panics under it") = Some(thread::current().id());
    }
}

/// Returns `Pending` once, after waking itself.
async fn turn() {
    let mut turned = false;
    poll_fn(|cx| {
        if turned {
            return Poll::Ready(());
        }
        turned = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
