//! The semantics cards: each entry is measured on the raw executor, so that a wrong declaration fails.

use std::{
    future::pending,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

use runtime_matrix::{Capability, Runtime, factories};
use runtime_matrix_core::{
    BlockingAtShutdown, Card, Executor, HandleDrop, NativeClock, NativeEnd, NestedBlockOn, Options,
    PanicAtJoin, PendingAtExit, Shutdown, TaskThread,
};

use crate::on::{self, block_on, raw};

/// Sets a flag when it is dropped.
struct Marker(Arc<AtomicBool>);

impl Drop for Marker {
    fn drop(&mut self) {
        self.0.store(true, SeqCst);
    }
}

/// A pending task that says when it is dropped.
fn pending_task(
    executor: &Arc<dyn Executor>,
) -> (Box<dyn runtime_matrix_core::TaskHandle>, Arc<AtomicBool>) {
    let dropped = Arc::new(AtomicBool::new(false));
    let marker = Marker(Arc::clone(&dropped));
    let task = executor.spawn(Box::pin(async move {
        let _marker = marker;
        pending::<()>().await;
    }));
    (task, dropped)
}

/// Lets a raw executor do what it can do: its tasks get many turns.
fn run_a_while(executor: &Arc<dyn Executor>) {
    block_on(executor, async {
        for _ in 0..100 {
            executor.spawn(Box::pin(async {})).join_native().await;
        }
    });
}

fn card(rt: &Runtime) -> Card {
    on::factory(rt).card()
}

#[runtime_matrix::test(requires(blocking))]
async fn capabilities(rt: Runtime) {
    let declared = card(&rt).capabilities;
    raw(&rt, move |executor| {
        assert_eq!(
            declared.has(Capability::Timer),
            executor.timer().is_some(),
            "timer"
        );
        assert_eq!(
            declared.has(Capability::Blocking),
            executor.blocking().is_some(),
            "blocking"
        );
        assert_eq!(
            declared.has(Capability::NativeClock),
            executor.native_clock().is_some(),
            "native_clock"
        );
        assert!(
            !declared.has(Capability::Net),
            "no adapter offers sockets yet"
        );
        assert!(
            !declared.has(Capability::Local),
            "no adapter offers local tasks yet"
        );
    })
    .await;
}

/// Runs two tasks, each of which waits a moment for the other one; tells whether they met.
fn two_tasks_meet(executor: &Arc<dyn Executor>) -> bool {
    const MOMENT: Duration = Duration::from_millis(50);
    let (there, here) = (mpsc::channel(), mpsc::channel());
    let (met, meet) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicBool::new(false)),
    );
    let (one, two) = (Arc::clone(&met), Arc::clone(&meet));
    block_on(executor, async {
        let ping = executor.spawn(Box::pin(async move {
            let _ = there.0.send(());
            one.store(here.1.recv_timeout(MOMENT).is_ok(), SeqCst);
        }));
        let pong = executor.spawn(Box::pin(async move {
            let _ = here.0.send(());
            two.store(there.1.recv_timeout(MOMENT).is_ok(), SeqCst);
        }));
        ping.join_native().await;
        pong.join_native().await;
    });
    // The second to run finds the first one's message, even if that one has given up.
    met.load(SeqCst) && meet.load(SeqCst)
}

#[runtime_matrix::test(requires(blocking))]
async fn threads(rt: Runtime) {
    let declared = card(&rt).capabilities.has(Capability::Threads);
    raw(&rt, move |executor| {
        // No runtime promises that two given tasks run at once: one may sit in the queue of a worker that
        // the other one blocks. So it is tried until they do.
        let tries = if declared { 200 } else { 3 };
        let met = (0..tries).any(|_| two_tasks_meet(executor));
        assert_eq!(met, declared, "whether two tasks run at once");
    })
    .await;
}

#[runtime_matrix::test(requires(blocking))]
async fn handle_drop(rt: Runtime) {
    let declared = card(&rt).handle_drop;
    raw(&rt, move |executor| {
        let (task, dropped) = pending_task(executor);
        run_a_while(executor);
        task.drop_native();
        run_a_while(executor);
        let measured = if dropped.load(SeqCst) {
            HandleDrop::Cancels
        } else {
            HandleDrop::Detaches
        };
        assert_eq!(measured, declared);
    })
    .await;
}

#[runtime_matrix::test(requires(blocking))]
async fn panic_at_join(rt: Runtime) {
    let declared = card(&rt).panic_at_join;
    raw(&rt, move |executor| {
        let task = executor.spawn(Box::pin(async {
            std::panic::resume_unwind(Box::new(7_u64))
        }));
        let joined = catch_unwind(AssertUnwindSafe(|| block_on(executor, task.join_native())));
        let measured = match joined {
            Ok(NativeEnd::Panicked(_)) => PanicAtJoin::Returned,
            Ok(other) => panic!("the panic was swallowed: {other:?}"),
            Err(_) => PanicAtJoin::Unwinds,
        };
        assert_eq!(measured, declared);
    })
    .await;
}

#[runtime_matrix::test(requires(blocking))]
async fn nested_block_on(rt: Runtime) {
    let declared = card(&rt).nested_block_on;
    raw(&rt, move |executor| {
        let nested = |executor: &Arc<dyn Executor>| {
            let caught = catch_unwind(AssertUnwindSafe(|| executor.block_on(pin!(async {}))));
            if caught.is_ok() {
                NestedBlockOn::Works
            } else {
                NestedBlockOn::Refused
            }
        };
        assert_eq!(
            block_on(executor, async { nested(executor) }),
            declared,
            "inside the root"
        );
        let (inner, (sender, receiver)) = (Arc::clone(executor), mpsc::channel());
        let task = executor.spawn(Box::pin(async move {
            let _ = sender.send(nested(&inner));
        }));
        block_on(executor, task.join_native());
        assert_eq!(receiver.recv(), Ok(declared), "inside a task");
        assert_eq!(
            block_on(executor, async { 1 }),
            1,
            "the instance is usable afterwards"
        );
    })
    .await;
}

#[runtime_matrix::test(requires(blocking))]
async fn progress_outside_block_on(rt: Runtime) {
    let declared = card(&rt).progress_outside_block_on;
    raw(&rt, move |executor| {
        let (sender, receiver) = mpsc::channel();
        let task = executor.spawn(Box::pin(
            async move { sender.send(()).expect("the test waits") },
        ));
        let wait = Duration::from_millis(if declared { 10_000 } else { 50 });
        assert_eq!(receiver.recv_timeout(wait).is_ok(), declared);
        block_on(executor, task.join_native());
    })
    .await;
}

#[runtime_matrix::test(requires(blocking))]
async fn pending_at_exit(rt: Runtime) {
    let (factory, declared) = (on::factory(&rt), card(&rt).pending_at_exit);
    on::aside(&rt, move || {
        let executor = factory
            .build(&Options::default())
            .expect("the runtime can be built");
        let (task, dropped) = pending_task(&executor);
        run_a_while(&executor);
        task.detach();
        assert_eq!(
            executor.shutdown(Duration::from_secs(5)),
            Shutdown::Complete
        );
        assert_eq!(dropped.load(SeqCst), declared == PendingAtExit::Dropped);
    })
    .await;
}

#[runtime_matrix::test(requires(blocking))]
async fn blocking_at_shutdown(rt: Runtime) {
    let (factory, declared) = (on::factory(&rt), card(&rt).blocking_at_shutdown);
    on::aside(&rt, move || {
        let executor = factory
            .build(&Options::default())
            .expect("the runtime can be built");
        let (begun, has_begun) = mpsc::channel();
        let (go_on, goes_on) = mpsc::channel::<()>();
        let job = Box::new(move || {
            begun.send(()).expect("the test waits");
            let _ = goes_on.recv();
        });
        executor.blocking().expect("the card declares it").run(job);
        has_begun.recv().expect("the job begins");
        let shutdown = executor.shutdown(Duration::from_millis(50));
        let measured = if shutdown == Shutdown::TimedOut {
            BlockingAtShutdown::Waits
        } else {
            BlockingAtShutdown::Leaves
        };
        assert_eq!(measured, declared);
        drop(go_on);
    })
    .await;
}

#[runtime_matrix::test(requires(blocking))]
async fn task_thread(rt: Runtime) {
    let declared = card(&rt).task_thread;
    raw(&rt, move |executor| {
        let home = thread::current().id();
        let mut at_home = 0;
        for _ in 0..100 {
            let (sender, receiver) = mpsc::channel();
            let task = executor.spawn(Box::pin(async move {
                sender.send(thread::current().id()).expect("the test waits");
            }));
            block_on(executor, task.join_native());
            at_home += u32::from(receiver.recv() == Ok(home));
        }
        match declared {
            TaskThread::Root => assert_eq!(at_home, 100),
            TaskThread::Workers => assert_eq!(at_home, 0),
            other => assert_eq!(other, TaskThread::Either),
        }
    })
    .await;
}

#[runtime_matrix::test(requires(blocking, timer))]
async fn zero_sleep_yields(rt: Runtime) {
    let declared = card(&rt).zero_sleep_yields;
    raw(&rt, move |executor| {
        let sleep = executor
            .timer()
            .expect("the card declares a timer")
            .sleep(Duration::ZERO);
        let polls = block_on(executor, async {
            let (mut sleep, mut polls) = (sleep, 0);
            std::future::poll_fn(|cx| {
                polls += 1;
                sleep.as_mut().poll(cx)
            })
            .await;
            polls
        });
        assert_eq!(polls > 1, declared, "a sleep of zero took {polls} polls");
    })
    .await;
}

#[runtime_matrix::test(requires(blocking, timer))]
async fn timer_grain(rt: Runtime) {
    let declared = card(&rt).timer_grain;
    raw(&rt, move |executor| {
        let timer = executor.timer().expect("the card declares a timer");
        let start = Instant::now();
        let now = || {
            executor
                .native_clock()
                .map_or_else(|| start.elapsed(), NativeClock::now)
        };
        // The best of many: a loaded machine makes each of them late, and none of them early.
        let late = (0..20).map(|_| {
            let (before, duration) = (now(), Duration::from_micros(1_500));
            block_on(executor, timer.sleep(duration));
            now() - before - duration
        });
        let least = late.min().expect("there were some");
        assert!(
            least <= declared,
            "at best {least:?} late, declared {declared:?}"
        );
    })
    .await;
}

#[test]
fn the_table_of_the_macros_agrees_with_the_cards() {
    for factory in factories() {
        let declared = runtime_matrix::__private::declared(factory.id());
        assert_eq!(
            declared,
            Some(factory.card().capabilities),
            "{}",
            factory.id()
        );
    }
}
