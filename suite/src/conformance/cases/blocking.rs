//! Jobs that block their thread.

use std::{
    sync::{Arc, Barrier, Mutex, mpsc::channel},
    thread,
    time::Duration,
};

use runtime_matrix_core::{Blocking, Capability, Executor};

use crate::{
    conformance::{
        case::{Case, Level, case},
        instance::Instance,
        lab::Lab,
        parts::{Count, Flag},
    },
    sync::lock,
};

const SOURCE: &str = "`Blocking::run`";
const PAUSE: &str = "`Blocking::pause`";
const JOBS: &[Capability] = &[Capability::Blocking];
const CLOCKED: &[Capability] = &[
    Capability::Blocking,
    Capability::Timer,
    Capability::NativeClock,
];

pub(super) const CASES: &[Case] = &[
    case!("blocking", each_job_runs, Must, "Each blocking job MUST run.")
        .with_source(SOURCE)
        .requiring(JOBS),
    case!(
        "blocking",
        two_hundred_jobs_run,
        Must,
        "Each of many blocking jobs MUST run, whether or not there are as many threads."
    )
    .with_source(SOURCE)
    .with_hint("what finds no free thread has to wait in a queue")
    .requiring(JOBS),
    case!(
        "blocking",
        run_off_the_roots_thread,
        Must,
        "A blocking job MUST NOT run on the thread that drives the root."
    )
    .with_source(SOURCE)
    .with_hint("hand the job to a pool of threads")
    .requiring(JOBS),
    case!(
        "blocking",
        hold_up_no_task,
        Must,
        "Tasks MUST make progress while a blocking job of a task waits for them."
    )
    .with_source(SOURCE)
    .requiring(JOBS),
    case!(
        "blocking",
        run_beside_each_other,
        Must,
        "Two blocking jobs MUST be able to wait for each other."
    )
    .with_source("`Blocking::run`: a job may block, which another job ends")
    .requiring(JOBS),
    case!(
        "blocking",
        are_taken_from_other_threads,
        Must,
        "A blocking job MUST be accepted from a thread outside the instance, and run."
    )
    .with_source(SOURCE)
    .requiring(JOBS),
    case!(
        "blocking",
        wake_who_waits,
        Must,
        "A task that a blocking job wakes MUST be polled."
    )
    .with_source("`Executor`: a waker works from any thread")
    .requiring(JOBS),
    case!(
        "blocking",
        may_spawn,
        Must,
        "A task that a blocking job spawns onto its instance MUST run."
    )
    .with_source("`Executor::spawn`: callable from any thread")
    .requiring(JOBS),
    case!(
        "blocking",
        hold_the_clock,
        Must,
        "A clock of the runtime's own that heeds its jobs MUST NOT move while one of them runs."
    )
    .provisional()
    .with_source(PAUSE)
    .requiring(CLOCKED),
    case!(
        "blocking",
        let_the_clock_go_in_a_pause,
        Must,
        "A clock of the runtime's own MUST move on when the only job has said that it waits for a task."
    )
    .provisional()
    .with_source(PAUSE)
    .requiring(CLOCKED),
    case!(
        "blocking",
        start_in_order,
        Info,
        "Jobs MAY start in the order in which they were handed over, or in another one."
    )
    .with_source(SOURCE)
    .with_outcomes(&["in order", "in another order"])
    .varying()
    .requiring(JOBS),
    Case::untested(
        "blocking::panics_reach_the_joiner",
        Level::Must,
        "The panic of a blocking job MUST reach whoever waits for it.",
        "a job has no handle in the contract and never unwinds: the suite catches panics within the job",
    )
    .with_source("`Blocking::run`: the suite's jobs never unwind"),
    Case::untested(
        "blocking::are_dropped_once_they_have_run",
        Level::Must,
        "What a blocking job holds MUST be dropped once the job has run.",
        "a call of a `Box<dyn FnOnce()>` consumes it: guaranteed by type",
    )
    .with_source(SOURCE),
    Case::untested(
        "blocking::run_once",
        Level::Must,
        "A blocking job MUST NOT run twice.",
        "a `Box<dyn FnOnce()>` can be called once: guaranteed by type",
    )
    .with_source(SOURCE),
];

fn run(executor: &dyn Executor, job: impl FnOnce() + Send + 'static) {
    if let Some(blocking) = executor.blocking() {
        blocking.run(Box::new(job));
    }
}

/// Hands a job over and returns the flag that it sets at its end.
fn job(instance: &Instance, lab: &Lab, job: impl FnOnce() + Send + 'static) -> Flag {
    lab.holds(
        instance.blocking().is_some(),
        "the pool for jobs that the card declares",
        "no pool",
    );
    let done = Flag::default();
    let set = done.clone();
    run(&**instance, move || {
        job();
        set.set();
    });
    done
}

fn each_job_runs(lab: &Lab) {
    let instance = lab.instance();
    instance.block_on("six jobs, one after the other", async {
        for _ in 0..6 {
            job(&instance, lab, || {}).wait().await;
        }
    });
    instance.end();
}

fn two_hundred_jobs_run(lab: &Lab) {
    let instance = lab.instance();
    let ran = Count::default();
    instance.block_on("the end of two hundred jobs", async {
        let jobs: Vec<_> = (0..200)
            .map(|_| {
                let ran = ran.clone();
                job(&instance, lab, move || {
                    ran.add();
                })
            })
            .collect();
        for job in jobs {
            job.wait().await;
        }
    });
    lab.equal("the number of jobs that ran", ran.count(), 200);
    instance.end();
}

fn run_off_the_roots_thread(lab: &Lab) {
    let instance = lab.instance();
    let (sender, receiver) = channel();
    instance.block_on("a job", async {
        let job = job(&instance, lab, move || {
            let _ = sender.send(thread::current().id());
        });
        job.wait().await;
    });
    lab.holds(
        receiver.recv() != Ok(thread::current().id()),
        "a job to run on a thread of its own",
        "it ran on the thread of the root",
    );
    instance.end();
}

fn hold_up_no_task(lab: &Lab) {
    let instance = lab.instance();
    let (sender, receiver) = channel::<()>();
    let (shared, done) = (instance.share(), Flag::default());
    let end = done.clone();
    let holder = instance.start(async move {
        run(&*shared, move || {
            // One that holds up the task waits for good: the case runs out of time.
            let _ = receiver.recv();
            end.set();
        });
    });
    let task = instance.start(async move {
        let _ = sender.send(());
    });
    instance.block_on("the end of a job that waits for a task", done.wait());
    holder.detach();
    task.detach();
    instance.end();
}

fn run_beside_each_other(lab: &Lab) {
    let instance = lab.instance();
    let barrier = Arc::new(Barrier::new(2));
    instance.block_on("two jobs that wait for each other", async {
        let other = Arc::clone(&barrier);
        let first = job(&instance, lab, move || {
            other.wait();
        });
        let second = job(&instance, lab, move || {
            barrier.wait();
        });
        first.wait().await;
        second.wait().await;
    });
    instance.end();
}

fn are_taken_from_other_threads(lab: &Lab) {
    let instance = lab.instance();
    let done = Flag::default();
    let (set, shared) = (done.clone(), instance.share());
    let handed = thread::spawn(move || run(&*shared, move || set.set())).join();
    lab.holds(
        handed.is_ok(),
        "a job to be taken from another thread",
        "a panic",
    );
    instance.block_on("a job that another thread handed over", done.wait());
    instance.end();
}

fn wake_who_waits(lab: &Lab) {
    let instance = lab.instance();
    let (ready, done) = (Flag::default(), Flag::default());
    let (wait, end) = (ready.clone(), done.clone());
    let task = instance.start(async move {
        wait.wait().await;
        end.set();
    });
    instance.block_on("a task that a job wakes", async {
        lab.until("the task to wait", || ready.waker().is_some())
            .await;
        job(&instance, lab, move || ready.set()).wait().await;
        done.wait().await;
    });
    task.detach();
    instance.end();
}

fn may_spawn(lab: &Lab) {
    let instance = lab.instance();
    let (done, shared) = (Flag::default(), instance.share());
    let end = done.clone();
    instance.block_on("a task that a job spawned", async {
        let job = job(&instance, lab, move || {
            shared.spawn(Box::pin(async move { end.set() })).detach();
        });
        job.wait().await;
        done.wait().await;
    });
    instance.end();
}

fn hold_the_clock(lab: &Lab) {
    let instance = lab.instance();
    let (heeds, over) = (Flag::default(), Flag::default());
    let (asked, shared, end) = (heeds.clone(), instance.share(), over.clone());
    let slept_early = instance.block_on("a sleep beside a job", async {
        let question = job(&instance, lab, move || {
            if let Some(go_on) = shared.blocking().and_then(Blocking::pause) {
                go_on();
                asked.set();
            }
        });
        question.wait().await;
        let job = job(&instance, lab, move || {
            thread::sleep(Duration::from_millis(5));
            end.set();
        });
        instance.timer_of().sleep(Duration::from_secs(60)).await;
        let is_early = !over.is_set();
        job.wait().await;
        is_early
    });
    if !heeds.is_set() {
        lab.leave("its clock does not heed its jobs");
    }
    lab.holds(
        !slept_early,
        "the clock to stand while a job runs",
        "a sleep ended before the job did",
    );
    instance.end();
}

fn let_the_clock_go_in_a_pause(lab: &Lab) {
    let instance = lab.instance();
    let (sender, receiver) = channel::<()>();
    let (shared, paused) = (instance.share(), Flag::default());
    let set = paused.clone();
    let went_on = instance.block_on("a sleep that a paused job waits for", async {
        let pause = Arc::new(Mutex::new(None));
        let kept = Arc::clone(&pause);
        let job = job(&instance, lab, move || {
            *lock(&kept) = shared.blocking().and_then(Blocking::pause);
            set.set();
            let _ = receiver.recv();
        });
        paused.wait().await;
        instance.timer_of().sleep(Duration::from_secs(60)).await;
        let go_on = lock(&pause).take();
        if let Some(go_on) = go_on {
            go_on();
        }
        let _ = sender.send(());
        job.wait().await;
        true
    });
    lab.holds(went_on, "the sleep to end", "it did not");
    instance.end();
}

fn start_in_order(lab: &Lab) {
    let instance = lab.instance();
    let order = Arc::new(Mutex::new(Vec::new()));
    instance.block_on("ten jobs", async {
        let jobs: Vec<_> = (0..10)
            .map(|number| {
                let order = Arc::clone(&order);
                job(&instance, lab, move || lock(&order).push(number))
            })
            .collect();
        for job in jobs {
            job.wait().await;
        }
    });
    let is_sorted = lock(&order).is_sorted();
    lab.observed(if is_sorted {
        "in order"
    } else {
        "in another order"
    });
    instance.end();
}
