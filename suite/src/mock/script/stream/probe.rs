use std::{fmt, sync::Arc};

use crate::mock::script::stream::log::{Counts, Log};

/// What a test sees of a [`MockStream`](super::MockStream) that the code under test owns. Clones see the same
/// stream.
#[derive(Clone)]
pub struct StreamProbe {
    pub(super) log: Arc<Log>,
}

impl StreamProbe {
    /// Returns how many items were taken.
    #[must_use]
    pub fn taken(&self) -> usize {
        self.log.counts().taken
    }

    /// Returns how often the stream was polled.
    #[must_use]
    pub fn polls(&self) -> usize {
        self.log.counts().polls
    }

    /// Tells whether the stream has said that it is over.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.log.counts().has_ended
    }

    /// Returns how often the stream was polled after it had said that it is over.
    #[must_use]
    pub fn polls_after_end(&self) -> usize {
        self.log.counts().polls_after_end
    }
}

impl fmt::Debug for StreamProbe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Counts {
            polls,
            taken,
            has_ended,
            ..
        } = self.log.counts();
        f.debug_struct("StreamProbe")
            .field("taken", &taken)
            .field("polls", &polls)
            .field("has_ended", &has_ended)
            .finish_non_exhaustive()
    }
}
