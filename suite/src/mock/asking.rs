//! What a mock knows of its calls.

use crate::mock::{
    args::Args,
    core::Core,
    handle::{AsyncMock, Kind, Mock},
    log::{CallState, Record},
};

impl<A: Args, O: Send + 'static> Core<A, O> {
    /// Returns how many calls stand like that.
    pub(crate) fn count(&self, state: CallState) -> usize {
        self.look(|all| {
            let entries = all.log.entries().iter();
            entries.filter(|entry| entry.state == state).count()
        })
    }
}

impl<A: Args, O: Send + 'static, K: Kind> Mock<A, O, K> {
    /// Returns all calls, in their order.
    #[must_use]
    pub fn calls(&self) -> Vec<Record<A>> {
        self.core.calls()
    }

    /// Returns how many calls there have been.
    #[must_use]
    pub fn call_count(&self) -> usize {
        self.core.look(|state| state.log.len())
    }

    /// Returns the latest call.
    ///
    /// # Panics
    ///
    /// Panics if there has been none.
    #[must_use]
    #[track_caller]
    pub fn last_call(&self) -> Record<A> {
        let Some(call) = self.calls().pop() else {
            panic!("`{}` was never called", self.core.name)
        };
        call
    }
}

impl<A: Args, O: Send + 'static> AsyncMock<A, O> {
    /// Returns the calls that have been awaited, in the order of their first polls.
    #[must_use]
    pub fn awaits(&self) -> Vec<Record<A>> {
        self.core.awaits()
    }

    /// Returns how many calls have been awaited.
    #[must_use]
    pub fn await_count(&self) -> usize {
        self.core.look(|state| state.log.awaits())
    }

    /// Returns how many calls were given their answer.
    #[must_use]
    pub fn completed_count(&self) -> usize {
        self.core.count(CallState::Completed)
    }

    /// Returns how many calls were dropped between their first poll and their answer.
    #[must_use]
    pub fn cancelled_count(&self) -> usize {
        self.core.count(CallState::Cancelled)
    }

    /// Returns the call that was awaited last.
    ///
    /// ```
    /// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|_rt: runtime_matrix::Runtime| async move {
    /// use runtime_matrix::mock::AsyncMock;
    ///
    /// let sleep = AsyncMock::<(u64,), ()>::new("sleep");
    /// sleep.call(12).await;
    /// let (seconds,) = *sleep.last_await().args;
    /// assert!((10..60).contains(&seconds));
    /// # }).unwrap();
    /// ```
    ///
    /// # Panics
    ///
    /// Panics if there has been none.
    #[must_use]
    #[track_caller]
    pub fn last_await(&self) -> Record<A> {
        let Some(call) = self.awaits().pop() else {
            let name = &self.core.name;
            match self.call_count() {
                0 => panic!("`{name}` was never awaited, and never called"),
                calls => panic!(
                    "`{name}` was never awaited, though called {}",
                    crate::times::count(calls)
                ),
            }
        };
        call
    }
}
