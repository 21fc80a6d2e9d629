use std::{cell::RefCell, num::NonZeroUsize, rc::Rc, time::Duration};

use criterion::{BenchmarkId, Criterion, async_executor::AsyncExecutor};
use runtime_matrix_benches::runtimes;
use runtime_matrix_criterion::{BenchRuntime, Options, Shutdown};

#[test]
fn a_future_that_borrows_and_is_not_send_gives_its_output_on_every_runtime() {
    for factory in runtimes() {
        let runtime = BenchRuntime::new(*factory).unwrap();
        let (borrowed, not_send) = (String::from("borrowed"), Rc::new(RefCell::new(0)));
        let output = (&runtime).block_on(async {
            *not_send.borrow_mut() += 1;
            borrowed.len()
        });
        assert_eq!((output, *not_send.borrow()), (8, 1), "{}", factory.id());
        assert_eq!(runtime.shutdown(), Shutdown::Complete, "{}", factory.id());
    }
}

#[test]
fn a_spawned_task_is_gone_when_the_runtime_is_dropped() {
    for factory in runtimes() {
        let runtime = BenchRuntime::with_options(
            *factory,
            &Options::default().with_workers(NonZeroUsize::MIN),
        )
        .unwrap();
        let (sender, receiver) = async_channel::bounded(1);
        let task = runtime.executor().spawn(Box::pin(async move {
            sender.send(7).await.unwrap();
        }));
        let received = (&runtime).block_on(async {
            let received = receiver.recv().await;
            task.join_native().await;
            received
        });
        assert_eq!(received, Ok(7), "{}", factory.id());
        let executor = runtime.executor().clone();
        drop(runtime);
        // An instance that has ended drops what is spawned on it, and with it the sender.
        let (sender, receiver) = async_channel::bounded::<()>(1);
        executor
            .spawn(Box::pin(async move {
                std::future::pending::<()>().await;
                drop(sender);
            }))
            .detach();
        assert!(receiver.recv_blocking().is_err(), "{}", factory.id());
    }
}

#[test]
fn criterion_times_one_routine_on_every_runtime() {
    let folder = tempfile::tempdir().unwrap();
    let mut criterion = Criterion::default()
        .without_plots()
        .sample_size(10)
        // What it makes of the samples is not looked at.
        .nresamples(1_001)
        .warm_up_time(Duration::from_millis(1))
        .measurement_time(Duration::from_millis(1))
        .output_directory(folder.path());
    for factory in runtimes() {
        let runtime = BenchRuntime::new(*factory).unwrap();
        let rounds = Rc::new(RefCell::new(0));
        let id = BenchmarkId::new("nothing", factory.id());
        criterion.bench_with_input(id, &rounds, |bencher, rounds| {
            bencher
                .to_async(&runtime)
                .iter(|| async { *rounds.borrow_mut() += 1 });
        });
        assert!(*rounds.borrow() >= 10, "{}: ten samples", factory.id());
    }
}
