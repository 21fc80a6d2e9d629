//! What a call of a mock costs: `mock_call/{mockall,suite,unmatched}`.

use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use runtime_matrix_benches::mocks;

fn mock_call(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("mock_call");
    group.bench_function("mockall", |bencher| bencher.iter_custom(mocks::mockall));
    group.bench_function("suite", |bencher| bencher.iter_custom(mocks::suite));
    group.bench_function("unmatched", |bencher| bencher.iter_custom(mocks::unmatched));
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2));
    targets = mock_call
}
criterion_main!(benches);
