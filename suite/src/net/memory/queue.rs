use std::{collections::VecDeque, io, time::Duration};

/// What was written and not read yet, in order: what has arrived, what is under way, and what is held back.
#[derive(Debug, Default)]
pub(super) struct Queue {
    bytes: VecDeque<u8>,
    arrived: usize,
    under_way: VecDeque<Batch>,
    held: usize,
}

/// Some bytes that arrive together.
#[derive(Debug)]
struct Batch {
    at: Duration,
    bytes: usize,
}

impl Queue {
    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub(super) fn is_under_way(&self) -> bool {
        !self.under_way.is_empty()
    }

    /// Returns how many bytes are held back.
    pub(super) fn held(&self) -> usize {
        self.held
    }

    /// Returns when the next bytes arrive.
    pub(super) fn arrives(&self) -> Option<Duration> {
        self.under_way.front().map(|batch| batch.at)
    }

    /// Returns when the last bytes arrive.
    pub(super) fn arrives_last(&self) -> Option<Duration> {
        self.under_way.back().map(|batch| batch.at)
    }

    /// Adds bytes, which are held back at first.
    pub(super) fn write(&mut self, from: &[u8]) {
        self.bytes.extend(from);
        self.held += from.len();
    }

    /// Sends off what is held back; `true` if there was any.
    pub(super) fn let_go(&mut self, now: Duration, delay: Duration) -> bool {
        let bytes = std::mem::take(&mut self.held);
        if bytes == 0 {
            return false;
        }
        let earliest = self.arrives_last().unwrap_or_default();
        if delay.is_zero() && self.under_way.is_empty() {
            self.arrived += bytes;
        } else {
            let at = now.saturating_add(delay).max(earliest);
            self.under_way.push_back(Batch { at, bytes });
        }
        true
    }

    /// Takes bytes that have arrived by now.
    pub(super) fn read(&mut self, into: &mut [u8], now: Duration) -> usize {
        while let Some(batch) = self.under_way.pop_front() {
            if batch.at > now {
                self.under_way.push_front(batch);
                break;
            }
            self.arrived += batch.bytes;
        }
        let most = self.arrived.min(into.len());
        let read = io::Read::read(&mut self.bytes, &mut into[..most]).unwrap_or_default();
        self.arrived -= read;
        read
    }
}
