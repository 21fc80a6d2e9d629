//! A task that never waits.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, AtomicU32, Ordering::SeqCst},
};

use runtime_matrix_core::TaskThread;

use super::PATIENCE;
use crate::{
    conformance::{
        lab::Lab,
        parts::{OnDrop, turn},
    },
    sync::lock,
};

/// Those who never let go of their turn by themselves, whoever they are, and the one that needs a turn beside them.
///
/// They go on until that one has had it, or until it has been passed over for too long.
#[derive(Clone)]
pub(super) struct Hog(Arc<Turns>);

pub(super) struct Turns {
    patience: u32,
    taken: AtomicU32,
    is_over: AtomicBool,
    /// How many had been taken when the other one had its turn.
    until: Mutex<Option<u32>>,
}

impl Hog {
    /// Where threads race, nothing is said by the number of turns: the case's deadline decides.
    pub(super) fn new(lab: &Lab) -> Hog {
        match lab.card().task_thread {
            TaskThread::Root => Hog::with_patience(PATIENCE),
            _ => Hog::with_patience(u32::MAX),
        }
    }

    pub(super) fn with_patience(patience: u32) -> Hog {
        Hog(Arc::new(Turns {
            patience,
            taken: AtomicU32::new(0),
            is_over: AtomicBool::new(false),
            until: Mutex::default(),
        }))
    }

    /// Takes a turn and tells whether there is to be another one.
    pub(super) fn goes_on(&self) -> bool {
        let is_patient = self.0.taken.fetch_add(1, SeqCst) < self.0.patience;
        if !is_patient {
            self.0.is_over.store(true, SeqCst);
        }
        is_patient && !self.is_over()
    }

    /// Says that the one that needs a turn has it.
    pub(super) fn pass(&self) {
        *lock(&self.0.until) = Some(self.taken());
        self.0.is_over.store(true, SeqCst);
    }

    pub(super) fn taken(&self) -> u32 {
        self.0.taken.load(SeqCst)
    }

    pub(super) fn is_over(&self) -> bool {
        self.0.is_over.load(SeqCst)
    }

    pub(super) fn until(&self) -> Option<u32> {
        *lock(&self.0.until)
    }

    /// Ends it with the root, however that ends.
    pub(super) fn stop(&self) -> OnDrop<impl FnOnce() + use<>> {
        let hog = self.clone();
        OnDrop::new(move || hog.0.is_over.store(true, SeqCst))
    }

    pub(super) async fn keep_busy(self) {
        while self.goes_on() {
            turn().await;
        }
    }

    /// Fails the case unless the other one has had its turn in time.
    #[track_caller]
    pub(super) fn judge(&self, lab: &Lab, who: &str, beside: &str) {
        let expected = format!("{who} to have a turn within {PATIENCE} of {beside}");
        match self.until() {
            None => lab.fail(expected, format!("none in {}", self.taken())),
            Some(taken) if taken > self.0.patience => {
                lab.fail(expected, format!("it came after {taken}"));
            }
            Some(_) => {}
        }
    }
}
