use std::{
    cell::Cell,
    collections::{BTreeSet, VecDeque},
    mem,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, MutexGuard},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use runtime_matrix_core::Shutdown;

use crate::scheduler::{Scheduler, State};

/// How long a job has the floor, in real time.
///
/// A job that ends sooner is part of an exact replay. One that waits for a task holds the tasks up for
/// that long, so it should not be felt.
const FLOOR: Duration = Duration::from_millis(10);

thread_local! {
    /// The job that runs on this thread, and the scheduler that it is of.
    static JOB: Cell<Option<(*const Scheduler, u64)>> = const { Cell::new(None) };
}

/// The blocking jobs of an instance.
#[derive(Default)]
pub(crate) struct Jobs {
    admitted: u64,
    /// How many have not ended, and do not wait for a task.
    running: usize,
    /// Those that wait for a task.
    paused: BTreeSet<u64>,
    /// The jobs that had not the floor yet or, in front, have it.
    floor: VecDeque<u64>,
    /// Until when the job in front has the floor; `None` if it has not begun.
    until: Option<Instant>,
    /// The threads that may still run.
    threads: Vec<JoinHandle<()>>,
}

impl Jobs {
    pub(crate) fn running(&self) -> usize {
        self.running
    }

    /// Returns how many jobs there have ever been.
    pub(crate) fn admitted(&self) -> u64 {
        self.admitted
    }

    /// Tells whether tasks have to wait for a job.
    pub(crate) fn have_floor(&self) -> bool {
        !self.floor.is_empty()
    }

    fn admit(&mut self) -> u64 {
        self.threads.retain(|thread| !thread.is_finished());
        self.admitted += 1;
        self.running += 1;
        self.floor.push_back(self.admitted);
        self.admitted
    }

    fn pause(&mut self, job: u64) -> bool {
        let is_new = self.paused.insert(job);
        if is_new {
            self.running -= 1;
            self.leave_floor(job);
        }
        is_new
    }

    fn go_on(&mut self, job: u64) {
        if self.paused.remove(&job) {
            self.running += 1;
            if self.floor.is_empty() {
                self.floor.push_back(job);
                self.until = Some(Instant::now() + FLOOR);
            }
        }
    }

    fn end(&mut self, job: u64) {
        // Whoever was to let it go on may have died before.
        if !self.paused.remove(&job) {
            self.running -= 1;
        }
        self.leave_floor(job);
    }

    fn leave_floor(&mut self, job: u64) {
        if self.floor.front() == Some(&job) {
            self.until = None;
        }
        self.floor.retain(|other| *other != job);
    }
}

/// Runs `job` on a thread of its own, or drops it if the instance has been shut down.
///
/// # Panics
///
/// Panics if the machine does not give a thread.
pub(crate) fn start(scheduler: &Arc<Scheduler>, job: Box<dyn FnOnce() + Send>) {
    let mut state = scheduler.lock();
    if state.closed {
        drop(state);
        return;
    }
    let number = state.jobs.admit();
    drop(state);
    let thread = thread::Builder::new().name(format!("sim-job-{number}"));
    let shared = Arc::clone(scheduler);
    match thread.spawn(move || run(&shared, number, job)) {
        Ok(thread) => scheduler.lock().jobs.threads.push(thread),
        Err(error) => {
            scheduler.end_job(number);
            panic!("sim: cannot start a thread for a blocking job: {error}");
        }
    }
}

/// Waits for all jobs, up to `deadline`, and joins their threads.
pub(crate) fn join(scheduler: &Scheduler, deadline: Duration) -> Shutdown {
    let limit = Instant::now().checked_add(deadline);
    let mut state = scheduler.lock();
    while state.jobs.running + state.jobs.paused.len() > 0 {
        if limit.is_some_and(|limit| limit <= Instant::now()) {
            return Shutdown::TimedOut;
        }
        state = scheduler.wait(state, limit);
    }
    let threads = mem::take(&mut state.jobs.threads);
    drop(state);
    for thread in threads {
        // A job's panic has been caught, so there is nothing to learn from the result.
        let _ = thread.join();
    }
    Shutdown::Complete
}

/// Takes the job on this thread, which waits for a task, out of those that run; returns what puts it back.
///
/// A job that goes on has the floor again, if nobody else has: what it does then is part of a replay. One that waits
/// already, or is of another instance, is left as it is.
pub(crate) fn pause(scheduler: &Arc<Scheduler>) -> Option<Box<dyn FnOnce() + Send>> {
    let (of, job) = JOB.get()?;
    if of != Arc::as_ptr(scheduler) || !scheduler.lock().jobs.pause(job) {
        return None;
    }
    scheduler.notify();
    let scheduler = Arc::clone(scheduler);
    Some(Box::new(move || {
        scheduler.lock().jobs.go_on(job);
        scheduler.notify();
    }))
}

fn run(scheduler: &Scheduler, number: u64, job: Box<dyn FnOnce() + Send>) {
    JOB.set(Some((scheduler, number)));
    let outcome = catch_unwind(AssertUnwindSafe(move || {
        if scheduler.take_floor(number) {
            job();
        }
    }));
    drop(outcome);
    scheduler.end_job(number);
}

impl Scheduler {
    /// Waits while a job has the floor, and ends its time when that is over.
    ///
    /// A job that begins tells nobody, lest the waking of those who wait here cost it its processor. So
    /// they look again after a while.
    pub(crate) fn wait_floor<'a>(&self, state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        let limit = state.jobs.until.unwrap_or(Instant::now() + FLOOR);
        let mut state = self.wait(state, Some(limit));
        let jobs = &mut state.jobs;
        if jobs.until.is_some_and(|until| until <= Instant::now()) {
            jobs.until = None;
            jobs.floor.pop_front();
            self.notify();
        }
        state
    }

    /// Waits until the job may begin; false if the instance was shut down before.
    fn take_floor(&self, job: u64) -> bool {
        let mut state = self.lock();
        while !state.closed {
            if state.jobs.floor.front() == Some(&job) {
                state.jobs.until = Some(Instant::now() + FLOOR);
                return true;
            }
            state = self.wait_floor(state);
        }
        false
    }

    fn end_job(&self, job: u64) {
        self.lock().jobs.end(job);
        self.notify();
    }
}
