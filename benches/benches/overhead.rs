//! What a cell and a spawn cost, each beside the runtime's own way: `<workload>/{native,suite}/<runtime>`.
//!
//! `critcmp base -g '(.+)/\w+'` compares runtimes within one baseline. What the suite *adds* is better
//! read from the example `added`, which takes turns between the two within one process.

use std::time::Duration;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use runtime_matrix_benches::{Spawner, native, runtimes, suite};

fn cell(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("cell");
    for factory in runtimes() {
        let runtime = factory.id();
        group.bench_function(BenchmarkId::new("native", runtime), |bencher| {
            bencher.iter(|| native::cell(*factory));
        });
        group.bench_function(BenchmarkId::new("suite", runtime), |bencher| {
            bencher.iter(|| suite::cell(*factory));
        });
    }
    group.finish();
}

fn spawn(criterion: &mut Criterion) {
    for spawner in Spawner::ALL {
        let mut group = criterion.benchmark_group(spawner.name());
        for factory in runtimes() {
            let runtime = factory.id();
            // The runtime is built once a sample, outside of what is timed.
            group.bench_function(BenchmarkId::new("native", runtime), |bencher| {
                bencher.iter_custom(|count| native::spawns(*factory, spawner, count));
            });
            group.bench_function(BenchmarkId::new("suite", runtime), |bencher| {
                bencher.iter_custom(|count| suite::spawns(*factory, spawner, count));
            });
        }
        group.finish();
    }
}

criterion_group! {
    name = overhead;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2));
    targets = cell, spawn
}
criterion_main!(overhead);
