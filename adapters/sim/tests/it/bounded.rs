use std::{
    panic::resume_unwind,
    sync::mpsc::{RecvTimeoutError, channel},
    thread,
    time::Duration,
};

/// How long a test may take, in real time: far more than any needs on a busy machine.
const LIMIT: Duration = Duration::from_secs(30);

/// Runs a test on a thread of its own and fails if it has not ended within 30 s.
#[track_caller]
pub(crate) fn bounded(test: impl FnOnce() + Send + 'static) {
    let (ended, wait_ended) = channel::<()>();
    let thread = thread::spawn(move || {
        let _ended = ended;
        test();
    });
    if wait_ended.recv_timeout(LIMIT) == Err(RecvTimeoutError::Timeout) {
        panic!("the test hangs");
    }
    if let Err(payload) = thread.join() {
        resume_unwind(payload);
    }
}
