//! What virtual time costs: `clock/<runtime>` is a thousand tasks that sleep three times each, and
//! `clock/tokio_paused` the same work on Tokio's own paused clock.
//!
//! `cargo run --release --example sleeps` has a hundred thousand.

use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use runtime_matrix_benches::{native, runtimes, suite};

const TASKS: u64 = 1_000;

fn clock(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("clock");
    for factory in runtimes() {
        group.bench_function(factory.id(), |bencher| {
            bencher.iter_custom(|count| (0..count).map(|_| suite::sleeps(*factory, TASKS)).sum());
        });
    }
    group.bench_function("tokio_paused", |bencher| {
        bencher.iter_custom(|count| (0..count).map(|_| native::paused_sleeps(TASKS)).sum());
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(500));
    targets = clock
}
criterion_main!(benches);
