//! Code of somebody's, benched on every runtime with one loop: `channel/<runtime>` is a hundred messages that a task
//! sends through a channel of the crate async-channel.

use std::time::Duration;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use runtime_matrix_benches::runtimes;
use runtime_matrix_criterion::{BenchRuntime, Executor, Shutdown};

const MESSAGES: u32 = 100;

fn channel(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("channel");
    for factory in runtimes() {
        // Out here, so that building it is not what is timed.
        let runtime = BenchRuntime::new(*factory).expect("the machine has threads");
        group.bench_function(BenchmarkId::from_parameter(factory.id()), |bencher| {
            bencher
                .to_async(&runtime)
                .iter(|| send_and_receive(&**runtime.executor()));
        });
        // Its threads are gone before the next one is timed.
        assert_eq!(runtime.shutdown(), Shutdown::Complete);
    }
    group.finish();
}

async fn send_and_receive(executor: &dyn Executor) {
    let (sender, receiver) = async_channel::bounded(10);
    let sending = executor.spawn(Box::pin(async move {
        for number in 0..MESSAGES {
            sender.send(number).await.expect("the root receives");
        }
    }));
    for number in 0..MESSAGES {
        assert_eq!(receiver.recv().await, Ok(number));
    }
    sending.join_native().await;
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(500));
    targets = channel
}
criterion_main!(benches);
