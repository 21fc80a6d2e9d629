//! How far a connection's script has come, and what it has to say to each operation.

use std::{collections::VecDeque, io};

use crate::mock::script::io::{
    bytes::{first_difference, told},
    step::{Side, Step, What},
};

/// How far a script has come.
#[derive(Debug, Default)]
pub(super) struct Play {
    pub(super) steps: VecDeque<Step>,
    pub(super) total: usize,
    /// How many bytes of the first step have been read or written.
    pub(super) offset: usize,
    pub(super) has_ended: bool,
    pub(super) is_closed: bool,
    pub(super) read: usize,
    pub(super) written: Vec<u8>,
    pub(super) flushes: usize,
    /// What the latest read and the latest write, flush or closing were left waiting for.
    pub(super) waiting: [Option<String>; 2],
}

/// What a script says to an operation.
pub(super) enum Answer<T> {
    Now(T),
    /// Not before the script has gone on by other operations.
    Later,
    /// The first step is one that waits: see to it, and ask again.
    Pause,
    /// It is against the script.
    Breach(String),
}

/// Something other than a read.
#[derive(Clone, Copy, Debug)]
pub(super) enum Writing<'a> {
    Write(&'a [u8]),
    Flush,
    Close,
}

impl Play {
    pub(super) fn new(steps: Vec<Step>) -> Play {
        let mut play = Play {
            total: steps.len(),
            steps: steps.into(),
            ..Play::default()
        };
        play.skip_end();
        play
    }

    /// Goes to the next step. An end is reached, not done.
    pub(super) fn advance(&mut self) -> Option<Step> {
        let past = self.steps.pop_front();
        self.offset = 0;
        self.skip_end();
        past
    }

    fn skip_end(&mut self) {
        while matches!(
            self.steps.front(),
            Some(Step {
                what: What::End,
                ..
            })
        ) {
            self.steps.pop_front();
            self.has_ended = true;
        }
    }

    /// Tells whether nothing is left that the code under test has to do.
    pub(super) fn is_finished(&self) -> bool {
        self.owed().next().is_none()
    }

    /// Returns the steps that are left for the code under test.
    pub(super) fn owed(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| step.what.is_owed())
    }

    pub(super) fn read(&mut self, into: &mut [u8]) -> Answer<io::Result<usize>> {
        if self.has_ended {
            return Answer::Now(Ok(0));
        }
        match self.front() {
            Some(What::Read(_)) => Answer::Now(Ok(self.give(into))),
            Some(What::ReadError(_)) => Answer::Now(Err(self.take_error())),
            Some(what) if what.is_pause() && self.turn() != Some(Side::Writes) => Answer::Pause,
            _ => Answer::Later,
        }
    }

    pub(super) fn write(&mut self, writing: Writing<'_>) -> Answer<io::Result<usize>> {
        if self.is_closed {
            return Answer::Now(after_close(writing));
        }
        if self.turn() != Some(Side::Writes) {
            return self.write_early(writing);
        }
        match (self.front(), writing) {
            (Some(what), _) if what.is_pause() => Answer::Pause,
            (Some(What::Write(expected, most)), Writing::Write(from)) => {
                let left = &expected[self.offset..];
                let count = left.len().min(from.len()).min(*most);
                match first_difference(left, &from[..count]) {
                    Some(at) => Answer::Breach(self.differs(from, at)),
                    None => Answer::Now(Ok(self.take(&from[..count]))),
                }
            }
            (Some(What::WriteError(_)), Writing::Write(_)) => Answer::Now(Err(self.take_error())),
            (Some(What::Flush), Writing::Flush) | (Some(What::Close), Writing::Close) => {
                self.advance();
                Answer::Now(Ok(self.finish(writing)))
            }
            (_, Writing::Flush) => Answer::Now(Ok(self.finish(writing))),
            (_, Writing::Write(_) | Writing::Close) => Answer::Breach(self.unexpected(writing)),
        }
    }

    /// Answers while something is to be read first, or nothing is left.
    fn write_early(&mut self, writing: Writing<'_>) -> Answer<io::Result<usize>> {
        let mut steps = self.steps.iter().map(|step| &step.what);
        match (
            steps.find(|what| what.side() == Some(Side::Writes)),
            writing,
        ) {
            (_, Writing::Flush) | (None, Writing::Close) => Answer::Now(Ok(self.finish(writing))),
            (Some(What::Write(..) | What::WriteError(_)), Writing::Write(_))
            | (Some(What::Close), Writing::Close) => Answer::Later,
            _ => Answer::Breach(self.unexpected(writing)),
        }
    }

    pub(super) fn front(&self) -> Option<&What> {
        self.steps.front().map(|step| &step.what)
    }

    /// Returns whose turn it is, after what pauses.
    fn turn(&self) -> Option<Side> {
        self.steps.iter().find_map(|step| step.what.side())
    }

    fn give(&mut self, into: &mut [u8]) -> usize {
        let Some(What::Read(bytes)) = self.steps.front().map(|step| &step.what) else {
            return 0;
        };
        let left = &bytes[self.offset..];
        let count = left.len().min(into.len());
        let is_whole = count == left.len();
        into[..count].copy_from_slice(&left[..count]);
        self.read += count;
        self.offset += count;
        if is_whole {
            self.advance();
        }
        count
    }

    /// Says what an operation waits for.
    pub(super) fn blocker(&self) -> String {
        match self.steps.front() {
            Some(step) => format!("for {step}"),
            None => format!(
                "although the script is over (steps: {}): say `end` in it if what is read ends",
                self.total
            ),
        }
    }

    fn take(&mut self, bytes: &[u8]) -> usize {
        self.written.extend_from_slice(bytes);
        self.offset += bytes.len();
        let is_whole = matches!(
            self.steps.front(),
            Some(Step { what: What::Write(expected, _), .. }) if expected.len() == self.offset
        );
        if is_whole {
            self.advance();
        }
        bytes.len()
    }

    fn finish(&mut self, writing: Writing<'_>) -> usize {
        match writing {
            Writing::Flush => self.flushes += 1,
            Writing::Close => self.is_closed = true,
            Writing::Write(_) => {}
        }
        0
    }

    fn take_error(&mut self) -> io::Error {
        match self.advance().map(|step| step.what) {
            Some(What::ReadError(error) | What::WriteError(error)) => error,
            _ => io::ErrorKind::Other.into(),
        }
    }

    /// Says that other bytes are written than the first step expects.
    fn differs(&self, from: &[u8], at: usize) -> String {
        let Some(step) = self.steps.front() else {
            return String::new();
        };
        let What::Write(expected, _) = &step.what else {
            return String::new();
        };
        let (number, total, place) = (step.number, self.total, step.place);
        let index = self.offset + at;
        let (expected, actual) = (told(&expected[self.offset..], at), told(from, at));
        format!(
            "the write differs at byte {index} of step {number} of {total} (`write` at {place})\n  expected: \
             {expected}\n    actual: {actual}"
        )
    }

    fn unexpected(&self, writing: Writing<'_>) -> String {
        let what = match writing {
            Writing::Write(from) => format!("write of {}", told(from, 0)),
            Writing::Flush => "flush".to_owned(),
            Writing::Close => "closing".to_owned(),
        };
        match self.owed().next() {
            Some(step) => {
                let total = self.total;
                format!("unexpected {what}: of {total} steps, the next is {step}")
            }
            None => format!(
                "unexpected {what}: the script is over (steps: {})",
                self.total
            ),
        }
    }
}

/// What a connection says that was closed.
fn after_close(writing: Writing<'_>) -> io::Result<usize> {
    match writing {
        Writing::Flush | Writing::Close => Ok(0),
        Writing::Write(_) => Err(io::Error::new(
            io::ErrorKind::BrokenPipe,
            "the scripted connection was closed before",
        )),
    }
}
