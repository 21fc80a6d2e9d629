//! One call of an async method whose two arguments are matched, through the suite's mock and through
//! mockall's, polled by hand.

use std::{
    future::Future,
    hint::black_box,
    pin::pin,
    task::{Context, Poll, Waker},
    time::{Duration, Instant},
};

use mockall::predicate::eq;
use runtime_matrix::{Cell, Sim, mock::AsyncMock};

/// So many calls are noted down before the log is emptied, outside of what is timed.
const BATCH: u64 = 1_000;

#[mockall::automock]
trait Store {
    async fn put(&self, key: u32, value: u32) -> u32;
}

#[mockall::automock]
#[async_trait::async_trait]
trait BoxedStore {
    async fn put(&self, key: u32, value: u32) -> u32;
}

/// Like [`mockall()`], for a trait of async-trait's, each call of which is a box.
///
/// # Panics
///
/// Panics if an answer is wrong.
pub(crate) fn mockall_boxed(count: u64) -> Duration {
    let mut store = MockBoxedStore::new();
    store.expect_put().with(eq(1), eq(2)).returning(|_, _| 3);
    timed(count, || store.put(black_box(1), black_box(2)))
}

/// Calls a mock of mockall's that often, and returns how long that took.
///
/// # Panics
///
/// Panics if an answer is wrong.
pub(crate) fn mockall(count: u64) -> Duration {
    let mut store = MockStore::new();
    store.expect_put().with(eq(1), eq(2)).returning(|_, _| 3);
    timed(count, || store.put(black_box(1), black_box(2)))
}

/// Calls a mock of the suite's that often, inside a cell, and returns how long that took; each call is noted
/// down with its place, its await and its end.
///
/// # Panics
///
/// Panics if an answer is wrong, or a call is not in the log.
pub(crate) fn suite(count: u64) -> Duration {
    in_cell(count, |put| {
        put.when((1, 2)).returns(3);
    })
}

/// Calls a mock of the suite's whose arguments are recorded and not matched.
///
/// # Panics
///
/// Panics if an answer is wrong, or a call is not in the log.
pub(crate) fn unmatched(count: u64) -> Duration {
    in_cell(count, |put| {
        put.returns(3);
    })
}

fn in_cell(count: u64, prepare: fn(&AsyncMock<(u32, u32), u32>)) -> Duration {
    let (sender, receiver) = std::sync::mpsc::channel();
    Cell::new(&Sim)
        .run(move |_| async move {
            let put = AsyncMock::<(u32, u32), u32>::new("put");
            prepare(&put);
            let mut time = Duration::ZERO;
            for batch in batches(count) {
                time += timed(batch, || put.call(black_box(1), black_box(2)));
                assert_eq!(put.completed_count() as u64, batch);
                put.reset();
            }
            sender.send(time).expect("the receiver waits");
        })
        .unwrap();
    receiver.recv().expect("the cell sends its time")
}

fn batches(count: u64) -> impl Iterator<Item = u64> {
    (0..count.div_ceil(BATCH)).map(move |batch| BATCH.min(count - batch * BATCH))
}

fn timed<F: Future<Output = u32>>(count: u64, mut call: impl FnMut() -> F) -> Duration {
    let mut cx = Context::from_waker(Waker::noop());
    let start = Instant::now();
    for _ in 0..count {
        let polled = pin!(call()).poll(&mut cx);
        assert_eq!(polled, Poll::Ready(3));
    }
    start.elapsed()
}
