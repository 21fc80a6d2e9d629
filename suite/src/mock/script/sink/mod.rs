mod difference;
mod log;
mod probe;

use std::{
    collections::VecDeque,
    fmt,
    future::poll_fn,
    io,
    panic::Location,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use crate::{
    mock::script::pause::{Pause, poll_through},
    sync::lock,
    tracking::title::Title,
};

use log::{Log, State};

pub use probe::SinkProbe;

/// A sink that keeps what it is sent, and holds up or fails where its script says so.
///
/// Made by [`mock_sink`]; `E` is the type of its errors. The methods [`send`](MockSink::send),
/// [`flush`](MockSink::flush) and [`close`](MockSink::close) and those by which a sink is polled are always
/// there; with the feature `streams` it is a `Sink` of futures-sink. The [`probe`](MockSink::probe) has what was
/// sent, and makes room. A test that comes to a standstill or runs out of time says that the sink is full.
///
/// What a sink does not allow is a breach: sending what it was not ready for, and sending after it was closed.
/// That panics, and fails the test even if the panic is swallowed. An error of the script leaves the sink as it
/// was: sending may go on.
///
/// ```
/// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
/// use runtime_matrix::mock::mock_sink;
///
/// let mut sink = mock_sink().accepts(1);
/// let probe = sink.probe().clone();
/// let sender = rt.spawn(async move {
///     for item in ["ping", "pong"] {
///         sink.send(item).await.unwrap();
///     }
///     sink.close().await.unwrap();
/// });
/// probe.drain(1);
/// sender.await.unwrap();
/// probe.assert_items(["ping", "pong"]);
/// probe.assert_flushed();
/// probe.assert_closed();
/// # }).unwrap();
/// ```
#[must_use = "sinks do nothing unless polled"]
pub struct MockSink<T, E = io::Error> {
    probe: SinkProbe<T>,
    /// Errors for items by their number, which counts from 1.
    item_errors: VecDeque<(usize, E)>,
    flush_errors: VecDeque<E>,
    close_errors: VecDeque<E>,
    /// Whether the latest poll has said that there is room.
    is_ready: bool,
    /// Waits for room.
    pause: Option<Pause>,
}

/// Returns a sink that takes any number of items, until the methods of [`MockSink`] say otherwise. Reports call
/// it by the place of this call.
///
/// Its errors are those of [`std::io`]; see [`MockSink::new`] for others.
#[track_caller]
pub fn mock_sink<T>() -> MockSink<T> {
    MockSink::new()
}

impl<T, E> MockSink<T, E> {
    /// Returns a sink like [`mock_sink`], with whatever errors.
    ///
    /// ```
    /// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|_: runtime_matrix::Runtime| async move {
    /// use runtime_matrix::mock::MockSink;
    /// let mut sink = MockSink::<u8, &str>::new().error_at_item(2, "torn");
    /// assert_eq!(sink.send(1).await, Ok(()));
    /// assert_eq!(sink.send(2).await, Err("torn"));
    /// sink.probe().assert_items([1]);
    /// # }).unwrap();
    /// ```
    #[track_caller]
    #[expect(
        clippy::new_without_default,
        reason = "the place of the call is its name in reports"
    )]
    pub fn new() -> MockSink<T, E> {
        let title = Title {
            kind: "sink",
            name: None,
            place: Location::caller().into(),
        };
        MockSink {
            probe: SinkProbe {
                log: Log::new(title),
                items: Arc::default(),
            },
            item_errors: VecDeque::new(),
            flush_errors: VecDeque::new(),
            close_errors: VecDeque::new(),
            is_ready: false,
            pause: None,
        }
    }

    /// Limits the sink to that many items, 0 included, until the test [drains](SinkProbe::drain) it: it is not
    /// ready for more.
    pub fn accepts(self, count: usize) -> MockSink<T, E> {
        self.log().state.change(|state| state.room = Some(count));
        self
    }

    /// Lets the item of that number fail, which counts from 1. It is not kept, and takes no room.
    ///
    /// # Panics
    ///
    /// Panics if the number is 0.
    #[track_caller]
    pub fn error_at_item(mut self, number: usize, error: E) -> MockSink<T, E> {
        assert!(
            number > 0,
            "items of a sink count from 1: there is no item 0 to fail"
        );
        self.item_errors.push_back((number, error));
        self
    }

    /// Lets the next flush fail; said twice, the next two.
    pub fn error_at_flush(mut self, error: E) -> MockSink<T, E> {
        self.flush_errors.push_back(error);
        self
    }

    /// Lets the next closing fail; said twice, the next two.
    pub fn error_at_close(mut self, error: E) -> MockSink<T, E> {
        self.close_errors.push_back(error);
        self
    }

    /// Returns what tells the test how the sink stands; a clone of it stays when the sink goes.
    #[must_use]
    pub fn probe(&self) -> &SinkProbe<T> {
        &self.probe
    }

    /// Waits for room, sends the item, and flushes.
    ///
    /// # Errors
    ///
    /// Fails where the script says so.
    ///
    /// # Cancellation
    ///
    /// Dropping the future while it waits for room drops the item.
    pub async fn send(&mut self, item: T) -> Result<(), E> {
        poll_fn(|cx| self.ready_for_item(cx)).await?;
        self.take_item(item)?;
        self.flush().await
    }

    /// Flushes what was sent.
    ///
    /// # Errors
    ///
    /// Fails where the script says so.
    pub async fn flush(&mut self) -> Result<(), E> {
        poll_fn(|cx| Pin::new(&mut *self).poll_flush(cx)).await
    }

    /// Flushes what was sent, and closes the sink.
    ///
    /// # Errors
    ///
    /// Fails where the script says so; the sink is open still.
    pub async fn close(&mut self) -> Result<(), E> {
        poll_fn(|cx| Pin::new(&mut *self).poll_close(cx)).await
    }

    /// Waits for room.
    ///
    /// # Panics
    ///
    /// Panics if the sink has been closed.
    pub fn poll_ready(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), E>> {
        self.get_mut().ready_for_item(cx)
    }

    /// Sends an item.
    ///
    /// # Errors
    ///
    /// Fails where the script says so.
    ///
    /// # Panics
    ///
    /// Panics if the latest poll for room has not said that there is any, and if the sink has been closed.
    pub fn start_send(self: Pin<&mut Self>, item: T) -> Result<(), E> {
        self.get_mut().take_item(item)
    }

    /// Flushes what was sent, at once.
    ///
    /// # Errors
    ///
    /// Fails where the script says so.
    pub fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), E>> {
        let me = self.get_mut();
        me.log().introduce();
        if let Some(error) = me.flush_errors.pop_front() {
            return Poll::Ready(Err(error));
        }
        me.log().state.change(|state| {
            state.flushed = state.sent;
            state.flushes += 1;
        });
        Poll::Ready(Ok(()))
    }

    /// Flushes what was sent, and closes the sink, at once.
    ///
    /// # Errors
    ///
    /// Fails where the script says so; the sink is open still.
    pub fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), E>> {
        let me = self.get_mut();
        me.log().introduce();
        if let Some(error) = me.close_errors.pop_front() {
            return Poll::Ready(Err(error));
        }
        me.log().state.change(|state| {
            state.flushed = state.sent;
            state.is_closed = true;
        });
        Poll::Ready(Ok(()))
    }

    fn ready_for_item(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), E>> {
        self.log().introduce();
        self.refuse_if_closed("`poll_ready`");
        loop {
            let has_room = self.log().state.look(|state| {
                state.is_full = !state.has_room();
                !state.is_full
            });
            if has_room {
                self.pause = None;
                self.is_ready = true;
                return Poll::Ready(Ok(()));
            }
            let log = Arc::clone(self.log());
            let room = async move {
                log.state
                    .until(|state| state.has_room().then_some(()))
                    .await;
            };
            self.pause.get_or_insert_with(|| Pause::new(room));
            ready!(poll_through(&mut self.pause, cx));
        }
    }

    fn take_item(&mut self, item: T) -> Result<(), E> {
        self.log().introduce();
        self.refuse_if_closed("`start_send`");
        if !std::mem::take(&mut self.is_ready) {
            self.breach(
                "`start_send` without a `poll_ready` before it that said that there is room",
            );
        }
        let tried = self.log().state.look(|state| {
            state.tried += 1;
            state.tried
        });
        let error = self
            .item_errors
            .iter()
            .position(|(number, _)| *number == tried);
        if let Some((_, error)) = error.and_then(|position| self.item_errors.remove(position)) {
            return Err(error);
        }
        lock(&self.probe.items).push(item);
        self.log().state.change(|state| {
            state.sent += 1;
            state.room = state.room.map(|room| room.saturating_sub(1));
        });
        Ok(())
    }

    fn refuse_if_closed(&self, what: &str) {
        if self.log().state().is_closed {
            self.breach(&format!("{what} after it was closed"));
        }
    }

    fn breach(&self, what: &str) {
        let (title, sent) = (&self.log().title, self.log().state().sent);
        let message = format!("{title}: {what} (items sent: {sent})");
        self.log().breaches.commit(&message);
    }

    fn log(&self) -> &Arc<Log> {
        &self.probe.log
    }
}

impl State {
    fn has_room(&self) -> bool {
        self.room.is_none_or(|room| room > 0)
    }
}

/// Neither an item nor an error is ever pinned.
impl<T, E> Unpin for MockSink<T, E> {}

impl<T, E> Drop for MockSink<T, E> {
    fn drop(&mut self) {
        self.log().state.look(|state| state.is_full = false);
    }
}

#[cfg(feature = "streams")]
impl<T, E> futures_sink::Sink<T> for MockSink<T, E> {
    type Error = E;

    fn poll_ready(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), E>> {
        self.get_mut().ready_for_item(cx)
    }

    fn start_send(self: Pin<&mut Self>, item: T) -> Result<(), E> {
        self.get_mut().take_item(item)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), E>> {
        MockSink::poll_flush(self, cx)
    }

    fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), E>> {
        MockSink::poll_close(self, cx)
    }
}

impl<T, E> fmt::Debug for MockSink<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockSink")
            .field("probe", &self.probe)
            .finish_non_exhaustive()
    }
}
