use std::{future::poll_fn, panic::resume_unwind, task::Poll, thread, time::Duration};

use runtime_matrix_core::{NativeEnd, RuntimeFactory, Shutdown};

use crate::{
    parts::{Count, Grave, block_on, turn, turns},
    seen::{Program, build},
};

pub(crate) const PROGRAMS: &[(&str, Program)] = &[
    (
        "tasks_are_polled_after_ready",
        a_future_is_let_alone_after_ready,
    ),
    ("futures_are_never_dropped", a_future_is_dropped_by_the_end),
    (
        "futures_are_dropped_at_the_shutdown",
        a_future_is_dropped_while_the_root_goes_on,
    ),
    (
        "futures_are_dropped_elsewhere",
        a_future_is_dropped_where_it_was_polled,
    ),
    (
        "futures_are_dropped_after_their_join",
        a_future_is_dropped_before_its_join,
    ),
    (
        "a_busy_task_starves_its_siblings",
        a_busy_task_lets_others_have_turns,
    ),
    ("a_spawn_polls_inline", a_spawn_polls_nothing),
    ("tasks_are_lost", each_of_six_tasks_runs),
    ("panics_are_swallowed", a_join_tells_of_a_panic),
    ("payloads_are_lost", a_join_has_the_payload),
    ("a_panic_stops_everything", a_sibling_outlives_a_panic),
];

fn a_future_is_let_alone_after_ready(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    let polls = Count::default();
    let counted = polls.clone();
    let task = executor.spawn(Box::pin(poll_fn(move |_| {
        counted.add();
        Poll::Ready(())
    })));
    block_on(&*executor, task.join_native());
    assert_eq!(polls.get(), 1);
}

fn a_future_is_dropped_by_the_end(factory: &dyn RuntimeFactory) {
    let grave = Grave::default();
    let guard = grave.guard();
    let executor = build(factory);
    let task = executor.spawn(Box::pin(poll_fn(move |_| {
        let _ = &guard;
        Poll::Ready(())
    })));
    block_on(&*executor, task.join_native());
    assert_eq!(
        executor.shutdown(Duration::from_secs(10)),
        Shutdown::Complete
    );
    assert!(grave.dropped_on().is_some(), "it was never dropped");
}

fn a_future_is_dropped_while_the_root_goes_on(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    let grave = Grave::default();
    let guard = grave.guard();
    block_on(&*executor, async {
        let task = executor.spawn(Box::pin(poll_fn(move |_| {
            let _ = &guard;
            Poll::Ready(())
        })));
        task.join_native().await;
        turns(5).await;
        assert!(grave.dropped_on().is_some(), "the future is still there");
    });
}

fn a_future_is_dropped_where_it_was_polled(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    let grave = Grave::default();
    let guard = grave.guard();
    let task = executor.spawn(Box::pin(poll_fn(move |_| {
        let _ = &guard;
        Poll::Ready(())
    })));
    block_on(&*executor, task.join_native());
    assert_eq!(grave.dropped_on(), Some(thread::current().id()));
}

fn a_future_is_dropped_before_its_join(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    let grave = Grave::default();
    let guard = grave.guard();
    block_on(&*executor, async {
        let task = executor.spawn(Box::pin(poll_fn(move |_| {
            let _ = &guard;
            Poll::Ready(())
        })));
        task.join_native().await;
        assert!(grave.dropped_on().is_some(), "it was joined before");
    });
}

fn a_busy_task_lets_others_have_turns(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    block_on(&*executor, async {
        let steps = Count::default();
        let counted = steps.clone();
        let busy = executor.spawn(Box::pin(async move {
            for _ in 0..1_000 {
                counted.add();
                turn().await;
            }
        }));
        turns(3).await;
        assert!(steps.get() < 1_000, "nobody else had a turn");
        busy.join_native().await;
    });
}

fn a_spawn_polls_nothing(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    block_on(&*executor, async {
        let polls = Count::default();
        let counted = polls.clone();
        let task = executor.spawn(Box::pin(async move {
            counted.add();
            turn().await;
        }));
        assert_eq!(polls.get(), 0, "it was polled within the spawn");
        task.join_native().await;
    });
}

fn each_of_six_tasks_runs(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    block_on(&*executor, async {
        let ran = Count::default();
        for _ in 0..6 {
            let counted = ran.clone();
            executor
                .spawn(Box::pin(async move { counted.add() }))
                .detach();
        }
        turns(20).await;
        assert_eq!(ran.get(), 6);
    });
}

fn a_join_tells_of_a_panic(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    let task = executor.spawn(Box::pin(async { resume_unwind(Box::new(7_u64)) }));
    let end = block_on(&*executor, task.join_native());
    assert!(matches!(end, NativeEnd::Panicked(_)), "{end:?}");
}

fn a_join_has_the_payload(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    let task = executor.spawn(Box::pin(async { resume_unwind(Box::new(7_u64)) }));
    let end = block_on(&*executor, task.join_native());
    let NativeEnd::Panicked(payload) = end else {
        panic!("{end:?}");
    };
    assert_eq!(payload.downcast_ref::<u64>(), Some(&7));
}

fn a_sibling_outlives_a_panic(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    let sibling = executor.spawn(Box::pin(turns(10)));
    executor
        .spawn(Box::pin(async { resume_unwind(Box::new(7_u64)) }))
        .detach();
    block_on(&*executor, sibling.join_native());
}
