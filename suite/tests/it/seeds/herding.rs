//! The second half of the talk about cats: a loop on a thread of its own, for coroutines that do not run in the
//! main thread, and a synchronous API that calls into a loop. The talk's runner had no `stop`, though its tests
//! called it, and closed its loop never; its router dropped the result, and called from the loop's own thread
//! it waited for itself.

use std::{
    collections::BTreeSet,
    mem,
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use runtime_matrix::{Cell, RemoteError, RemoteRuntime, Runtime, Verdict};

use super::cat::{Cat, herd};
use crate::on::{self, aside};

const LONG: Duration = Duration::from_secs(30);

struct LoopRunner {
    remote: RemoteRuntime,
}

impl LoopRunner {
    /// In virtual time, so that no cat is waited for.
    fn start(rt: &Runtime) -> LoopRunner {
        let cell = Cell::new(on::factory(rt)).named("runner").virtual_clock();
        LoopRunner {
            remote: RemoteRuntime::start_cell(cell).expect("the runner starts"),
        }
    }

    fn run_coroutine<T: Send + 'static>(
        &self,
        coroutine: impl Future<Output = T> + Send + 'static,
    ) -> T {
        self.remote.run(coroutine).expect("the coroutine ends")
    }

    /// As above, with a bug: nobody waits for the result.
    fn run_coroutine_and_lose_it<T>(&self, coroutine: impl Future<Output = T> + Send + 'static) -> T
    where
        T: Default + Send + 'static,
    {
        drop(self.remote.submit(coroutine));
        T::default()
    }

    fn stop(&self) {
        self.remote.stop(LONG).expect("the runner stops");
    }
}

async fn herd_garfield() -> bool {
    let mut garfield = Cat::new(&Runtime::current());
    herd(&mut garfield, "forward").await
}

#[runtime_matrix::test]
async fn a_cat_is_herded_on_another_thread(rt: Runtime) {
    let runner = LoopRunner::start(&rt);
    let went = aside(&rt, move || {
        let went = runner.run_coroutine(herd_garfield());
        runner.stop();
        went
    });
    assert!(went.await);
}

#[runtime_matrix::test]
async fn a_runner_that_loses_the_result_is_caught(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let runner = LoopRunner::start(&rt);
        assert!(
            runner.run_coroutine_and_lose_it(herd_garfield()),
            "garfield went"
        );
    });
    let outcome = outcome.await;
    assert_eq!(outcome.message(), Some("the test panicked: garfield went"));
}

#[runtime_matrix::test]
async fn a_runner_that_is_never_stopped_is_caught(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let runner = LoopRunner::start(&rt);
        assert!(runner.remote.submit(herd_garfield()).await.unwrap());
        mem::forget(runner);
    });
    let outcome = outcome.await;
    assert_eq!(outcome.verdict(), Verdict::Leak, "{}", outcome.report());
    let message = outcome.message().unwrap_or_default();
    assert!(message.contains("the remote runtime runner::"), "{message}");
}

/// A synchronous API; the work is done by tasks.
#[derive(Clone)]
struct HerdRouter {
    rt: Runtime,
    commands: Arc<Mutex<BTreeSet<String>>>,
}

impl HerdRouter {
    fn new(rt: &Runtime) -> HerdRouter {
        HerdRouter {
            rt: rt.clone(),
            commands: Arc::default(),
        }
    }

    /// Tells whether the command is new.
    fn add_command(&self, key: &str) -> Result<bool, RemoteError> {
        let (commands, key) = (Arc::clone(&self.commands), key.to_owned());
        self.rt.call_blocking(async move {
            Runtime::current().yield_now().await;
            commands.lock().unwrap().insert(key)
        })
    }

    fn commands(&self) -> BTreeSet<String> {
        self.commands.lock().unwrap().clone()
    }
}

#[runtime_matrix::test]
async fn a_command_is_there_when_the_call_returns_and_its_result_is_not_lost(rt: Runtime) {
    let router = HerdRouter::new(&rt);
    let adding = router.clone();
    let twice = aside(&rt, move || {
        ["test", "test"].map(|key| adding.add_command(key).unwrap())
    });
    assert_eq!(twice.await, [true, false]);
    assert!(router.commands().contains("test"));
}

#[runtime_matrix::test]
async fn the_commands_of_many_threads_are_all_there(rt: Runtime) {
    let router = HerdRouter::new(&rt);
    let adding = router.clone();
    aside(&rt, move || {
        thread::scope(|scope| {
            for herder in 0..8 {
                let router = &adding;
                scope.spawn(move || {
                    for number in 0..10 {
                        assert!(router.add_command(&format!("{herder}.{number}")).unwrap());
                    }
                });
            }
        });
    })
    .await;
    assert_eq!(router.commands().len(), 80);
}

#[runtime_matrix::test]
async fn a_command_from_a_task_of_the_runtime_is_refused_and_waits_for_nobody(rt: Runtime) {
    let router = HerdRouter::new(&rt);
    let adding = router.clone();
    let answer = rt.spawn(async move { adding.add_command("test") }).await;
    assert!(matches!(answer.unwrap(), Err(RemoteError::Refused(_))));
    assert!(router.commands().is_empty());
}

#[runtime_matrix::test]
async fn a_router_on_a_runner_that_has_stopped_says_so(rt: Runtime) {
    let runner = LoopRunner::start(&rt);
    let router = HerdRouter::new(runner.remote.runtime());
    let answers = aside(&rt, move || {
        let before = router.add_command("before").unwrap();
        runner.stop();
        (before, router.add_command("after"), router.commands())
    });
    let (before, after, commands) = answers.await;
    assert!(before && matches!(after, Err(RemoteError::Shutdown(_))));
    assert!(commands.into_iter().eq(["before".to_owned()]));
}
