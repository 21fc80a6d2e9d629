//! Waiting for calls instead of sleeping.

use std::{
    future::{self, Future},
    panic::Location,
    task::Poll,
};

use crate::{
    mock::{
        args::Args,
        core::Core,
        handle::{AsyncMock, Kind, Mock},
        log::Record,
        state::State,
    },
    times::count,
    tracking::await_point,
};

/// Which calls somebody waits for.
#[derive(Clone, Copy)]
enum Event {
    Call,
    Await,
}

impl Event {
    /// Returns what a mock of that kind is waited for by.
    fn of<K: Kind>() -> Event {
        if K::AWAITED {
            Event::Await
        } else {
            Event::Call
        }
    }

    fn done(self) -> &'static str {
        match self {
            Event::Call => "called",
            Event::Await => "awaited",
        }
    }

    fn noun(self) -> &'static str {
        match self {
            Event::Call => "call",
            Event::Await => "await",
        }
    }

    fn one(self) -> &'static str {
        match self {
            Event::Call => "a call",
            Event::Await => "an await",
        }
    }

    /// Returns how many there are in the log.
    fn count<A, O>(self, state: &State<A, O>) -> usize {
        match self {
            Event::Call => state.log.len(),
            Event::Await => state.log.awaits(),
        }
    }

    /// Returns how many there have ever been.
    fn ever<A, O>(self, state: &State<A, O>) -> usize {
        self.count(state) + state.log.forgotten(self.is_await())
    }

    /// Returns the first after so many in all.
    fn since<A, O>(self, state: &mut State<A, O>, so_far: usize) -> Option<Record<A>> {
        let index = so_far.saturating_sub(state.log.forgotten(self.is_await()));
        match self {
            Event::Call => state.log.record(index),
            Event::Await => state.log.awaited_record(index),
        }
    }

    fn is_await(self) -> bool {
        matches!(self, Event::Await)
    }
}

impl<A: Args, O: Send + 'static, K: Kind> Mock<A, O, K> {
    /// Waits until there have been so many calls in all. The limit is that of the test: if it is over, or if
    /// nothing can happen any more, the report tells what was waited for and the log.
    ///
    /// ```
    /// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
    /// use runtime_matrix::mock::AsyncMock;
    ///
    /// let beat = AsyncMock::<(), ()>::new("beat");
    /// let heart = rt.spawn({
    ///     let (rt, beat) = (rt.clone(), beat.clone());
    ///     async move {
    ///         loop {
    ///             beat.call().await;
    ///             rt.sleep(std::time::Duration::from_secs(1)).await;
    ///         }
    ///     }
    /// });
    /// beat.wait_until_called(3).await;
    /// heart.cancel().await;
    /// # }).unwrap();
    /// ```
    #[track_caller]
    pub fn wait_until_called(
        &self,
        calls: usize,
    ) -> impl Future<Output = ()> + Send + use<A, O, K> {
        self.wait_until(Event::Call, calls, Location::caller())
    }

    /// Waits for the next call, and returns it. Calls up to now do not count.
    #[track_caller]
    pub fn wait_next(&self) -> impl Future<Output = Record<A>> + Send + use<A, O, K> {
        let (mock, event) = (self.clone(), Event::of::<K>());
        let so_far = mock.core.look(|state| event.ever(state));
        let wait = format!(
            "for the next {} of `{}`, at {}",
            event.noun(),
            self.name(),
            Location::caller()
        );
        async move {
            let core = &mock.core;
            core.wait(wait, |state| event.since(state, so_far)).await
        }
    }

    /// Waits for a call of which `holds` is true, and returns it; one that has been may be it. For a mock by
    /// await that is a call that has been awaited. It is asked again whenever anything has become of a call.
    #[track_caller]
    pub fn wait_for<F>(&self, holds: F) -> impl Future<Output = Record<A>> + Send + use<A, O, K, F>
    where
        F: Fn(&Record<A>) -> bool + Send,
    {
        let (mock, event) = (self.clone(), Event::of::<K>());
        let wait = format!(
            "for {} of `{}` that the predicate holds for, at {}",
            event.one(),
            self.name(),
            Location::caller()
        );
        async move {
            let core = &mock.core;
            let _said = Said::of(core, wait);
            let mut waiting = core.waiting();
            future::poll_fn(move |cx| {
                // Known before it looks, so that no change is missed: the predicate is not to run under the lock.
                let _ = waiting.poll(cx, |_| None::<()>);
                match core.records(event).into_iter().find(&holds) {
                    Some(found) => Poll::Ready(found),
                    None => Poll::Pending,
                }
            })
            .await
        }
    }

    fn wait_until(
        &self,
        event: Event,
        calls: usize,
        place: &'static Location<'static>,
    ) -> impl Future<Output = ()> + Send + use<A, O, K> {
        let mock = self.clone();
        let wait = format!(
            "until `{}` has been {} {}, at {place}",
            self.name(),
            event.done(),
            count(calls)
        );
        async move {
            let enough = |state: &mut State<A, O>| (event.count(state) >= calls).then_some(());
            mock.core.wait(wait, enough).await;
        }
    }
}

impl<A: Args, O: Send + 'static> AsyncMock<A, O> {
    /// Waits until so many calls in all have been awaited, as [`wait_until_called`](Mock::wait_until_called)
    /// does.
    #[track_caller]
    pub fn wait_until_awaited(&self, calls: usize) -> impl Future<Output = ()> + Send + use<A, O> {
        self.wait_until(Event::Await, calls, Location::caller())
    }
}

impl<A: Args, O: Send + 'static> Core<A, O> {
    fn records(&self, event: Event) -> Vec<Record<A>> {
        match event {
            Event::Call => self.calls(),
            Event::Await => self.awaits(),
        }
    }

    /// Waits until `look` finds what it looks for, and says so meanwhile.
    async fn wait<T>(
        &self,
        what: String,
        mut look: impl FnMut(&mut State<A, O>) -> Option<T>,
    ) -> T {
        if let Some(found) = self.look(&mut look) {
            return found;
        }
        let _said = Said::of(self, what);
        await_point::saying("a call of a mock", None, self.until(look)).await
    }
}

/// Keeps a wait in what the mock says of a standstill.
struct Said<'a, A: Args, O: Send + 'static> {
    core: &'a Core<A, O>,
    number: u64,
}

impl<'a, A: Args, O: Send + 'static> Said<'a, A, O> {
    fn of(core: &'a Core<A, O>, what: String) -> Said<'a, A, O> {
        let number = core.look(|state| {
            state.waits_made += 1;
            state.waits.push((state.waits_made, what));
            state.waits_made
        });
        Said { core, number }
    }
}

impl<A: Args, O: Send + 'static> Drop for Said<'_, A, O> {
    fn drop(&mut self) {
        let number = self.number;
        self.core
            .look(|state| state.waits.retain(|(other, _)| *other != number));
    }
}
