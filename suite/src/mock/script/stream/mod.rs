mod log;
mod probe;
mod program;
mod restartable;
mod step;

use std::{
    fmt,
    future::poll_fn,
    panic::Location,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use crate::{
    events::event::Event,
    mock::script::pause::{Pause, once_pending, poll_through},
    sync::lock,
    tracking::{place::Place, title::Title},
};

use log::Log;
use program::Program;
use step::{Step, What};

pub use probe::StreamProbe;
pub use restartable::StreamScript;

/// A stream that says what its script says.
///
/// Made by [`mock_stream`]. The script goes on with the methods below, in the order in which they are
/// called; after the last step the stream ends. It starts with the first poll, and each step is taken once.
///
/// [`next`](MockStream::next) and [`poll_next`](MockStream::poll_next) are always there; with the feature
/// `streams` it is a `Stream` of futures-core. A [`probe`](MockStream::probe) tells what became of it. A test
/// that comes to a standstill or runs out of time says at which step the stream is pending.
///
/// A stream that is polled after its end says again that it is over, and counts it; see
/// [`strict`](MockStream::strict).
///
/// ```
/// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
/// use std::time::Duration;
/// use runtime_matrix::mock::mock_stream;
///
/// let mut stream = mock_stream([Ok(1)])
///     .pending()
///     .item(Err("torn"))
///     .delay(Duration::from_secs(3600))
///     .item(Ok(2));
/// let probe = stream.probe();
/// assert_eq!(stream.next().await, Some(Ok(1)));
/// assert_eq!(stream.next().await, Some(Err("torn")));
/// assert_eq!(stream.next().await, Some(Ok(2)));
/// assert_eq!(rt.now(), Duration::from_secs(3600));
/// assert_eq!(stream.next().await, None);
/// assert_eq!((probe.taken(), probe.has_ended()), (3, true));
/// # }).unwrap();
/// ```
#[must_use = "streams do nothing unless polled"]
pub struct MockStream<T> {
    program: Program<T>,
    /// What the step that comes first waits for.
    pause: Option<Pause>,
    log: Arc<Log>,
}

/// Returns a stream that gives these items, and whatever else the methods of [`MockStream`] add to its script.
///
/// Items may be of a `Result` type, for errors. Reports call the stream by the place of this call.
///
/// ```
/// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|_: runtime_matrix::Runtime| async move {
/// let mut stream = runtime_matrix::mock::mock_stream(["ping", "pong"]);
/// assert_eq!(stream.next().await, Some("ping"));
/// assert_eq!(stream.next().await, Some("pong"));
/// assert_eq!(stream.next().await, None);
/// # }).unwrap();
/// ```
#[track_caller]
pub fn mock_stream<T>(items: impl IntoIterator<Item = T>) -> MockStream<T> {
    let place = Place::from(Location::caller());
    let step = |item| Step {
        what: What::Item(item),
        place,
    };
    MockStream {
        program: Program::new(items.into_iter().map(step)),
        pause: None,
        log: Log::new(title(place)),
    }
}

fn title(place: Place) -> Title {
    Title {
        kind: "stream",
        name: None,
        place,
    }
}

impl<T> MockStream<T> {
    /// Adds an item.
    #[track_caller]
    pub fn item(self, item: T) -> MockStream<T> {
        self.with(What::Item(item))
    }

    /// Adds items.
    #[track_caller]
    pub fn items(mut self, items: impl IntoIterator<Item = T>) -> MockStream<T> {
        for item in items {
            self = self.with(What::Item(item));
        }
        self
    }

    /// Adds a pending point: the poll that comes to it returns `Pending`, and wakes its task at once.
    #[track_caller]
    pub fn pending(self) -> MockStream<T> {
        self.with(What::Pending)
    }

    /// Adds a pending point that lasts until the event is set.
    ///
    /// ```
    /// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
    /// use runtime_matrix::{Event, mock::mock_stream};
    /// let go = Event::new();
    /// let mut stream = mock_stream([]).pending_until(&go).item("ping");
    /// let taker = rt.spawn(async move { stream.next().await });
    /// go.set();
    /// assert_eq!(taker.await.unwrap(), Some("ping"));
    /// # }).unwrap();
    /// ```
    #[track_caller]
    pub fn pending_until(self, event: &Event) -> MockStream<T> {
        self.with(What::Until(event.clone()))
    }

    /// Adds a time on the cell's clock, for which the stream is pending from the poll on that comes to it.
    ///
    /// That poll panics if it is not in a cell.
    #[track_caller]
    pub fn delay(self, duration: Duration) -> MockStream<T> {
        self.with(What::Delay(duration))
    }

    /// Ends the script with a point at which the stream is pending for ever. It keeps no waker there.
    ///
    /// # Panics
    ///
    /// Adding another step panics from then on.
    #[track_caller]
    pub fn pends_forever(self) -> MockStream<T> {
        self.with(What::Forever)
    }

    /// Adds an end: the stream says that it is over. So it does after the last step anyway; what follows an end
    /// is said if the stream is polled still, by which it is one that is not fused.
    #[track_caller]
    pub fn end(self) -> MockStream<T> {
        self.with(What::End)
    }

    /// Ends the script with items for ever, made from their number, which counts from 0.
    ///
    /// # Panics
    ///
    /// Adding another step panics from then on.
    ///
    /// ```
    /// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|_: runtime_matrix::Runtime| async move {
    /// let mut stream = runtime_matrix::mock::mock_stream([100]).endless(|number| number * number);
    /// let mut sum = 0;
    /// for _ in 0..4 {
    ///     sum += stream.next().await.unwrap();
    /// }
    /// assert_eq!(sum, 100 + 0 + 1 + 4);
    /// # }).unwrap();
    /// ```
    #[track_caller]
    pub fn endless(mut self, make: impl Fn(u64) -> T + Send + Sync + 'static) -> MockStream<T> {
        self.assert_goes_on("endless");
        self.program.endless = Some(Arc::new(make));
        self
    }

    /// Makes it a breach to poll the stream after its end: that panics, and fails the test even if the panic
    /// is swallowed.
    pub fn strict(mut self) -> MockStream<T> {
        self.program.is_strict = true;
        self
    }

    /// Returns what is left of the script as one from which streams can start.
    #[must_use]
    pub fn restartable(self) -> StreamScript<T>
    where
        T: Clone,
    {
        StreamScript {
            program: self.program.clone(),
        }
    }

    /// Returns what tells the test how the stream stands.
    #[must_use]
    pub fn probe(&self) -> StreamProbe {
        StreamProbe {
            log: Arc::clone(&self.log),
        }
    }

    /// Returns the next item, or `None` at the end.
    ///
    /// # Cancellation
    ///
    /// Dropping the future loses no item.
    pub async fn next(&mut self) -> Option<T> {
        poll_fn(|cx| self.poll(cx)).await
    }

    /// Goes on with the script until there is an item, the end, or something to wait for.
    ///
    /// # Panics
    ///
    /// Panics in a [`delay`](MockStream::delay) outside of a cell, and after the end if the stream is
    /// [`strict`](MockStream::strict).
    pub fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        self.get_mut().poll(cx)
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<T>> {
        self.begin_poll();
        while let Some(step) = self.program.steps.front() {
            if self.pause.is_none() {
                self.pause = step.pause(&self.log.title);
            }
            lock(&self.log.counts).halt = Some(step.halt(self.program.past + 1));
            if matches!(step.what, What::Forever) {
                return Poll::Pending;
            }
            ready!(poll_through(&mut self.pause, cx));
            match self.program.advance() {
                Some(What::Item(item)) => return self.give(Some(item)),
                Some(What::Pending) => return once_pending(cx),
                Some(What::End) => return self.give(None),
                _ => {}
            }
        }
        let made = self.program.make();
        self.give(made)
    }

    fn begin_poll(&self) {
        self.log.introduce();
        let is_after_end = {
            let mut counts = lock(&self.log.counts);
            counts.polls += 1;
            counts.polls_after_end += usize::from(counts.has_ended);
            counts.has_ended
        };
        if is_after_end && self.program.is_strict {
            let (title, taken) = (&self.log.title, self.log.counts().taken);
            let message = format!(
                "{title} was polled after its end (items taken: {taken}): a stream that has returned `None` may do \
                 anything when it is polled again"
            );
            self.log.breaches.commit(&message);
        }
    }

    fn give(&self, item: Option<T>) -> Poll<Option<T>> {
        let mut counts = lock(&self.log.counts);
        counts.halt = None;
        counts.taken += usize::from(item.is_some());
        counts.has_ended |= item.is_none();
        Poll::Ready(item)
    }

    #[track_caller]
    fn with(mut self, what: What<T>) -> MockStream<T> {
        self.assert_goes_on(what.name());
        let place = Location::caller().into();
        self.program.steps.push_back(Step { what, place });
        self
    }

    #[track_caller]
    fn assert_goes_on(&self, step: &str) {
        let last = self.program.steps.back();
        let is_stuck = last.is_some_and(|last| matches!(last.what, What::Forever));
        let never = match (&self.program.endless, is_stuck) {
            (Some(_), _) => "endless",
            (None, true) => "pends_forever",
            (None, false) => return,
        };
        panic!("a stream never comes to `{step}` after `{never}`: nothing can follow that");
    }
}

/// No item is ever pinned.
impl<T> Unpin for MockStream<T> {}

impl<T> Drop for MockStream<T> {
    fn drop(&mut self) {
        lock(&self.log.counts).halt = None;
    }
}

#[cfg(feature = "streams")]
impl<T> futures_core::Stream for MockStream<T> {
    type Item = T;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        self.get_mut().poll(cx)
    }
}

impl<T> fmt::Debug for MockStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockStream")
            .field("steps_left", &self.program.steps.len())
            .field("probe", &self.probe())
            .finish_non_exhaustive()
    }
}
