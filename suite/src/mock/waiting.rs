//! Waiting for calls instead of sleeping.

use std::{future::Future, panic::Location};

use crate::mock::{
    args::Args,
    core::{Core, State},
    handle::{AsyncMock, Kind, Mock},
    log::Record,
    times::count,
};

/// Which calls somebody waits for.
#[derive(Clone, Copy)]
enum Event {
    Call,
    Await,
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
        let event = if K::AWAITED {
            Event::Await
        } else {
            Event::Call
        };
        let (waited, index) = (
            self.wait_until(event, self.core.count_of(event) + 1, Location::caller()),
            self.core.count_of(event),
        );
        let mock = self.clone();
        async move {
            waited.await;
            mock.core.records(event).swap_remove(index)
        }
    }

    /// Waits for a call of which `holds` is true, and returns it; one that has been may be it. For a mock by
    /// await that is a call that has been awaited.
    #[track_caller]
    pub fn wait_for<F>(&self, holds: F) -> impl Future<Output = Record<A>> + Send + use<A, O, K, F>
    where
        F: Fn(&Record<A>) -> bool + Send,
    {
        let (mock, place) = (self.clone(), Location::caller());
        async move {
            let event = if K::AWAITED {
                Event::Await
            } else {
                Event::Call
            };
            let mut seen = 0;
            loop {
                let records = mock.core.records(event);
                // What has been forgotten by a reset is not there to be seen.
                seen = seen.min(records.len());
                if let Some(found) = records[seen..].iter().find(|record| holds(record)) {
                    return found.clone();
                }
                seen = records.len();
                let wait = format!("for a call that fits its predicate, at {place}");
                mock.core.wait(event, seen + 1, wait).await;
            }
        }
    }

    fn wait_until(
        &self,
        event: Event,
        calls: usize,
        place: &'static Location<'static>,
    ) -> impl Future<Output = ()> + Send + use<A, O, K> {
        let mock = self.clone();
        async move {
            let done = match event {
                Event::Call => "called",
                Event::Await => "awaited",
            };
            let times = count(calls);
            let wait = format!(
                "until `{}` has been {done} {times}, at {place}",
                mock.core.name
            );
            mock.core.wait(event, calls, wait).await;
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

    fn count_of(&self, event: Event) -> usize {
        self.look(|state| match event {
            Event::Call => state.log.len(),
            Event::Await => state.log.awaits(),
        })
    }

    /// Waits until so many calls are in the log, and says so meanwhile.
    async fn wait(&self, event: Event, calls: usize, what: String) {
        if self.count_of(event) >= calls {
            return;
        }
        let _said = Said::of(self, what);
        let happened = |state: &State<A, O>| match event {
            Event::Call => state.log.len(),
            Event::Await => state.log.awaits(),
        };
        self.until(|state| happened(state) >= calls).await;
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
