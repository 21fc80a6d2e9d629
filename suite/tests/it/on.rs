//! Ways to run something on a cell's runtime *beside* the cell itself: a job, or another cell whose outcome is looked
//! at.

use std::{
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    pin::Pin,
    thread,
    time::Duration,
};

use runtime_matrix::{
    Capability, Cell, JoinError, Outcome, Runtime, RuntimeFactory, Termination, factories,
};
use tokio::sync::oneshot;

/// The body of a test that a plain function makes.
pub(crate) type Boxed = Pin<Box<dyn Future<Output = ()>>>;

/// A future that may be sent, of whatever type.
pub(crate) type BoxedOf<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// A future of whatever type, which may borrow.
pub(crate) type LocalOf<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// Returns the factory of the runtime that a test runs on.
pub(crate) fn factory(rt: &Runtime) -> &'static dyn RuntimeFactory {
    let own = factories().iter().find(|factory| factory.id() == rt.name());
    *own.expect("each built-in cell has a factory")
}

/// Returns the features that this build has on, as cargo takes them.
pub(crate) fn features() -> String {
    let features = [
        (cfg!(feature = "async-std"), "async-std"),
        (cfg!(feature = "futures"), "futures"),
        (cfg!(feature = "smol"), "smol"),
        (cfg!(feature = "tokio"), "tokio"),
    ];
    let on = features.iter().filter(|(is_on, _)| *is_on);
    on.map(|(_, feature)| *feature)
        .collect::<Vec<_>>()
        .join(",")
}

/// Runs `job` on a thread where another runtime may be driven, and goes on with its panic.
///
/// A blocking job where there are such; else a thread of its own, which no clock that jumps must overlook.
pub(crate) async fn aside<T: Send + 'static>(
    rt: &Runtime,
    job: impl FnOnce() -> T + Send + 'static,
) -> T {
    if rt.capabilities().has(Capability::Blocking) {
        return match rt.spawn_blocking(job).await {
            Ok(output) => output,
            Err(JoinError::Panicked(panic)) => panic.resume(),
            Err(error) => panic!("the job did not run: {error}"),
        };
    }
    let (sender, receiver) = oneshot::channel();
    thread::spawn(move || sender.send(catch_unwind(AssertUnwindSafe(job))));
    match receiver
        .await
        .expect("the thread sends what came of its job")
    {
        Ok(output) => output,
        Err(payload) => resume_unwind(payload),
    }
}

/// Runs a test in a cell of its own on the same runtime, with short limits, and returns its outcome.
pub(crate) async fn outcome<F, T>(rt: &Runtime, test: F) -> Outcome
where
    F: FnOnce(Runtime) -> T + Send + 'static,
    T: Future + 'static,
    T::Output: Termination,
{
    outcome_of(rt, |cell| cell, test).await
}

/// Like [`outcome`], for a cell with other settings.
pub(crate) async fn outcome_of<F, T>(
    rt: &Runtime,
    set: fn(Cell<'static>) -> Cell<'static>,
    test: F,
) -> Outcome
where
    F: FnOnce(Runtime) -> T + Send + 'static,
    T: Future + 'static,
    T::Output: Termination,
{
    let factory = factory(rt);
    aside(rt, move || set(quick(factory)).run(test)).await
}

/// Returns a cell that does not wait long for a standstill.
pub(crate) fn quick(factory: &'static dyn RuntimeFactory) -> Cell<'static> {
    Cell::new(factory)
        .named("inner")
        .grace(Duration::from_millis(100))
}
