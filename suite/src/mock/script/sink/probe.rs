use std::{
    fmt,
    sync::{Arc, Mutex},
};

use crate::{
    mock::script::sink::{difference::difference, log::Log},
    sync::lock,
};

/// What a test sees of a [`MockSink`](super::MockSink) that the code under test owns. Clones see the same sink.
pub struct SinkProbe<T> {
    pub(super) log: Arc<Log>,
    /// Under a lock of its own, which nobody takes who is not the test.
    pub(super) items: Arc<Mutex<Vec<T>>>,
}

impl<T> SinkProbe<T> {
    /// Returns the items that were sent, in order.
    #[must_use]
    pub fn items(&self) -> Vec<T>
    where
        T: Clone,
    {
        lock(&self.items).clone()
    }

    /// Asserts that just these items were sent, in that order.
    ///
    /// # Panics
    ///
    /// Panics if not, with the items that are missing and those that are there instead.
    ///
    /// ```
    /// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|_: runtime_matrix::Runtime| async move {
    /// let mut sink = runtime_matrix::mock::mock_sink();
    /// sink.send("ping").await.unwrap();
    /// sink.probe().assert_items(["ping"]);
    /// # }).unwrap();
    /// ```
    #[track_caller]
    pub fn assert_items(&self, expected: impl IntoIterator<Item = T>)
    where
        T: PartialEq + fmt::Debug,
    {
        let expected: Vec<T> = expected.into_iter().collect();
        let difference = difference(&expected, &lock(&self.items));
        if let Some(difference) = difference {
            panic!("{}: {difference}", self.log.title);
        }
    }

    /// Asserts that each item that was sent has been flushed, by a flush or by closing.
    ///
    /// # Panics
    ///
    /// Panics if not.
    #[track_caller]
    pub fn assert_flushed(&self) {
        let (title, state) = (&self.log.title, self.log.state());
        assert!(
            state.flushed == state.sent,
            "{title}: {} of {} items have been flushed (flushes: {})",
            state.flushed,
            state.sent,
            state.flushes
        );
    }

    /// Asserts that the sink has been closed.
    ///
    /// # Panics
    ///
    /// Panics if not.
    #[track_caller]
    pub fn assert_closed(&self) {
        let (title, state) = (&self.log.title, self.log.state());
        assert!(
            state.is_closed,
            "{title} has not been closed (items sent: {}, flushes: {})",
            state.sent, state.flushes
        );
    }

    /// Returns how often a flush was completed; closing is none.
    #[must_use]
    pub fn flushes(&self) -> usize {
        self.log.state().flushes
    }

    /// Tells whether the sink has been closed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.log.state().is_closed
    }

    /// Makes room for that many items more, and wakes who waits for it. The items stay recorded.
    ///
    /// # Panics
    ///
    /// Panics if the sink takes any number.
    #[track_caller]
    pub fn drain(&self, count: usize) {
        let drained = self.log.state.change(|state| {
            let room = state.room.as_mut()?;
            *room = room.saturating_add(count);
            Some(())
        });
        let title = &self.log.title;
        assert!(
            drained.is_some(),
            "{title} takes any number of items, so nothing can be drained: say `MockSink::accepts` first"
        );
    }
}

impl<T> Clone for SinkProbe<T> {
    fn clone(&self) -> SinkProbe<T> {
        SinkProbe {
            log: Arc::clone(&self.log),
            items: Arc::clone(&self.items),
        }
    }
}

impl<T> fmt::Debug for SinkProbe<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.log.state();
        f.debug_struct("SinkProbe")
            .field("sent", &state.sent)
            .field("flushed", &state.flushed)
            .field("is_closed", &state.is_closed)
            .finish_non_exhaustive()
    }
}
