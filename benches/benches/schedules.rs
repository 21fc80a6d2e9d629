//! How long one random schedule takes: `schedules/sim` and `schedules/shuttle`.

use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use runtime_matrix_benches::schedules;

fn schedule(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("schedules");
    group.bench_function("sim", |bencher| bencher.iter_custom(schedules::sim));
    group.bench_function("shuttle", |bencher| bencher.iter_custom(schedules::shuttle));
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(500));
    targets = schedule
}
criterion_main!(benches);
