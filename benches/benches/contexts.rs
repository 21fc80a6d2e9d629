//! What set-up and teardown cost: `context/with/<runtime>`, and `context/server/{suite,by_hand}/<transport>/<runtime>`.

use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use runtime_matrix::Transport;
use runtime_matrix_benches::{contexts, runtimes};

fn with(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("context/with");
    for factory in runtimes() {
        group.bench_function(factory.id(), |bencher| {
            bencher.iter_custom(|count| contexts::with(*factory, count));
        });
    }
    group.finish();
}

fn server(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("context/server");
    for factory in runtimes() {
        for transport in Transport::ALL {
            let name = format!("{transport}/{}", factory.id());
            group.bench_function(format!("suite/{name}"), |bencher| {
                bencher.iter_custom(|count| contexts::server(*factory, transport, count));
            });
            group.bench_function(format!("by_hand/{name}"), |bencher| {
                bencher.iter_custom(|count| contexts::by_hand(*factory, transport, count));
            });
        }
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(500));
    targets = with, server
}
criterion_main!(benches);
