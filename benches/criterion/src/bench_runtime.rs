use std::{fmt, future::Future, pin::pin, sync::Arc, time::Duration};

use criterion::async_executor::AsyncExecutor;
use runtime_matrix_core::{BuildError, Executor, Options, RuntimeFactory, Shutdown};

/// How long the threads of a runtime have to end.
const DEADLINE: Duration = Duration::from_secs(5);

/// An instance of a runtime, on which criterion drives what it times.
///
/// Build it before [`bench_function`](criterion::Criterion::bench_function), and hand it to
/// [`to_async`](criterion::Bencher::to_async) by reference: a runtime that is built in the routine is timed with it, and
/// may well be most of the figure. [`shutdown`](BenchRuntime::shutdown) ends it, and so does dropping it.
pub struct BenchRuntime {
    id: &'static str,
    executor: Arc<dyn Executor>,
    is_ended: bool,
}

impl BenchRuntime {
    /// Builds an instance, with two workers where the runtime has any.
    ///
    /// # Errors
    ///
    /// Fails where the machine does not give what the instance needs.
    pub fn new(factory: &dyn RuntimeFactory) -> Result<BenchRuntime, BuildError> {
        BenchRuntime::with_options(factory, &Options::default())
    }

    /// Builds an instance with those options, as for another number of workers.
    ///
    /// # Errors
    ///
    /// Fails where the machine does not give what the instance needs.
    pub fn with_options(
        factory: &dyn RuntimeFactory,
        options: &Options,
    ) -> Result<BenchRuntime, BuildError> {
        Ok(BenchRuntime {
            id: factory.id(),
            executor: factory.build(options)?,
            is_ended: false,
        })
    }

    /// Returns the executor, by which code under test spawns, sleeps and connects.
    #[must_use]
    pub fn executor(&self) -> &Arc<dyn Executor> {
        &self.executor
    }

    /// Ends the instance, waits up to five seconds for its threads, and says whether they have ended.
    pub fn shutdown(mut self) -> Shutdown {
        self.is_ended = true;
        self.executor.shutdown(DEADLINE)
    }
}

impl Drop for BenchRuntime {
    fn drop(&mut self) {
        if !self.is_ended {
            let _ = self.executor.shutdown(DEADLINE);
        }
    }
}

impl AsyncExecutor for &BenchRuntime {
    fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        let mut output = None;
        self.executor
            .block_on(pin!(async { output = Some(future.await) }));
        output.expect("an executor drives its root to the end")
    }
}

impl fmt::Debug for BenchRuntime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BenchRuntime")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}
