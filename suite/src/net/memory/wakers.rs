use std::{mem, task::Waker};

/// Who waits at the two ends of a pipe.
#[derive(Debug, Default)]
pub(super) struct Wakers {
    reader: Option<Waker>,
    writer: Option<Waker>,
}

/// Wakers that are to be used, or dropped, once the lock is free: either may come back to the pipe.
#[derive(Debug, Default)]
#[must_use = "who is taken out is woken"]
pub(super) struct Woken {
    wakers: [Option<Waker>; 2],
    stale: Option<Waker>,
}

impl Wakers {
    /// Keeps the waker of who reads, in place of the one before.
    pub(super) fn keep_reader(&mut self, waker: &Waker) -> Woken {
        keep(&mut self.reader, waker)
    }

    /// Keeps the waker of who writes, in place of the one before.
    pub(super) fn keep_writer(&mut self, waker: &Waker) -> Woken {
        keep(&mut self.writer, waker)
    }

    pub(super) fn take_reader(&mut self) -> Woken {
        Woken {
            wakers: [self.reader.take(), None],
            stale: None,
        }
    }

    pub(super) fn take_writer(&mut self) -> Woken {
        Woken {
            wakers: [None, self.writer.take()],
            stale: None,
        }
    }

    pub(super) fn take(&mut self) -> Woken {
        let Wakers { reader, writer } = mem::take(self);
        Woken {
            wakers: [reader, writer],
            stale: None,
        }
    }
}

fn keep(place: &mut Option<Waker>, waker: &Waker) -> Woken {
    let stale = match place {
        Some(known) if known.will_wake(waker) => None,
        _ => place.replace(waker.clone()),
    };
    Woken {
        wakers: [None, None],
        stale,
    }
}

impl Woken {
    /// Returns both, of which one has nobody that the other one has.
    pub(super) fn and(self, other: Woken) -> Woken {
        let [reader, writer] = self.wakers;
        let [other_reader, other_writer] = other.wakers;
        Woken {
            wakers: [reader.or(other_reader), writer.or(other_writer)],
            stale: self.stale.or(other.stale),
        }
    }

    pub(super) fn wake(self) {
        self.wakers.into_iter().flatten().for_each(Waker::wake);
    }
}
