use std::{
    future::Future,
    ops::Deref,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::Duration,
};

use runtime_matrix_core::{BoxFuture, Executor, Net, Shutdown, TaskHandle, Timer};

use crate::conformance::lab::Lab;

/// A shutdown whose case has ended in another way gets that long, in real time.
const BRIEF: Duration = Duration::from_millis(200);
/// A shutdown that has nothing to wait for gets that long, in real time.
pub(crate) const LONG: Duration = Duration::from_secs(5);

/// A raw instance of the runtime, which is shut down when the case is done with it.
pub(crate) struct Instance {
    executor: Arc<dyn Executor>,
    lab: Lab,
    is_over: bool,
}

impl Instance {
    pub(crate) fn new(executor: Arc<dyn Executor>, lab: &Lab) -> Instance {
        Instance {
            executor,
            lab: lab.clone(),
            is_over: false,
        }
    }

    /// Drives a root to its end and returns its output; `what` says what that waits for.
    #[track_caller]
    pub(crate) fn block_on<T>(&self, what: &str, root: impl Future<Output = T>) -> T {
        self.lab.block_on(&*self.executor, what, root)
    }

    pub(crate) fn start(
        &self,
        future: impl Future<Output = ()> + Send + 'static,
    ) -> Box<dyn TaskHandle> {
        self.executor.spawn(Box::pin(future) as BoxFuture<()>)
    }

    /// Returns the executor as others hold it: inside tasks, on other threads.
    pub(crate) fn share(&self) -> Arc<dyn Executor> {
        Arc::clone(&self.executor)
    }

    /// Shuts it down and fails the case unless nothing of it is left.
    #[track_caller]
    pub(crate) fn end(mut self) {
        self.is_over = true;
        let _waiting = self.lab.waits("the shutdown of the instance");
        let shutdown = self.executor.shutdown(LONG);
        self.lab
            .equal("what the shutdown returns", shutdown, Shutdown::Complete);
    }

    /// Shuts it down within that time and returns what that says.
    pub(crate) fn end_within(mut self, deadline: Duration) -> Shutdown {
        self.is_over = true;
        let _waiting = self.lab.waits("the shutdown of the instance");
        self.executor.shutdown(deadline)
    }

    /// Returns the timer, which the case requires.
    #[track_caller]
    pub(crate) fn timer_of(&self) -> &dyn Timer {
        match self.executor.timer() {
            Some(timer) => timer,
            None => self
                .lab
                .fail("the timer that the card declares", "no timer"),
        }
    }

    /// Returns the sockets, which the case requires.
    #[track_caller]
    pub(crate) fn net_of(&self) -> &dyn Net {
        match self.executor.net() {
            Some(net) => net,
            None => self
                .lab
                .fail("the sockets that the card declares", "no sockets"),
        }
    }
}

impl Deref for Instance {
    type Target = dyn Executor;

    fn deref(&self) -> &Self::Target {
        &*self.executor
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        if self.is_over {
            return;
        }
        // The case has an end already; what comes of this one is for the cases about shutdowns.
        let ended = catch_unwind(AssertUnwindSafe(|| self.executor.shutdown(BRIEF)));
        drop(ended);
    }
}
