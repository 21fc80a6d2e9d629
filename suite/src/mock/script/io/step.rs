use std::{fmt, io, time::Duration};

use crate::{events::event::Event, mock::script::io::bytes::told, tracking::place::Place};

/// One step of a connection's script, and where it was written.
#[derive(Debug)]
pub(super) struct Step {
    /// Counts from 1.
    pub(super) number: usize,
    pub(super) what: What,
    pub(super) place: Place,
}

#[derive(Debug)]
pub(super) enum What {
    /// These bytes can be read.
    Read(Vec<u8>),
    /// These bytes have to be written, so many at a time at most.
    Write(Vec<u8>, usize),
    ReadError(io::Error),
    WriteError(io::Error),
    Flush,
    Close,
    /// What is read is over.
    End,
    Pending,
    Wait(Duration),
    Until(Event),
}

/// Whose turn it is at a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Reads,
    Writes,
}

impl What {
    /// Returns whose turn it is; a pause is for whoever comes after it.
    pub(super) fn side(&self) -> Option<Side> {
        match self {
            What::Read(_) | What::ReadError(_) | What::End => Some(Side::Reads),
            What::Write(..) | What::WriteError(_) | What::Flush | What::Close => Some(Side::Writes),
            What::Pending | What::Wait(_) | What::Until(_) => None,
        }
    }

    pub(super) fn is_pause(&self) -> bool {
        self.side().is_none()
    }

    /// Tells whether the code under test has to do something for it.
    pub(super) fn is_owed(&self) -> bool {
        !self.is_pause() && !matches!(self, What::End)
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            What::Read(bytes) => write!(f, "`read` of {}", told(bytes, 0)),
            What::Write(bytes, _) => write!(f, "`write` of {}", told(bytes, 0)),
            What::ReadError(error) => write!(f, "`read_error` ({error})"),
            What::WriteError(error) => write!(f, "`write_error` ({error})"),
            What::Flush => f.write_str("`flush`"),
            What::Close => f.write_str("`close`"),
            What::End => f.write_str("`end`"),
            What::Pending => f.write_str("`pending`"),
            What::Wait(time) => write!(f, "`wait` of {time:?}"),
            What::Until(_) => f.write_str("`pending_until`"),
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Step {
            number,
            what,
            place,
        } = self;
        write!(f, "step {number}, {what} at {place}")
    }
}
