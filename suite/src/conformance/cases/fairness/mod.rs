//! That everybody gets a turn.

mod hog;

use std::{
    future::poll_fn,
    mem,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering::SeqCst},
    },
    task::{Poll, Waker},
    time::Duration,
};

use runtime_matrix_core::{BoxFuture, Capability, Executor, SelfWake, TaskHandle, TaskThread};

use self::hog::Hog;
use crate::{
    conformance::{
        case::{Case, case},
        instance::Instance,
        lab::Lab,
        parts::{Count, Flag, Probe, elsewhere, turns},
    },
    sync::lock,
};

const SOURCE: &str = "`Executor::block_on`: tasks make progress while the root waits";

/// Where one thread runs all, nobody is passed over that many times.
const PATIENCE: u32 = 10_000;

pub(super) const CASES: &[Case] = &[
    case!(
        "fairness",
        a_busy_task_lets_its_siblings_run,
        Must,
        "A task that wakes itself all the time MUST NOT keep its siblings from running."
    )
    .with_source(SOURCE)
    .with_hint("a task that has woken itself is polled again before the queue is looked at"),
    case!(
        "fairness",
        a_busy_task_lets_the_root_run,
        Must,
        "A task that wakes itself all the time MUST NOT keep the root from running."
    )
    .with_source(SOURCE)
    .with_hint("tasks are run until none is ready before the root is looked at"),
    case!(
        "fairness",
        a_busy_root_lets_tasks_run,
        Must,
        "A root that wakes itself all the time MUST NOT keep tasks from running."
    )
    .with_source(SOURCE)
    .with_hint("the root is polled for as long as it is ready before any task is looked at"),
    case!(
        "fairness",
        two_busy_tasks_take_turns,
        Must,
        "Of two tasks that yield, neither MUST come to the end of a thousand turns before the other has had ten."
    )
    .with_source("`Card::self_wake`: `Queues`"),
    case!(
        "fairness",
        a_busy_task_lets_a_woken_one_run,
        Must,
        "A task that is woken MUST be polled although another one wakes itself all the time."
    )
    .with_source(SOURCE),
    case!(
        "fairness",
        a_busy_task_lets_one_run_that_a_thread_wakes,
        Must,
        "A task that another thread wakes MUST be polled although another one wakes itself all the time."
    )
    .with_source(SOURCE)
    .with_hint("wakes from elsewhere have a queue of their own, which is looked at only when nothing else is ready"),
    case!(
        "fairness",
        two_that_wake_one_another_let_a_third_run,
        Must,
        "Two tasks that wake one another all the time MUST NOT keep a third one from running."
    )
    .with_source(SOURCE)
    .with_hint("the task that became ready last is always polled first: now and then the oldest has to be"),
    case!(
        "fairness",
        two_that_wake_one_another_let_the_root_run,
        Must,
        "Two tasks that wake one another all the time MUST NOT keep the root from running."
    )
    .with_source(SOURCE)
    .with_hint("the task that became ready last is always polled first: now and then the oldest has to be"),
    case!(
        "fairness",
        tasks_that_spawn_tasks_let_others_run,
        Must,
        "A chain of tasks, each of which spawns the next, MUST NOT keep another one from running."
    )
    .with_source(SOURCE)
    .with_hint("the task that was spawned last is always polled first: now and then the oldest has to be"),
    case!(
        "fairness",
        ten_thousand_tasks_run,
        Must,
        "Each of ten thousand tasks that are ready together MUST run."
    )
    .with_source(SOURCE)
    // A runtime that looks at all of its tasks in each turn is slow, and in the right.
    .with_deadline(Duration::from_secs(60)),
    case!(
        "fairness",
        timers_beside_a_busy_task,
        Info,
        "A sleep MAY end while a task wakes itself all the time, or only once nothing is ready."
    )
    .with_source("a clock that is virtual stands still while a task is ready")
    .requiring(&[Capability::Timer])
    .with_outcomes(&["end", "wait until nothing is ready"]),
];
fn a_busy_task_lets_its_siblings_run(lab: &Lab) {
    let (instance, hog) = (lab.instance(), Hog::new(lab));
    let busy = instance.start(hog.clone().keep_busy());
    let passes = hog.clone();
    let sibling = instance.start(async move { passes.pass() });
    instance.block_on("a task beside a busy one", async {
        let _stop = hog.stop();
        sibling.join_native().await;
        busy.join_native().await;
    });
    hog.judge(lab, "a task", "a busy one");
    instance.end();
}

fn a_busy_task_lets_the_root_run(lab: &Lab) {
    let (instance, hog) = (lab.instance(), Hog::new(lab));
    let busy = instance.start(hog.clone().keep_busy());
    instance.block_on("a root beside a busy task", async {
        let _stop = hog.stop();
        lab.until("a busy task to begin", || hog.taken() > 0).await;
        turns(3).await;
        hog.pass();
        busy.join_native().await;
    });
    hog.judge(lab, "the root", "a busy task");
    instance.end();
}

fn a_busy_root_lets_tasks_run(lab: &Lab) {
    let (instance, hog) = (lab.instance(), Hog::new(lab));
    let passes = hog.clone();
    instance.block_on("a task beside a busy root", async {
        let task = instance.start(async move { passes.pass() });
        hog.clone().keep_busy().await;
        task.join_native().await;
    });
    hog.judge(lab, "a task", "a busy root");
    instance.end();
}

fn two_busy_tasks_take_turns(lab: &Lab) {
    if lab.card().task_thread != TaskThread::Root || lab.card().self_wake != SelfWake::Queues {
        lab.leave("two threads take turns at their own pace");
    }
    let instance = lab.instance();
    let (first, second) = (Hog::with_patience(1_000), Hog::with_patience(1_000));
    let (one, seen) = (first.clone(), second.clone());
    let (other, at_end) = (second.clone(), Arc::new(AtomicU32::new(0)));
    let had = Arc::clone(&at_end);
    let tasks = [
        instance.start(async move {
            one.keep_busy().await;
            had.store(seen.taken(), SeqCst);
        }),
        instance.start(other.keep_busy()),
    ];
    instance.block_on("the end of two busy tasks", async {
        for task in tasks {
            task.join_native().await;
        }
    });
    lab.holds(
        at_end.load(SeqCst) >= 10,
        "a task to have ten turns within the thousand of another one",
        &format!("it had {}", at_end.load(SeqCst)),
    );
    instance.end();
}

/// A task waits beside a busy one until it is woken in that way.
#[track_caller]
fn is_woken_beside_a_busy_one(lab: &Lab, who: &str, wake: impl Fn(&Probe)) {
    let (instance, hog) = (lab.instance(), Hog::new(lab));
    let (probe, passes) = (Probe::default(), hog.clone());
    let waits = probe.future();
    let task = instance.start(async move {
        waits.await;
        passes.pass();
    });
    instance.block_on("a task that is woken beside a busy one", async {
        lab.until("the first poll of a task", || probe.is_waiting())
            .await;
        let _stop = hog.stop();
        let busy = instance.start(hog.clone().keep_busy());
        lab.until("a busy task to begin", || hog.taken() > 0).await;
        wake(&probe);
        lab.until("a woken task, or the busy one's end", || hog.is_over())
            .await;
        busy.join_native().await;
        task.cancel().await;
    });
    hog.judge(lab, who, "a busy one");
    instance.end();
}

fn a_busy_task_lets_a_woken_one_run(lab: &Lab) {
    is_woken_beside_a_busy_one(lab, "a task that is woken", Probe::end);
}

fn a_busy_task_lets_one_run_that_a_thread_wakes(lab: &Lab) {
    is_woken_beside_a_busy_one(lab, "a task that a thread wakes", |probe| {
        elsewhere(|| probe.end());
    });
}

/// Starts two tasks that wake one another all the time.
fn start_two(instance: &Instance, hog: &Hog) -> [Box<dyn TaskHandle>; 2] {
    let wakers: Arc<Mutex<[Option<Waker>; 2]>> = Arc::default();
    [0, 1].map(|number| {
        let (wakers, hog) = (Arc::clone(&wakers), hog.clone());
        instance.start(poll_fn(move |cx| {
            let goes_on = hog.goes_on();
            let (stale, other) = {
                let mut wakers = lock(&wakers);
                let own = goes_on.then(|| cx.waker().clone());
                let stale = mem::replace(&mut wakers[number], own);
                (stale, wakers[1 - number].clone())
            };
            drop(stale);
            if let Some(other) = other {
                other.wake();
            }
            if goes_on {
                Poll::Pending
            } else {
                Poll::Ready(())
            }
        }))
    })
}

fn two_that_wake_one_another_let_a_third_run(lab: &Lab) {
    let (instance, hog) = (lab.instance(), Hog::new(lab));
    let passes = hog.clone();
    let third = instance.start(async move { passes.pass() });
    let two = start_two(&instance, &hog);
    instance.block_on("a task beside two that wake one another", async {
        let _stop = hog.stop();
        third.join_native().await;
        for task in two {
            task.cancel().await;
        }
    });
    hog.judge(lab, "a task", "two that wake one another");
    instance.end();
}

fn two_that_wake_one_another_let_the_root_run(lab: &Lab) {
    let (instance, hog) = (lab.instance(), Hog::new(lab));
    let two = start_two(&instance, &hog);
    instance.block_on("a root beside two tasks that wake one another", async {
        let _stop = hog.stop();
        lab.until("two tasks to begin", || hog.taken() > 2).await;
        turns(3).await;
        hog.pass();
        for task in two {
            task.cancel().await;
        }
    });
    hog.judge(lab, "the root", "two tasks that wake one another");
    instance.end();
}

/// A task that spawns the next one, which does the same.
fn link(executor: Arc<dyn Executor>, hog: Hog, end: Flag) -> BoxFuture<()> {
    Box::pin(async move {
        if !hog.goes_on() {
            return end.set();
        }
        let next = Arc::clone(&executor);
        executor.spawn(link(next, hog, end)).detach();
    })
}

fn tasks_that_spawn_tasks_let_others_run(lab: &Lab) {
    let (instance, hog) = (lab.instance(), Hog::new(lab));
    let passes = hog.clone();
    let other = instance.start(async move { passes.pass() });
    let end = Flag::default();
    let first = instance.start(link(instance.share(), hog.clone(), end.clone()));
    instance.block_on("a task beside a chain of others", async {
        let _stop = hog.stop();
        first.join_native().await;
        other.join_native().await;
        end.wait().await;
    });
    hog.judge(lab, "a task", "those that spawn one another");
    instance.end();
}

fn ten_thousand_tasks_run(lab: &Lab) {
    let instance = lab.instance();
    let ran = Count::default();
    instance.block_on("ten thousand tasks", async {
        for _ in 0..10_000 {
            let counted = ran.clone();
            let task = instance.start(async move {
                counted.add();
            });
            task.detach();
        }
        lab.until("ten thousand tasks to run", || ran.count() == 10_000)
            .await;
    });
    instance.end();
}

fn timers_beside_a_busy_task(lab: &Lab) {
    let instance = lab.instance();
    let has_clock = instance.native_clock().is_some();
    let hog = Hog::with_patience(if has_clock { 1_000 } else { u32::MAX });
    let (sleep, passes) = (
        instance.timer_of().sleep(Duration::from_millis(1)),
        hog.clone(),
    );
    let sleeps = instance.start(async move {
        sleep.await;
        passes.pass();
    });
    let busy = instance.start(hog.clone().keep_busy());
    instance.block_on("a sleep beside a busy task", async {
        let _stop = hog.stop();
        busy.join_native().await;
        sleeps.join_native().await;
    });
    let ends = hog.until().is_some_and(|taken| taken <= 1_000) || !has_clock;
    lab.observed(if ends {
        "end"
    } else {
        "wait until nothing is ready"
    });
    instance.end();
}
