use std::{
    cell::Cell,
    mem,
    sync::{Arc, atomic::Ordering::SeqCst},
    thread,
    time::Duration,
};

use runtime_matrix_core::{Blocking, Executor};

use crate::{fault::Defect, shared::Shared};

/// That many jobs fit, and no more.
const FEW: usize = 100;

thread_local! {
    /// Whether this thread runs a job.
    pub(crate) static IS_A_JOB: Cell<bool> = const { Cell::new(false) };
}

/// Runs a job on the base's threads.
pub(crate) fn run(base: &Arc<dyn Executor>, job: Box<dyn FnOnce() + Send>, shared: &Arc<Shared>) {
    let whole = Arc::clone(base);
    let Some(base) = base.blocking() else {
        return;
    };
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
        Defect::FewJobsFit if shared.jobs.fetch_add(1, SeqCst) >= FEW => drop(job),
        Defect::JobsNeedContext => {
            let is_driven = shared.is_driven.load(SeqCst);
            assert!(is_driven, "a job was handed over outside the context");
            base.run(job);
        }
        Defect::JobsDoNotHoldClock => base.run(Box::new(move || {
            let go_on = whole.blocking().and_then(Blocking::pause);
            job();
            if let Some(go_on) = go_on {
                go_on();
            }
        })),
        Defect::JobsWakeNobody | Defect::JobsSpawnNothing => base.run(Box::new(|| {
            IS_A_JOB.set(true);
            job();
            IS_A_JOB.set(false);
        })),
        _ => base.run(job),
    }
}
