use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering::SeqCst},
};

use runtime_matrix::Runtime;

use super::primitives::{Mutex, OnceCell, Primitives};
use crate::waiters::wait_until;

pub(super) async fn a_job_waits_for_the_mutex_of_a_task<P: Primitives>(rt: Runtime, library: P) {
    let mutex = library.mutex(0);
    let mut guard = mutex.lock().await;
    let started: Arc<AtomicBool> = Arc::default();
    let job = rt.spawn_blocking({
        let (mutex, started) = (mutex.clone(), Arc::clone(&started));
        move || {
            started.store(true, SeqCst);
            *mutex.lock_blocking()
        }
    });
    wait_until(&rt, || started.load(SeqCst)).await;
    *guard = 1;
    drop(guard);
    let seen = job.await.expect("the job must end once it has the mutex");
    assert_eq!(seen, 1, "a job must see what the task left in the mutex");
}

pub(super) async fn a_job_waits_for_the_value_of_a_task<P: Primitives>(rt: Runtime, library: P) {
    let cell = library.once_cell();
    let started: Arc<AtomicBool> = Arc::default();
    let job = rt.spawn_blocking({
        let (cell, started) = (cell.clone(), Arc::clone(&started));
        move || {
            started.store(true, SeqCst);
            cell.wait_blocking()
        }
    });
    wait_until(&rt, || started.load(SeqCst)).await;
    assert_eq!(
        cell.set(7).await,
        Ok(7),
        "a value must get into an empty cell"
    );
    let seen = job.await.expect("the job must end once it has the value");
    assert_eq!(seen, 7, "a job must get the value that a task sets");
}
