use std::{fmt, sync::Arc};

use crate::mock::script::io::{log::Log, play::Play};

/// What a test sees of a [`MockIo`](super::MockIo) that the code under test owns. Clones see the same one.
#[derive(Clone)]
pub struct IoProbe {
    pub(super) log: Arc<Log>,
}

impl IoProbe {
    /// Returns all that was written so far.
    #[must_use]
    pub fn written(&self) -> Vec<u8> {
        self.log.play.look(|play| play.written.clone())
    }

    /// Returns how many bytes were read so far.
    #[must_use]
    pub fn read(&self) -> usize {
        self.log.play.look(|play| play.read)
    }

    /// Returns how often a flush was completed.
    #[must_use]
    pub fn flushes(&self) -> usize {
        self.log.play.look(|play| play.flushes)
    }

    /// Tells whether the connection has been closed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.log.play.look(|play| play.is_closed)
    }

    /// Tells whether the code under test has done all that the script expects of it.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.log.play.look(|play| play.is_finished())
    }

    /// Waits until the code under test has done all that the script expects of it.
    ///
    /// # Cancellation
    ///
    /// Dropping the future has no effect.
    ///
    /// ```
    /// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
    /// use futures_lite::AsyncWriteExt;
    /// let mut io = runtime_matrix::mock::MockIo::script().write("ping").build();
    /// let probe = io.probe();
    /// rt.spawn(async move { io.write_all(b"ping").await.unwrap() }).detach();
    /// probe.wait_finished().await;
    /// assert_eq!(probe.written(), b"ping");
    /// # }).unwrap();
    /// ```
    pub fn wait_finished(&self) -> impl Future<Output = ()> + Send + use<> {
        let log = Arc::clone(&self.log);
        let is_finished = |play: &mut Play| play.is_finished().then_some(());
        async move { log.play.until(is_finished).await }
    }

    /// Asserts that the code under test has done all that the script expects of it.
    ///
    /// # Panics
    ///
    /// Panics if not, with the steps that are left.
    #[track_caller]
    pub fn assert_finished(&self) {
        if let Some((message, details)) = self.log.unfinished() {
            panic!("{message}\n{}", details.join("\n"));
        }
    }
}

impl fmt::Debug for IoProbe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.log.play.look(|play| {
            f.debug_struct("IoProbe")
                .field("steps_left", &play.steps.len())
                .field("read", &play.read)
                .field("written", &play.written.len())
                .field("is_closed", &play.is_closed)
                .finish_non_exhaustive()
        })
    }
}
