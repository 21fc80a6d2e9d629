//! The entries about tasks and their handles.

use std::{
    collections::HashSet,
    future::poll_fn,
    num::NonZeroUsize,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
        mpsc,
    },
    task::Poll,
    thread::{self, ThreadId},
    time::Duration,
};

use runtime_matrix::{Capability, Runtime};
use runtime_matrix_core::{
    Executor, HandleDrop, Instances, NativeEnd, Options, PanicAtJoin, SelfWake, TaskThread,
};

use super::{card, pending_task, turns};
use crate::on::{self, block_on, raw};

#[runtime_matrix::test]
async fn handle_drop(rt: Runtime) {
    let declared = card(&rt).handle_drop;
    raw(&rt, move |executor| {
        let dropped = block_on(executor, async {
            let (task, dropped) = pending_task(executor);
            turns(executor).await;
            task.drop_native();
            turns(executor).await;
            dropped.load(SeqCst)
        });
        let measured = if dropped {
            HandleDrop::Cancels
        } else {
            HandleDrop::Detaches
        };
        assert_eq!(measured, declared);
    })
    .await;
}

#[runtime_matrix::test]
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

#[runtime_matrix::test]
async fn task_thread(rt: Runtime) {
    let declared = card(&rt).task_thread;
    raw(&rt, move |executor| {
        let home = thread::current().id();
        let is_at_home = || {
            let (sender, receiver) = mpsc::channel();
            let task = executor.spawn(Box::pin(async move {
                sender.send(thread::current().id()).expect("the test waits");
            }));
            block_on(executor, task.join_native());
            receiver.recv() == Ok(home)
        };
        // Where either may run it, which does is chance: it is tried until both have.
        let tries = if declared == TaskThread::Either {
            20_000
        } else {
            100
        };
        let (mut at_home, mut elsewhere) = (false, false);
        for _ in 0..tries {
            let is_at_home = is_at_home();
            at_home |= is_at_home;
            elsewhere |= !is_at_home;
            if at_home && elsewhere {
                break;
            }
        }
        let measured = match (at_home, elsewhere) {
            (true, true) => TaskThread::Either,
            (true, false) => TaskThread::Root,
            (false, _) => TaskThread::Workers,
        };
        assert_eq!(measured, declared);
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

#[runtime_matrix::test]
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

/// Runs tasks on an instance, on a thread of its own, and returns the threads that polled them.
fn threads_of(executor: &Arc<dyn Executor>, tasks: usize) -> HashSet<ThreadId> {
    thread::scope(|scope| {
        let drive = || {
            block_on(executor, async {
                let (sender, receiver) = mpsc::channel();
                for _ in 0..tasks {
                    let sender = sender.clone();
                    let task = executor.spawn(Box::pin(async move {
                        sender.send(thread::current().id()).expect("the test waits");
                    }));
                    task.join_native().await;
                }
                drop(sender);
                receiver.into_iter().collect()
            })
        };
        scope.spawn(drive).join().expect("nothing panics there")
    })
}

#[runtime_matrix::test]
async fn instances(rt: Runtime) {
    let (factory, declared) = (on::factory(&rt), card(&rt).instances);
    raw(&rt, move |first| {
        let second = factory
            .build(&Options::default())
            .expect("the runtime can be built");
        // Which thread runs a task is chance, so it is tried until they share one.
        let tries = if declared == Instances::Global {
            200
        } else {
            3
        };
        let (mut ours, mut theirs) = (HashSet::new(), HashSet::new());
        let share = (0..tries).any(|_| {
            ours.extend(threads_of(first, 20));
            theirs.extend(threads_of(&second, 20));
            !ours.is_disjoint(&theirs)
        });
        let measured = if share {
            Instances::Global
        } else {
            Instances::Fresh
        };
        assert_eq!(measured, declared);
        let _ = second.shutdown(Duration::from_secs(5));
    })
    .await;
}

#[runtime_matrix::test]
async fn self_wake(rt: Runtime) {
    let (factory, declared) = (on::factory(&rt), card(&rt).self_wake);
    on::aside(&rt, move || {
        // With one worker, nobody else could run the other task.
        let one = Options::default().with_workers(NonZeroUsize::MIN);
        let executor = factory.build(&one).expect("the runtime can be built");
        let (inner, mut polls) = (Arc::clone(&executor), 0);
        let (ran, measured) = (Arc::new(AtomicBool::new(false)), mpsc::channel());
        let yields = executor.spawn(Box::pin(poll_fn(move |cx| {
            if polls == 0 {
                let runs = Arc::clone(&ran);
                let other = Box::pin(async move { runs.store(true, SeqCst) });
                inner.spawn(other).detach();
            }
            polls += 1;
            if polls < 10_000 && !ran.load(SeqCst) {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            let self_wake = if ran.load(SeqCst) {
                SelfWake::Queues
            } else {
                SelfWake::Repolls
            };
            measured.0.send(self_wake).expect("the test waits");
            Poll::Ready(())
        })));
        block_on(&executor, yields.join_native());
        let _ = executor.shutdown(Duration::from_secs(5));
        assert_eq!(measured.1.recv(), Ok(declared));
    })
    .await;
}
