use std::{
    mem,
    sync::{Arc, atomic::Ordering::SeqCst},
    thread,
    time::Duration,
};

use runtime_matrix_core::Blocking;

use crate::{fault::Defect, shared::Shared};

/// Runs a job on the base's threads.
pub(crate) fn run(base: &dyn Blocking, job: Box<dyn FnOnce() + Send>, shared: &Arc<Shared>) {
    match shared.defect {
        Defect::JobsBlockTasks => job(),
        Defect::LosesJobs if shared.is_third() => drop(job),
        Defect::KeepsJobs if shared.is_third() => mem::forget(job),
        Defect::OneJobAtATime => {
            let shared = Arc::clone(shared);
            base.run(Box::new(move || {
                while shared.runs_a_job.swap(true, SeqCst) {
                    if shared.was_shut_down.load(SeqCst) {
                        return;
                    }
                    thread::sleep(Duration::from_millis(1));
                }
                job();
                shared.runs_a_job.store(false, SeqCst);
            }));
        }
        _ => base.run(job),
    }
}
