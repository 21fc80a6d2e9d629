//! What instances owe each other, and their own end.

use std::{
    future::pending,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    time::Duration,
};

use runtime_matrix::Runtime;
use runtime_matrix_core::{NativeEnd, Options, Shutdown};

use super::{Grave, turn};
use crate::on::{self, block_on, raw};

#[runtime_matrix::test]
async fn the_end_of_one_instance_leaves_the_other_alone(rt: Runtime) {
    let factory = on::factory(&rt);
    raw(&rt, move |first| {
        let second = factory
            .build(&Options::default())
            .expect("the runtime can be built");
        let polled = Arc::new(AtomicBool::new(false));
        let poll = Arc::clone(&polled);
        let task = second.spawn(Box::pin(async move {
            poll.store(true, SeqCst);
            pending::<()>().await;
        }));
        block_on(first, turn());
        let progress = factory.card().progress_outside_block_on;
        assert!(
            progress || !polled.load(SeqCst),
            "the first instance polled the second one's task"
        );
        block_on(&second, task.cancel());
        assert_eq!(second.shutdown(Duration::from_secs(5)), Shutdown::Complete);
        assert_eq!(
            block_on(first, async { 1 }),
            1,
            "the first instance ended with the second one"
        );
    })
    .await;
}

#[runtime_matrix::test]
async fn a_spawn_after_the_shutdown_drops_the_future(rt: Runtime) {
    let factory = on::factory(&rt);
    on::aside(&rt, move || {
        let executor = factory
            .build(&Options::default())
            .expect("the runtime can be built");
        let _ = executor.shutdown(Duration::from_secs(5));
        let (grave, polled) = (Grave::default(), Arc::new(AtomicBool::new(false)));
        let (marker, poll) = (grave.marker(), Arc::clone(&polled));
        drop(executor.spawn(Box::pin(async move {
            let _marker = marker;
            poll.store(true, SeqCst);
        })));
        assert!(grave.is_filled(), "the future is still alive");
        assert!(!polled.load(SeqCst), "the future was polled");
    })
    .await;
}

#[runtime_matrix::test]
async fn the_last_owner_may_go_inside_a_task_of_another_instance(rt: Runtime) {
    let factory = on::factory(&rt);
    raw(&rt, move |executor| {
        let other = factory
            .build(&Options::default())
            .expect("the runtime can be built");
        let _ = other.shutdown(Duration::from_secs(5));
        block_on(executor, async {
            let end = executor
                .spawn(Box::pin(async move { drop(other) }))
                .join_native()
                .await;
            assert!(matches!(end, NativeEnd::Done), "{end:?}");
        });
    })
    .await;
}
