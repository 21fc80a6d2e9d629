//! A runtime that misbehaves is told as such: factories and executors with one fault each.

use std::{
    panic::catch_unwind,
    pin::{Pin, pin},
    sync::{Arc, mpsc},
    task::{Context, Poll, Wake, Waker},
    thread,
    time::Duration,
};

use runtime_matrix::{
    __private::{Level, Test, boxed, run},
    Capability, Cell, Runtime, RuntimeFactory, Verdict,
};
use runtime_matrix_core::{
    BlockingAtShutdown, BoxFuture, BuildError, Capabilities, Card, Executor, HandleDrop, Instances,
    NativeEnd, NestedBlockOn, Options, PanicAtJoin, PendingAtExit, SelfWake, Shutdown, TaskHandle,
    TaskThread,
};

/// A bare runtime: a thread per task, no power at all, and the fault that it was told to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bare {
    Sound,
    CannotBeBuilt,
    PanicsWhenBuilt,
    ReturnsEarly,
    PanicsInBlockOn,
    NeverShutsDown,
    ClaimsSockets,
    PanicsInSpawn,
    LosesEachWake,
}

impl RuntimeFactory for Bare {
    fn id(&self) -> &'static str {
        "bare"
    }

    fn card(&self) -> Card {
        Card {
            capabilities: match self {
                Bare::ClaimsSockets => Capabilities::of(&[Capability::Net]),
                _ => Capabilities::default(),
            },
            instances: Instances::Fresh,
            handle_drop: HandleDrop::Detaches,
            panic_at_join: PanicAtJoin::Returned,
            nested_block_on: NestedBlockOn::Works,
            progress_outside_block_on: true,
            pending_at_exit: PendingAtExit::NeverDropped,
            blocking_at_shutdown: BlockingAtShutdown::None,
            task_thread: TaskThread::Workers,
            self_wake: SelfWake::Queues,
            zero_sleep_yields: false,
            timer_grain: Duration::ZERO,
        }
    }

    fn build(&self, _: &Options) -> Result<Arc<dyn Executor>, BuildError> {
        match self {
            Bare::CannotBeBuilt => Err(BuildError::new("no threads left")),
            Bare::PanicsWhenBuilt => panic!("built on sand"),
            fault => Ok(Arc::new(*fault)),
        }
    }
}

struct Unpark(thread::Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

impl Executor for Bare {
    fn block_on(&self, mut root: Pin<&mut dyn Future<Output = ()>>) {
        let waker = Waker::from(Arc::new(Unpark(thread::current())));
        let mut context = Context::from_waker(&waker);
        match self {
            Bare::ReturnsEarly => drop(root.as_mut().poll(&mut context)),
            Bare::PanicsInBlockOn => panic!("the reactor is gone"),
            _ => {
                while root.as_mut().poll(&mut context).is_pending() {
                    thread::park();
                }
            }
        }
    }

    fn spawn(&self, mut future: BoxFuture<()>) -> Box<dyn TaskHandle> {
        assert!(*self != Bare::PanicsInSpawn, "out of slots");
        let loses_each_wake = *self == Bare::LosesEachWake;
        let (cancel, cancelled) = mpsc::channel::<()>();
        let (ended, end) = mpsc::channel::<()>();
        let thread = thread::spawn(move || {
            let _ended = ended;
            let waker = Waker::from(Arc::new(Unpark(thread::current())));
            let mut context = Context::from_waker(&waker);
            while cancelled.try_recv() == Err(mpsc::TryRecvError::Empty) {
                match future.as_mut().poll(&mut context) {
                    Poll::Ready(()) => return,
                    Poll::Pending if loses_each_wake => drop(cancelled.recv()),
                    Poll::Pending => thread::park_timeout(Duration::from_millis(1)),
                }
            }
        });
        Box::new(BareTask {
            cancel,
            end,
            thread,
        })
    }

    fn shutdown(&self, _: Duration) -> Shutdown {
        if *self == Bare::NeverShutsDown {
            Shutdown::TimedOut
        } else {
            Shutdown::Complete
        }
    }
}

struct BareTask {
    cancel: mpsc::Sender<()>,
    end: mpsc::Receiver<()>,
    thread: thread::JoinHandle<()>,
}

impl TaskHandle for BareTask {
    fn cancel(self: Box<Self>) -> BoxFuture<()> {
        let BareTask {
            cancel,
            end,
            thread,
        } = *self;
        drop(cancel);
        thread.thread().unpark();
        // A bare runtime may block: it has a thread for each task.
        Box::pin(async move {
            let _ = end.recv();
        })
    }

    fn detach(self: Box<Self>) {
        std::mem::forget(self.cancel);
    }

    fn drop_native(self: Box<Self>) {
        self.detach();
    }

    fn join_native(self: Box<Self>) -> BoxFuture<NativeEnd> {
        Box::pin(async move {
            match self.thread.join() {
                Ok(()) => NativeEnd::Done,
                Err(payload) => NativeEnd::Panicked(payload),
            }
        })
    }
}

fn message(fault: Bare) -> (Verdict, String) {
    let outcome = Cell::new(&fault).run(|rt| async move { rt.yield_now().await });
    (
        outcome.verdict(),
        outcome.message().unwrap_or_default().to_owned(),
    )
}

#[test]
fn a_foreign_runtime_without_powers_runs_tests() {
    let outcome = Cell::new(&Bare::Sound).run(|rt: Runtime| async move {
        assert_eq!(rt.spawn(async { 7 }).await.unwrap(), 7);
        assert!(rt.spawn(async { panic!("boom") }).await.is_err());
        assert_eq!(rt.spawn(std::future::pending::<()>()).cancel().await, None);
    });
    outcome.unwrap();
}

#[test]
fn a_runtime_without_a_timer_gets_the_suites() {
    let outcome = Cell::new(&Bare::Sound).run(|rt: Runtime| async move {
        let start = std::time::Instant::now();
        let sleeps: Vec<_> = [20, 5, 10]
            .map(|millis| rt.spawn(rt.sleep(Duration::from_millis(millis))))
            .into();
        for sleep in sleeps {
            sleep.await.unwrap();
        }
        assert!(start.elapsed() >= Duration::from_millis(20));
        rt.timeout(Duration::from_secs(3600), rt.yield_now())
            .await
            .unwrap();
    });
    outcome.unwrap();
}

#[test]
fn a_runtime_without_blocking_says_what_to_do() {
    let outcome =
        Cell::new(&Bare::Sound).run(|rt: Runtime| async move { rt.spawn_blocking(|| ()).detach() });
    assert_eq!(outcome.verdict(), Verdict::Panic, "{}", outcome.report());
    assert!(
        outcome.report().contains("add `requires(blocking)`"),
        "{}",
        outcome.report()
    );
}

#[test]
fn a_runtime_that_cannot_be_built_is_told() {
    assert_eq!(
        message(Bare::CannotBeBuilt),
        (
            Verdict::Fail,
            "cannot build the runtime: no threads left".to_owned()
        )
    );
    assert_eq!(
        message(Bare::PanicsWhenBuilt),
        (
            Verdict::Panic,
            "the runtime panicked while it was built: built on sand".to_owned()
        )
    );
}

#[test]
fn a_block_on_that_returns_early_is_told() {
    let sentence = "the runtime's `block_on` returned before its root had ended".to_owned();
    assert_eq!(message(Bare::ReturnsEarly), (Verdict::Fail, sentence));
}

#[test]
fn a_runtime_that_panics_is_told() {
    let sentence = "the runtime panicked in `block_on`: the reactor is gone".to_owned();
    assert_eq!(message(Bare::PanicsInBlockOn), (Verdict::Panic, sentence));
}

#[test]
fn a_runtime_that_does_not_shut_down_is_told() {
    let sentence =
        "leak: the runtime did not shut down within 5s: threads of it still run".to_owned();
    assert_eq!(message(Bare::NeverShutsDown), (Verdict::Leak, sentence));
}

#[test]
fn a_card_that_claims_a_power_that_is_not_there_is_told() {
    let sentence = "the runtime's card declares `net`, but its executor offers none: make `card()` agree with \
                    `Executor::net`"
        .to_owned();
    assert_eq!(message(Bare::ClaimsSockets), (Verdict::Fail, sentence));
}

#[test]
fn a_panic_in_spawn_keeps_its_place() {
    let outcome = Cell::new(&Bare::PanicsInSpawn)
        .run(|rt: Runtime| async move { rt.spawn(async {}).detach() });
    let report = outcome.report();
    assert!(report.contains("out of slots"), "{report}");
    assert!(
        report.contains(&format!("panicked at {}:", file!())),
        "{report}"
    );
}

#[test]
fn a_wake_that_the_runtime_loses_is_told_as_such() {
    let limit = Some(Duration::from_secs(2));
    let outcome = Cell::new(&Bare::LosesEachWake)
        .timeout(limit)
        .run(|rt: Runtime| async move {
            let task = rt.spawn({
                let rt = rt.clone();
                async move { rt.yield_now().await }
            });
            let _ = task.await;
        });
    assert_eq!(outcome.verdict(), Verdict::Timeout, "{}", outcome.report());
    let told = outcome.report().contains("the runtime has lost it");
    assert!(told, "{}", outcome.report());
}

#[test]
fn a_runtime_that_calls_itself_otherwise_is_refused() {
    static TEST: Test = Test {
        package: "chat",
        module: "it::ping",
        file: file!(),
        line: line!(),
        column: 1,
        timeout: None,
        workers: 0,
        seeds: 1,
        max_poll: None,
        forbids_ambient: false,
        explore: None,
        reuse: None,
        virtual_clock: false,
        level: Level::Must,
        requires: &[],
        should_panic: None,
    };
    let refused = catch_unwind(|| run(&TEST, "naked", &Bare::Sound, |_| boxed(async {})));
    let payload = refused.expect_err("its cells would go by two names");
    let report = payload.downcast_ref::<String>().expect("it says why");
    let sentence =
        "the runtime calls itself `bare`, but its cells are called after the type, `naked`";
    assert!(report.contains(sentence), "{report}");
}

#[test]
fn a_nested_cell_on_the_same_thread_is_possible_where_the_runtime_allows_it() {
    let mut inner = None;
    Bare::Sound.block_on(pin!(async {
        inner = Some(Cell::new(&Bare::Sound).run(|_| async {}));
    }));
    inner.expect("it ran").unwrap();
}
