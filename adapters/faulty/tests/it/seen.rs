//! Runs programs, each on a thread of its own: some faults hang.

use std::{
    any::Any,
    sync::{
        Arc,
        mpsc::{RecvTimeoutError, channel},
    },
    thread,
    time::Duration,
};

use runtime_matrix_core::{Executor, Options, RuntimeFactory};
use runtime_matrix_faulty::Fault;
use runtime_matrix_sim::{Config, Schedule, Sim};

/// Does something on a runtime; fails by a panic.
pub(crate) type Program = fn(&dyn RuntimeFactory);

/// Far more than any needs on a busy machine.
const LONG: Duration = Duration::from_secs(30);
/// What hangs does so for good: it is waited for no longer than that.
const SHORT: Duration = Duration::from_millis(500);

/// Runs it on a runtime without a fault.
pub(crate) fn on_the_good_one(program: Program) -> Result<(), String> {
    let fifo = Sim::with(Config {
        schedule: Schedule::Fifo,
        ..Config::default()
    });
    run(move || program(&fifo), LONG)
}

/// Runs it on a faulty runtime.
pub(crate) fn on(fault: &'static Fault, program: Program) -> Result<(), String> {
    run(move || program(fault), SHORT)
}

fn run(program: impl FnOnce() + Send + 'static, limit: Duration) -> Result<(), String> {
    let (ended, wait_ended) = channel::<()>();
    let thread = thread::spawn(move || {
        let _ended = ended;
        program();
    });
    if wait_ended.recv_timeout(limit) == Err(RecvTimeoutError::Timeout) {
        return Err("it hangs".to_owned());
    }
    thread.join().map_err(|payload| said(&*payload))
}

fn said(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<String>().cloned();
    let text = text.or_else(|| payload.downcast_ref::<&str>().map(ToString::to_string));
    text.unwrap_or_else(|| "a panic".to_owned())
}

/// Builds an instance.
pub(crate) fn build(factory: &dyn RuntimeFactory) -> Arc<dyn Executor> {
    factory.build(&Options::default()).expect("it can be built")
}
