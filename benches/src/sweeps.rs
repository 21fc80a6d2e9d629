//! An operation with so many suspension points, disturbed in each way at each of them.

use std::time::{Duration, Instant};

use futures_lite::future::yield_now;
use runtime_matrix::cancel;

/// Sweeps an operation that suspends that often, on `sim`, and returns how long that took.
///
/// # Panics
///
/// Panics if the sweep finds anything, or has not been at each point.
pub(crate) fn sweep(points: u64) -> Duration {
    let points = usize::try_from(points).expect("it fits");
    let start = Instant::now();
    let swept = cancel::sweep(
        |_| async {},
        move |_, ()| {
            Box::pin(async move {
                for _ in 0..points {
                    yield_now().await;
                }
            })
        },
    );
    let swept = swept.cells(&["sim"]).points(points).run();
    let time = start.elapsed();
    assert_eq!(swept.points(), points, "{swept}");
    assert!(swept.replays() > points, "{swept}");
    swept.unwrap();
    time
}
