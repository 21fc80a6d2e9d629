//! Each oddity is one: it differs from the plain base in what can be seen.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    sync::{Arc, Mutex, mpsc::channel},
    task::Poll,
    time::Duration,
};

use runtime_matrix_core::{Executor, Options, RuntimeFactory};
use runtime_matrix_faulty::Oddity;
use runtime_matrix_sim::{Config, Schedule, Sim};

use crate::parts::{Grave, block_on, turns};

/// A job of the plain base ends before that, and one that is odd does not.
const BRIEF: Duration = Duration::from_millis(10);

/// Writes down who does what, and when.
type Log = Arc<Mutex<Vec<String>>>;

#[test]
fn each_oddity_is_seen() {
    let plain = Sim::with(Config {
        schedule: Schedule::Fifo,
        ..Config::default()
    });
    let usual = diary(&plain);
    for oddity in Oddity::all() {
        assert!(
            diary(oddity) != usual || oddity.id() == "one_worker",
            "{oddity:?} is not odd"
        );
    }
}

#[test]
fn oddities_have_names_of_their_own() {
    for oddity in Oddity::all() {
        assert_eq!(Oddity::named(oddity.id()), Some(oddity));
        assert!(!oddity.how().is_empty());
    }
    assert!(Oddity::all().len() >= 12);
}

#[test]
fn one_worker_is_first_in_first_out_with_any_seed() {
    let one = Oddity::named("one_worker").expect("it is in the table");
    let random = Oddity::named("random_order").expect("it is in the table");
    assert_ne!(diary(one), diary(random), "its order is drawn");
}

/// Runs a program on it and returns what happens, in order.
fn diary(factory: &dyn RuntimeFactory) -> Vec<String> {
    let executor = factory
        .build(&Options::default().with_seed(3))
        .expect("it can be built");
    let log = Log::default();
    let tasks: Vec<_> = (0..12)
        .map(|number| {
            let log = Arc::clone(&log);
            executor.spawn(Box::pin(wait_for_polls(number, log)))
        })
        .collect();
    let kept = Grave::default();
    let guard = kept.guard();
    let abandoned = executor.spawn(Box::pin(async move {
        let _guard = guard;
        turns(200).await;
    }));
    abandoned.drop_native();
    block_on(&*executor, async {
        note(&log, "root");
        for task in tasks {
            task.join_native().await;
        }
        turns(3).await;
    });
    note(&log, &format!("dropped: {}", kept.dropped_on().is_some()));
    note_sleeps(&*executor, &log);
    note_drops(&*executor, &log);
    note_what_is_done_at_once(&*executor, &log);
    note_jobs(&*executor, &log);
    let _ = executor.shutdown(Duration::from_secs(5));
    log.lock().expect("nothing panics under it").clone()
}

fn note(log: &Log, what: &str) {
    let mut log = log.lock().expect("nothing panics under it");
    log.push(what.to_owned());
}

/// Yields three times and tells of each poll, and whether the waker is that of the poll before.
async fn wait_for_polls(number: u32, log: Log) {
    let (mut polls, mut before) = (0, None);
    poll_fn(|cx| {
        let waker = cx.waker().clone();
        let is_same = before
            .replace(waker.clone())
            .is_none_or(|old| waker.will_wake(&old));
        note(&log, &format!("{number}: {is_same}"));
        polls += 1;
        if polls > 3 {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

fn note_sleeps(executor: &dyn Executor, log: &Log) {
    let timer = executor.timer().expect("there is one");
    let clock = executor.native_clock().expect("there is one");
    let sleeps: Vec<Pin<Box<dyn Future<Output = ()> + Send>>> = (0..3)
        .map(|number| {
            let (sleep, log) = (timer.sleep(Duration::from_millis(3)), Arc::clone(log));
            Box::pin(async move {
                sleep.await;
                note(&log, &format!("sleep {number}"));
            }) as _
        })
        .collect();
    let tasks: Vec<_> = sleeps
        .into_iter()
        .map(|sleep| executor.spawn(sleep))
        .collect();
    block_on(executor, async {
        for task in tasks {
            task.join_native().await;
        }
    });
    note(log, &format!("{:?}", clock.now()));
}

/// Tells how many turns of the root pass between the end of a task's last poll and its drop.
fn note_drops(executor: &dyn Executor, log: &Log) {
    let grave = Grave::default();
    let mut guard = Some(grave.guard());
    let (ended, ends) = (Arc::new(Mutex::new(false)), ());
    let end = Arc::clone(&ended);
    executor
        .spawn(Box::pin(poll_fn(move |_| {
            let _ = (&mut guard, ends);
            *end.lock().expect("nothing panics under it") = true;
            Poll::Ready(())
        })))
        .detach();
    block_on(executor, async {
        while !*ended.lock().expect("nothing panics under it") {
            turns(1).await;
        }
        note(log, &format!("gone: {}", grave.dropped_on().is_some()));
        turns(5).await;
    });
}

/// Tells whether a wake polls within the call, and whether a cancel drops.
fn note_what_is_done_at_once(executor: &dyn Executor, log: &Log) {
    let (grave, polled) = (Grave::default(), Arc::new(Mutex::new((0, None))));
    let (guard, polls) = (grave.guard(), Arc::clone(&polled));
    let task = executor.spawn(Box::pin(poll_fn(move |cx| {
        let _ = &guard;
        let mut polls = polls.lock().expect("nothing panics under it");
        *polls = (polls.0 + 1, Some(cx.waker().clone()));
        Poll::Pending
    })));
    let state = || polled.lock().expect("nothing panics under it").clone();
    block_on(executor, async {
        while state().1.is_none() {
            turns(1).await;
        }
        turns(5).await;
        let (before, waker) = state();
        waker.expect("it was polled").wake();
        note(log, &format!("polled at once: {}", state().0 > before));
        let cancelled = task.cancel();
        let is_gone = grave.dropped_on().is_some();
        note(log, &format!("dropped at once: {is_gone}"));
        cancelled.await;
    });
    polled.lock().expect("nothing panics under it").1 = None;
}

/// Tells which of two jobs ends first, of which the second is handed over when the first has had time to end.
fn note_jobs(executor: &dyn Executor, log: &Log) {
    let blocking = executor.blocking().expect("there is a pool");
    let (sender, ended) = channel();
    for number in 1..=2 {
        let sender = sender.clone();
        blocking.run(Box::new(move || {
            let _ = sender.send(number);
        }));
        if number == 1 {
            let first = ended.recv_timeout(BRIEF);
            note(log, &format!("a job: {}", first.is_ok()));
        }
    }
    drop(sender);
    ended
        .iter()
        .for_each(|job| note(log, &format!("job {job}")));
}
