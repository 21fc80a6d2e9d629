//! Many threads, and no thread left.

use std::{
    cell::RefCell,
    fs,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering::SeqCst},
    },
    thread,
    time::{Duration, Instant},
};

use runtime_matrix::Runtime;

use super::{LONG, start};
use crate::on::aside;

#[runtime_matrix::test]
async fn eight_threads_submit_at_once_and_nothing_is_lost(rt: Runtime) {
    let (remote, ran) = (start(&rt, "eight"), Arc::new(AtomicU64::new(0)));
    let counted = Arc::clone(&ran);
    let sum = aside(&rt, move || {
        let submit = |number: u64| {
            let ran = Arc::clone(&counted);
            remote.submit(async move {
                ran.fetch_add(1, SeqCst);
                number
            })
        };
        thread::scope(|scope| {
            let all = |first: u64| {
                let tasks: Vec<_> = (first..first + 100).map(submit).collect();
                tasks
                    .into_iter()
                    .map(|task| task.wait().unwrap())
                    .sum::<u64>()
            };
            let threads: Vec<_> = (0..8)
                .map(|thread| scope.spawn(move || all(100 * thread)))
                .collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap())
                .sum::<u64>()
        })
    });
    assert_eq!(sum.await, (0..800).sum::<u64>());
    assert_eq!(ran.load(SeqCst), 800);
}

/// Returns how many threads of that name a look at the system's list finds, where the system tells.
///
/// One look may miss some: the list is walked by position, and other tests' threads end meanwhile.
fn threads_called(name: &str) -> usize {
    let Ok(tasks) = fs::read_dir("/proc/self/task") else {
        return 0;
    };
    let names = tasks
        .flatten()
        .filter_map(|task| fs::read_to_string(task.path().join("comm")).ok());
    names.filter(|comm| comm.trim_end() == name).count()
}

/// Waits until `holds`; false if it never does.
fn waits_for(mut holds: impl FnMut() -> bool) -> bool {
    let limit = Instant::now() + Duration::from_secs(10);
    while !holds() {
        if Instant::now() > limit {
            return false;
        }
        thread::yield_now();
    }
    true
}

#[runtime_matrix::test]
async fn a_thousand_starts_and_stops_leave_no_thread(rt: Runtime) {
    // The system cuts names off after 15 bytes.
    let name: String = format!("1k-{}", rt.name()).chars().take(15).collect();
    let (inner, called) = (rt.clone(), name.clone());
    aside(&rt, move || {
        for number in 0..1_000 {
            let remote = start(&inner, &called);
            assert_eq!(remote.run(async move { number }).unwrap(), number);
            if number == 0 && fs::exists("/proc/self/task").unwrap_or(false) {
                // Those that it has started are called like it until they say their own names.
                assert!(
                    waits_for(|| threads_called(&called) > 0),
                    "no thread is called {called}"
                );
            }
            if number % 2 == 0 {
                remote.stop(LONG).unwrap();
            }
        }
    })
    .await;
    // The system forgets a thread a moment after it was joined.
    assert!(waits_for(|| (0..3).all(|_| threads_called(&name) == 0)));
}

thread_local! {
    static GUARD: RefCell<Option<Ending>> = const { RefCell::new(None) };
}

/// Goes with its thread, and takes its time.
struct Ending(Arc<AtomicBool>);

impl Drop for Ending {
    fn drop(&mut self) {
        thread::sleep(Duration::from_millis(50));
        self.0.store(true, SeqCst);
    }
}

/// On `sim`, which polls its tasks on that thread.
#[runtime_matrix::test(only(sim))]
async fn the_thread_has_ended_when_stop_returns(rt: Runtime) {
    let (remote, has_ended) = (start(&rt, "joined"), Arc::new(AtomicBool::new(false)));
    let guard = Ending(Arc::clone(&has_ended));
    remote
        .submit(async move { GUARD.set(Some(guard)) })
        .await
        .unwrap();
    remote.stop(LONG).unwrap();
    assert!(has_ended.load(SeqCst));
}
