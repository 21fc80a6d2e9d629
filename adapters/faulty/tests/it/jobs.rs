use std::{sync::mpsc::channel, thread};

use runtime_matrix_core::{Executor, RuntimeFactory};

use crate::{
    parts::{Flag, block_on},
    seen::{Program, build},
};

pub(crate) const PROGRAMS: &[(&str, Program)] = &[
    ("jobs_run_on_the_async_thread", a_job_has_another_thread),
    ("jobs_are_lost", each_of_six_jobs_runs),
    ("jobs_run_one_at_a_time", two_jobs_meet),
];

fn run(executor: &dyn Executor, job: impl FnOnce() + Send + 'static) -> Flag {
    let flag = Flag::default();
    let done = flag.clone();
    let blocking = executor.blocking().expect("there are jobs");
    blocking.run(Box::new(move || {
        job();
        done.set();
    }));
    flag
}

fn a_job_has_another_thread(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    let (sender, receiver) = channel();
    block_on(&*executor, async {
        let job = run(&*executor, move || {
            sender.send(thread::current().id()).unwrap();
        });
        job.wait().await;
    });
    assert_ne!(receiver.recv(), Ok(thread::current().id()));
}

fn each_of_six_jobs_runs(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    block_on(&*executor, async {
        for _ in 0..6 {
            run(&*executor, || {}).wait().await;
        }
    });
}

/// Each waits for what the other one sends.
fn two_jobs_meet(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    let ((to_one, one), (to_other, other)) = (channel(), channel());
    block_on(&*executor, async {
        let first = run(&*executor, move || {
            to_other.send(()).unwrap();
            one.recv().unwrap();
        });
        let second = run(&*executor, move || {
            to_one.send(()).unwrap();
            other.recv().unwrap();
        });
        first.wait().await;
        second.wait().await;
    });
}
