use std::{fmt, panic::Location};

use crate::{
    mock::script::stream::{MockStream, log::Log, program::Program, title},
    tracking::place::Place,
};

/// A script from which any number of streams start, each at the beginning: what is iterated again and again.
///
/// Made by [`MockStream::restartable`].
///
/// ```
/// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|_: runtime_matrix::Runtime| async move {
/// let script = runtime_matrix::mock::mock_stream(["ping", "pong"]).restartable();
/// for _ in 0..2 {
///     let mut stream = script.start();
///     assert_eq!(stream.next().await, Some("ping"));
/// }
/// # }).unwrap();
/// ```
#[derive(Clone)]
pub struct StreamScript<T> {
    pub(super) program: Program<T>,
}

impl<T: Clone> StreamScript<T> {
    /// Returns a stream that begins at the script's beginning, with counts of its own. Reports call it by the
    /// place of this call.
    #[track_caller]
    pub fn start(&self) -> MockStream<T> {
        let place = Place::from(Location::caller());
        MockStream {
            program: self.program.clone(),
            pause: None,
            log: Log::new(title(place)),
        }
    }
}

impl<T> fmt::Debug for StreamScript<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StreamScript")
            .field("steps", &self.program.steps.len())
            .finish_non_exhaustive()
    }
}
