use std::sync::Arc;

use crate::stream_checks::rule::Stop;

/// A prime, so that no size of a chunk divides it: what is lost, doubled or swapped does not fit.
const PERIOD: usize = 65_521;

/// The bytes that are sent in one direction, of which each has its place.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    block: Arc<[u8]>,
    /// Where in the block the direction's first byte is.
    start: usize,
}

impl Pattern {
    pub(super) fn new(seed: u64) -> Pattern {
        let mut draw = Draw::new(seed);
        let block = (0..PERIOD).map(|_| draw.next().to_le_bytes()[0]).collect();
        Pattern { block, start: 0 }
    }

    /// Returns other bytes, for the way back.
    pub(super) fn reversed(&self) -> Pattern {
        Pattern {
            block: Arc::clone(&self.block),
            start: self.start + PERIOD / 2,
        }
    }

    /// Returns the bytes from that place on.
    pub(super) fn bytes(&self, place: usize, count: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(count);
        let mut from = (self.start + place) % PERIOD;
        while bytes.len() < count {
            let part = (count - bytes.len()).min(PERIOD - from);
            bytes.extend_from_slice(&self.block[from..from + part]);
            from = 0;
        }
        bytes
    }

    /// Compares what came with the bytes from that place on.
    pub(super) fn compare(&self, place: usize, got: &[u8]) -> Result<(), Stop> {
        let expected = self.bytes(place, got.len());
        match expected
            .iter()
            .zip(got)
            .position(|(expected, got)| expected != got)
        {
            None => Ok(()),
            Some(first) => Err(Stop::Broken(format!(
                "expected the bytes as they were written, but from byte {} on others came",
                place + first
            ))),
        }
    }
}

/// Draws numbers by a seed (`SplitMix64`).
#[derive(Clone, Debug)]
pub(super) struct Draw {
    state: u64,
}

impl Draw {
    pub(super) fn new(seed: u64) -> Draw {
        Draw { state: seed }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Draws a number from 1 to `most`.
    pub(super) fn up_to(&mut self, most: usize) -> usize {
        let drawn = self.next() % most as u64;
        1 + usize::try_from(drawn).unwrap_or_default()
    }
}
