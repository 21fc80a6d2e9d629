//! Callers of a runtime that loses what it is given: never polled, never dropped, cancelled for nothing.

use std::{future::ready, mem, pin::Pin, sync::Arc, thread, time::Duration};

use runtime_matrix::{Cell, Event, Runtime, RuntimeFactory, Sim, Verdict};
use runtime_matrix_core::{
    Blocking, BoxFuture, BuildError, Card, Executor, NativeClock, NativeEnd, Options, Shutdown,
    TaskHandle, Timer,
};

use super::shutdown_of;

/// `sim`, but for its tasks; the event tells that it was given one.
struct Loses(Event);

impl RuntimeFactory for Loses {
    fn id(&self) -> &'static str {
        "loses"
    }

    fn card(&self) -> Card {
        Sim.card()
    }

    fn build(&self, options: &Options) -> Result<Arc<dyn Executor>, BuildError> {
        Ok(Arc::new(Losing(Sim.build(options)?, self.0.clone())))
    }
}

struct Losing(Arc<dyn Executor>, Event);

impl Executor for Losing {
    fn block_on(&self, root: Pin<&mut dyn Future<Output = ()>>) {
        self.0.block_on(root);
    }

    fn spawn(&self, future: BoxFuture<()>) -> Box<dyn TaskHandle> {
        mem::forget(future);
        self.1.set();
        Box::new(Lost)
    }

    fn shutdown(&self, deadline: Duration) -> Shutdown {
        self.0.shutdown(deadline)
    }

    fn timer(&self) -> Option<&dyn Timer> {
        self.0.timer()
    }

    fn blocking(&self) -> Option<&dyn Blocking> {
        self.0.blocking()
    }

    fn native_clock(&self) -> Option<&dyn NativeClock> {
        self.0.native_clock()
    }
}

struct Lost;

impl TaskHandle for Lost {
    fn cancel(self: Box<Self>) -> BoxFuture<()> {
        Box::pin(ready(()))
    }

    fn detach(self: Box<Self>) {}

    fn join_native(self: Box<Self>) -> BoxFuture<NativeEnd> {
        Box::pin(ready(NativeEnd::Done))
    }
}

#[test]
fn a_call_that_the_runtime_has_lost_is_answered_when_the_test_has_ended() {
    let loses = Loses(Event::named("it was given a task"));
    let (mut caller, given) = (None, loses.0.clone());
    // The sweep gives up on the task after that.
    let cell = Cell::new(&loses).teardown(Duration::from_secs(2));
    let outcome = cell.run(|rt: Runtime| {
        caller = Some(thread::spawn(move || rt.call_blocking(async {})));
        async move { given.wait().await }
    });
    assert_eq!(outcome.verdict(), Verdict::Leak, "{}", outcome.report());
    let caller = caller.expect("the test has begun");
    shutdown_of(caller.join().expect("the call does not panic"));
}
