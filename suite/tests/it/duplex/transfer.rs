//! Up to a quarter of a mebibyte both ways, in pieces of random sizes, over each capacity and with each fault that
//! may only change when bytes arrive: all of them do, once and in order.

use std::time::Duration;

use futures_lite::{AsyncReadExt, AsyncWriteExt};
use rstest::rstest;
use runtime_matrix::{Cell, Faults, Runtime, Stream, Task, duplex, rt};

use crate::on;

const BYTES: usize = 256 << 10;

/// A generator of numbers that look random: xorshift.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// Returns a size from 1 up, small ones as often as large ones.
    fn size(&mut self) -> usize {
        let bits = self.next() % 15;
        1 + usize::try_from(self.next() % (1 << bits)).expect("it is small")
    }

    fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.next().to_le_bytes()[3]).collect()
    }
}

/// Starts one who writes `bytes` and closes, and one who reads to the end; the latter is returned.
fn talk(rt: &Runtime, stream: Stream, bytes: Vec<u8>, seed: u64) -> (Task<()>, Task<Vec<u8>>) {
    let (mut reading, mut writing) = futures_lite::io::split(stream);
    let writer = rt.spawn_named("a writer", async move {
        let mut random = Random(seed);
        let mut rest = &bytes[..];
        while !rest.is_empty() {
            let (piece, later) = rest.split_at(random.size().min(rest.len()));
            writing.write_all(piece).await.expect("the peer reads");
            if random.next() % 4 == 0 {
                writing.flush().await.expect("the peer reads");
            }
            rest = later;
        }
        writing.close().await.expect("the peer reads");
    });
    let reader = rt.spawn_named("a reader", async move {
        let mut random = Random(seed + 1);
        let mut read = Vec::new();
        let mut piece = vec![0; 1 << 15];
        loop {
            let size = random.size();
            match reading.read(&mut piece[..size]).await.expect("no error") {
                0 => return read,
                got => read.extend_from_slice(&piece[..got]),
            }
        }
    });
    (writer, reader)
}

/// Sends random bytes both ways at once, and compares what arrives.
async fn transfer(rt: Runtime, capacity: usize, faults: Faults, bytes: usize) {
    let seed = 0x9E37_79B9 + u64::try_from(capacity).expect("it is small");
    let mut random = Random(seed);
    let sent = [random.bytes(bytes), random.bytes(bytes)];
    let (ours, theirs) = duplex().capacity(capacity).faults(faults).pair(&rt);
    let (writer, reader) = talk(&rt, ours, sent[0].clone(), seed + 2);
    let (their_writer, their_reader) = talk(&rt, theirs, sent[1].clone(), seed + 4);
    for writer in [writer, their_writer] {
        writer.await.expect("it ends");
    }
    // Not `assert_eq`, which would print all of it.
    assert!(
        reader.await.expect("it ends") == sent[1],
        "back: {faults:?}"
    );
    assert!(
        their_reader.await.expect("it ends") == sent[0],
        "there: {faults:?}"
    );
}

/// Returns how much is sent: as much as takes a fraction of a second, since with little room each byte or two take
/// a turn of both ends.
fn bytes(capacity: usize) -> usize {
    match capacity {
        0 => BYTES / 4,
        1 => BYTES / 64,
        2..1024 => BYTES / 16,
        _ => BYTES,
    }
}

#[rstest]
#[case::no_fault(Faults::none())]
#[case::split(Faults::none().split(5))]
#[case::merge(Faults::none().merge(100))]
#[case::both(Faults::none().split(3).merge(10))]
#[runtime_matrix::test]
async fn all_bytes_arrive_in_order(
    #[case] faults: Faults,
    #[values(0, 1, 7, 65536)] capacity: usize,
    rt: Runtime,
) {
    transfer(rt, capacity, faults, bytes(capacity)).await;
}

#[rstest]
#[case::alone(Faults::none())]
#[case::with_split_and_merge(Faults::none().split(11).merge(100))]
#[runtime_matrix::test]
async fn all_bytes_arrive_in_order_with_a_delay(
    #[case] faults: Faults,
    #[values(0, 1, 7, 65536)] capacity: usize,
    rt: Runtime,
) {
    let faults = faults.delay(Duration::from_millis(20));
    // The clock moves each time that the connection is full.
    let bytes = bytes(capacity) / 4;
    let virtually = on::outcome_of(&rt, Cell::virtual_clock, move |rt| {
        transfer(rt, capacity, faults, bytes)
    });
    virtually.await.unwrap();
}
