//! Three tasks of three yields each, run under one schedule after the other.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    task::Poll,
    time::{Duration, Instant},
};

use runtime_matrix_core::{Executor, Options, RuntimeFactory};
use runtime_matrix_sim::Sim;

const TASKS: usize = 3;
const YIELDS: usize = 3;

/// Runs that many random schedules on `sim` itself: no cell, no tracking.
pub(crate) fn sim(schedules: u64) -> Duration {
    let began = Instant::now();
    for seed in 0..schedules {
        let options = Options::default().with_seed(seed);
        let executor = Sim.build(&options).expect("`sim` can always be built");
        executor.block_on(pin!(root(&*executor)));
    }
    began.elapsed()
}

async fn root(executor: &dyn Executor) {
    let tasks: Vec<_> = (0..TASKS)
        .map(|_| executor.spawn(Box::pin(yields())).join_native())
        .collect();
    for task in tasks {
        task.await;
    }
}

async fn yields() {
    for _ in 0..YIELDS {
        turn().await;
    }
}

fn turn() -> impl Future<Output = ()> {
    let mut is_over = false;
    poll_fn(move |cx| {
        if is_over {
            return Poll::Ready(());
        }
        is_over = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
}

/// Runs that many random schedules of shuttle's.
pub(crate) fn shuttle(schedules: u64) -> Duration {
    let schedules = usize::try_from(schedules).expect("it fits");
    let began = Instant::now();
    shuttle::check_random(
        || {
            shuttle::future::block_on(async {
                let tasks: Vec<_> = (0..TASKS)
                    .map(|_| {
                        shuttle::future::spawn(async {
                            for _ in 0..YIELDS {
                                shuttle::future::yield_now().await;
                            }
                        })
                    })
                    .collect();
                for task in tasks {
                    task.await.expect("nobody aborts it");
                }
            });
        },
        schedules,
    );
    began.elapsed()
}
