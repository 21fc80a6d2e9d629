use std::{
    fmt,
    future::Future,
    mem,
    ops::{Deref, DerefMut},
    panic::Location,
    sync::{Arc, Mutex},
};

use crate::{
    context::{
        AsyncContextManager, ContextError, ExitCause,
        entry::{Entry, Managed},
        stack::leave,
        with::enter,
    },
    runtime::Runtime,
    sync::lock,
    tracking::tracker::Tracker,
};

/// What was entered for the rest of a test; made by [`Runtime::fixture`].
///
/// It is used like what entering gave. What it stands for is left at the end of the test, however that comes
/// about, and not when this is dropped.
pub struct Fixture<V> {
    value: V,
    key: u64,
    tracker: Arc<Tracker>,
}

/// The fixtures of a cell.
#[derive(Default)]
pub(crate) struct Fixtures {
    entered: Mutex<Vec<(u64, Entry)>>,
}

impl Runtime {
    /// Enters for the rest of the test.
    ///
    /// At the test's end, fixtures are left in the reverse order in which they were entered: in the test's own
    /// future and task, after its body has been dropped, before its other tasks are cancelled, and with what
    /// became of the body as the cause. Each exit has the limit of the cell's teardown for itself (5 s of real
    /// time unless set), whatever time the body has used up. All that goes wrong there fails the test; a
    /// fixture can swallow nothing.
    ///
    /// It makes a fixture of rstest's, in an `async fn` or not:
    ///
    /// ```
    /// use runtime_matrix::context::{self, Exit, Fixture};
    /// use runtime_matrix::{Cell, Runtime, Sim};
    ///
    /// // With rstest: `#[fixture]`, and `#[future(awt)] database: Fixture<Vec<&'static str>>` in the test.
    /// async fn database(rt: Runtime) -> Fixture<Vec<&'static str>> {
    ///     let database = context::manager(
    ///         "the database",
    ///         || async { Ok(vec!["Ada", "Grace"]) },
    ///         |_, _| async { Ok(Exit::PassOn) },
    ///     );
    ///     rt.fixture(database).await.unwrap()
    /// }
    ///
    /// Cell::new(&Sim).run(|rt: Runtime| async move {
    ///     assert_eq!(database(rt).await.len(), 2);
    /// }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// Fails if entering does.
    ///
    /// # Cancellation
    ///
    /// Dropped while it enters, nothing has been entered.
    #[track_caller]
    pub fn fixture<M: AsyncContextManager>(
        &self,
        manager: M,
    ) -> impl Future<Output = Result<Fixture<M::Value>, ContextError>> + use<M> {
        let managed = Managed::of(&manager, Location::caller());
        let tracker = Arc::clone(self.tracker());
        async move {
            let (value, entry) = enter(manager, &managed, &tracker).await?;
            let key = Fixtures::add(&tracker, entry);
            Ok(Fixture {
                value,
                key,
                tracker,
            })
        }
    }
}

impl<V> Fixture<V> {
    /// Leaves now, with the cause [`Returned`](ExitCause::Returned), rather than at the end of the test.
    ///
    /// # Errors
    ///
    /// Fails if the exit does.
    ///
    /// # Panics
    ///
    /// Goes on with a panic of the exit.
    ///
    /// # Cancellation
    ///
    /// Dropped before it is polled, the fixture is left at the end of the test. Dropped later, the exit runs on
    /// as a task of the cell's.
    pub async fn exit(self) -> Result<(), ContextError> {
        let Fixture {
            value,
            key,
            tracker,
        } = self;
        drop(value);
        let entries = Fixtures::remove(&tracker, key).into_iter().collect();
        leave(&tracker, entries, ExitCause::Returned)
            .await
            .map(drop)
    }
}

impl Fixtures {
    /// Keeps an entry until the end of the cell, and returns its key.
    pub(crate) fn add(tracker: &Tracker, entry: Entry) -> u64 {
        let (fixtures, _) = tracker.store.of::<Fixtures>();
        let mut entered = lock(&fixtures.entered);
        let key = entered.last().map_or(0, |(key, _)| key + 1);
        entered.push((key, entry));
        key
    }

    pub(crate) fn remove(tracker: &Tracker, key: u64) -> Option<Entry> {
        let fixtures = tracker.store.get::<Fixtures>()?;
        let mut entered = lock(&fixtures.entered);
        let position = entered.iter().position(|(known, _)| *known == key)?;
        Some(entered.remove(position).1)
    }

    pub(crate) fn are_entered(tracker: &Tracker) -> bool {
        let fixtures = tracker.store.get::<Fixtures>();
        fixtures.is_some_and(|fixtures| !lock(&fixtures.entered).is_empty())
    }

    /// Takes all that there are.
    pub(crate) fn take(tracker: &Tracker) -> Vec<Entry> {
        let fixtures = tracker.store.get::<Fixtures>();
        let entered = fixtures.map(|fixtures| mem::take(&mut *lock(&fixtures.entered)));
        let entered = entered.unwrap_or_default().into_iter();
        entered.map(|(_, entry)| entry).collect()
    }
}

impl<V> Deref for Fixture<V> {
    type Target = V;

    fn deref(&self) -> &V {
        &self.value
    }
}

impl<V> DerefMut for Fixture<V> {
    fn deref_mut(&mut self) -> &mut V {
        &mut self.value
    }
}

impl<V: fmt::Debug> fmt::Debug for Fixture<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Fixture").field(&self.value).finish()
    }
}
