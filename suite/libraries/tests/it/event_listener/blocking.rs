use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    time::Duration,
};

use runtime_matrix::Runtime;

use super::event::{Event, Events, Listener};
use crate::{by_hand::ByHand, waiters::wait_until};

pub(super) async fn a_job_waits_for_a_notification<E: Events>(rt: Runtime, library: E) {
    let event = library.event();
    let (listener, started) = (event.listen(), Arc::new(AtomicBool::new(false)));
    let job = rt.spawn_blocking({
        let started = Arc::clone(&started);
        move || {
            started.store(true, SeqCst);
            listener.wait();
        }
    });
    wait_until(&rt, || started.load(SeqCst)).await;
    assert_eq!(event.notify(1), 1, "a notification must reach a job");
    job.await.expect("the job must end once it is notified");
    assert_eq!(
        event.total_listeners(),
        0,
        "a job that was notified must not listen any more"
    );
}

pub(super) async fn a_job_that_times_out_takes_no_notification<E: Events>(rt: Runtime, library: E) {
    let event = library.event();
    let (job, mut listener) = (event.listen(), ByHand::new(event.listen()));
    assert!(
        listener.poll().is_pending(),
        "a listener must wait for its notification"
    );
    let job = rt.spawn_blocking(move || job.wait_timeout(Duration::from_millis(1)));
    let waited = job.await.expect("the job must end when its time is out");
    assert_eq!(
        waited, None,
        "a job whose time is out must say that it was not notified"
    );
    event.notify(1);
    assert!(
        listener.is_woken(),
        "a job whose time is out must take no notification"
    );
}
