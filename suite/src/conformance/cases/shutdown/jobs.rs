//! What becomes of blocking jobs.

use std::{thread, time::Duration};

use runtime_matrix_core::{BlockingAtShutdown, Shutdown};

use super::SOON;
use crate::conformance::{
    instance::{Instance, LONG},
    lab::Lab,
    parts::{Count, Flag, OnDrop, is_calm, turns},
};

/// Starts a job that runs until the flag is set, and waits until it does.
pub(super) fn start_job(lab: &Lab, instance: &Instance) -> Flag {
    let (begun, over) = (Flag::default(), Flag::default());
    let (begin, end) = (begun.clone(), over.clone());
    run_job(lab, instance, move || {
        begin.set_silently();
        while !end.is_set() {
            thread::sleep(Duration::from_micros(200));
        }
    });
    lab.until_blocking("a job to begin", || begun.is_set());
    over
}

pub(super) fn run_job(lab: &Lab, instance: &Instance, job: impl FnOnce() + Send + 'static) {
    match instance.blocking() {
        Some(blocking) => blocking.run(Box::new(job)),
        None => lab.fail("the pool for jobs that the card declares", "no pool"),
    }
}

pub(super) fn tells_of_a_job_that_runs(lab: &Lab) {
    if lab.card().blocking_at_shutdown != BlockingAtShutdown::Waits {
        lab.leave("the card says that a shutdown leaves a job running");
    }
    let instance = lab.instance();
    let over = start_job(lab, &instance);
    let shutdown = instance.end_within(SOON);
    over.set();
    lab.equal(
        "what a shutdown says while a job runs",
        shutdown,
        Shutdown::TimedOut,
    );
}

pub(super) fn returns_although_a_job_runs(lab: &Lab) {
    let instance = lab.instance();
    let over = start_job(lab, &instance);
    // Only what comes after it lets the job end.
    let _ = instance.end_within(SOON);
    over.set();
}

pub(super) fn drops_or_runs_each_job(lab: &Lab) {
    let (instance, gone) = (lab.instance(), Count::default());
    for _ in 0..12 {
        let count = gone.clone();
        let guard = OnDrop::new(move || {
            count.add();
        });
        run_job(lab, &instance, move || drop(guard));
    }
    let _ = instance.end_within(LONG);
    lab.until_blocking("each of twelve jobs to be dropped or run", || {
        gone.count() == 12
    });
}

pub(super) fn takes_a_deadline_of_zero(lab: &Lab) {
    let instance = lab.instance();
    instance.block_on("a few turns", turns(2));
    let is_calm = is_calm(|| {
        let _ = instance.end_within(Duration::ZERO);
    });
    lab.holds(
        is_calm,
        "a shutdown with a deadline of zero to return",
        "it panicked",
    );
}
