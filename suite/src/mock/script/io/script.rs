use std::{fmt, io, panic::Location, time::Duration};

use crate::{
    events::event::Event,
    mock::script::io::{
        MockIo,
        step::{Step, What},
    },
    tracking::place::Place,
};

/// The script of a [`MockIo`](super::MockIo), written step by step; [`MockIo::script`] begins one.
#[must_use = "a script does nothing until it is built"]
pub struct IoScript {
    steps: Vec<Step>,
    place: Place,
    write_at_most: usize,
}

impl IoScript {
    pub(super) fn new(place: Place) -> IoScript {
        IoScript {
            steps: Vec::new(),
            place,
            write_at_most: usize::MAX,
        }
    }

    /// Adds bytes that can be read, over as many reads as their buffers take.
    ///
    /// # Panics
    ///
    /// Panics if there are none, and after [`end`](IoScript::end).
    #[track_caller]
    pub fn read(self, bytes: impl AsRef<[u8]>) -> IoScript {
        let bytes = bytes.as_ref().to_vec();
        assert!(
            !bytes.is_empty(),
            "a script's `read` of no bytes would be the end of what is read: say `end`"
        );
        self.with(What::Read(bytes))
    }

    /// Adds bytes that have to be written, over as many writes as the code under test likes.
    ///
    /// # Panics
    ///
    /// Panics if there are none, and after [`close`](IoScript::close).
    #[track_caller]
    pub fn write(self, bytes: impl AsRef<[u8]>) -> IoScript {
        let bytes = bytes.as_ref().to_vec();
        assert!(
            !bytes.is_empty(),
            "a script's `write` of no bytes expects nothing"
        );
        let most = self.write_at_most;
        self.with(What::Write(bytes, most))
    }

    /// Lets each write to the steps from here on take that many bytes at most: short writes.
    ///
    /// # Panics
    ///
    /// Panics if `count` is 0.
    #[track_caller]
    pub fn write_at_most(mut self, count: usize) -> IoScript {
        assert!(
            count > 0,
            "a write that takes no byte would never end: say `write_error`"
        );
        self.write_at_most = count;
        self
    }

    /// Adds a read that fails.
    ///
    /// # Panics
    ///
    /// Panics after [`end`](IoScript::end).
    #[track_caller]
    pub fn read_error(self, error: io::Error) -> IoScript {
        self.with(What::ReadError(error))
    }

    /// Adds a write that fails.
    ///
    /// # Panics
    ///
    /// Panics after [`close`](IoScript::close).
    #[track_caller]
    pub fn write_error(self, error: io::Error) -> IoScript {
        self.with(What::WriteError(error))
    }

    /// Adds a flush that has to come before anything else is written. Elsewhere a flush may come or not.
    ///
    /// # Panics
    ///
    /// Panics after [`close`](IoScript::close).
    #[track_caller]
    pub fn flush(self) -> IoScript {
        self.with(What::Flush)
    }

    /// Adds that the connection has to be closed. Without it, closing may come or not, once all that the
    /// script expects has been written.
    ///
    /// # Panics
    ///
    /// Panics after another one.
    #[track_caller]
    pub fn close(self) -> IoScript {
        self.with(What::Close)
    }

    /// Adds the end of what is read: from here on a read gives 0 bytes. Nobody has to read it.
    ///
    /// # Panics
    ///
    /// Panics after another one.
    #[track_caller]
    pub fn end(self) -> IoScript {
        self.with(What::End)
    }

    /// Adds a pending point: the operation that comes to it returns `Pending`, and wakes its task at once.
    #[track_caller]
    pub fn pending(self) -> IoScript {
        self.with(What::Pending)
    }

    /// Adds a pending point that lasts until the event is set.
    #[track_caller]
    pub fn pending_until(self, event: &Event) -> IoScript {
        self.with(What::Until(event.clone()))
    }

    /// Adds a time on the cell's clock, which runs from the operation on that comes to it.
    ///
    /// That operation panics if it is not in a cell.
    #[track_caller]
    pub fn wait(self, duration: Duration) -> IoScript {
        self.with(What::Wait(duration))
    }

    /// Returns the object that follows the script.
    pub fn build(self) -> MockIo {
        MockIo::new(self.steps, self.place)
    }

    #[track_caller]
    fn with(mut self, what: What) -> IoScript {
        let is_late = |last: &What| match last {
            What::End => matches!(what, What::Read(_) | What::ReadError(_) | What::End),
            What::Close => matches!(
                what,
                What::Write(..) | What::WriteError(_) | What::Flush | What::Close
            ),
            _ => false,
        };
        if let Some(last) = self.steps.iter().find(|step| is_late(&step.what)) {
            panic!("a script never comes to {what} after {last}");
        }
        self.steps.push(Step {
            number: self.steps.len() + 1,
            what,
            place: Location::caller().into(),
        });
        self
    }
}

impl fmt::Debug for IoScript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IoScript")
            .field("steps", &self.steps.len())
            .finish_non_exhaustive()
    }
}
