use std::{
    sync::{
        Arc, Condvar, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
    time::Duration,
};

use runtime_matrix_core::Blocking;

use crate::shared::lock;

/// A job waits no longer than that for the next one to come first.
const HOLD: Duration = Duration::from_millis(50);

/// Lets each second job go before the one that was handed over before it.
#[derive(Default)]
pub(crate) struct LateJobs {
    handed_over: AtomicU32,
    ended: Arc<(Mutex<u32>, Condvar)>,
}

impl LateJobs {
    pub(crate) fn run(&self, base: &dyn Blocking, job: Box<dyn FnOnce() + Send>) {
        let is_late = self.handed_over.fetch_add(1, Relaxed) % 2 == 0;
        let ended = Arc::clone(&self.ended);
        let before = *lock(&ended.0);
        base.run(Box::new(move || {
            let (number, change) = &*ended;
            if is_late {
                let waits = change.wait_timeout_while(lock(number), HOLD, |now| *now == before);
                drop(waits.unwrap_or_else(PoisonError::into_inner));
            }
            job();
            *lock(number) += 1;
            change.notify_all();
        }));
    }
}
