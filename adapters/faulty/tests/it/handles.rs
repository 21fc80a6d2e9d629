use std::{
    future::{Future, pending, poll_fn},
    panic::resume_unwind,
    pin::pin,
    task::Poll,
};

use runtime_matrix_core::{NativeEnd, RuntimeFactory};

use crate::{
    parts::{Count, Flag, Grave, block_on, turn, turns},
    seen::{Program, build},
};

pub(crate) const PROGRAMS: &[(&str, Program)] = &[
    ("cancel_is_ignored", a_cancelled_task_stops),
    (
        "cancel_returns_early",
        a_cancelled_task_is_gone_when_its_cancel_completes,
    ),
    ("cancel_takes_a_sibling", a_sibling_outlives_a_cancel),
    (
        "cancel_polls_once_more",
        no_line_runs_of_a_task_cancelled_before_its_first_poll,
    ),
    ("cancel_hangs", a_cancel_completes),
    (
        "cancel_waits_to_be_polled",
        a_cancel_is_requested_by_the_call,
    ),
    ("detach_cancels", a_detached_task_runs_to_its_end),
    (
        "a_dropped_handle_cancels",
        a_dropped_handle_does_what_the_card_says,
    ),
    (
        "a_task_that_is_done_is_said_to_be_cancelled",
        a_join_says_done,
    ),
    ("a_join_hangs_after_a_panic", a_join_completes_after_a_panic),
    ("a_join_completes_early", a_join_waits_for_the_end),
];

fn a_cancelled_task_stops(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    block_on(&*executor, async {
        let steps = Count::default();
        let counted = steps.clone();
        let task = executor.spawn(Box::pin(async move {
            loop {
                counted.add();
                turn().await;
            }
        }));
        turns(2).await;
        task.cancel().await;
        let before = steps.get();
        turns(5).await;
        assert_eq!(steps.get(), before, "it ran on");
    });
}

fn a_cancelled_task_is_gone_when_its_cancel_completes(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    let grave = Grave::default();
    let guard = grave.guard();
    block_on(&*executor, async {
        let task = executor.spawn(Box::pin(async move {
            let _guard = guard;
            pending::<()>().await;
        }));
        turns(2).await;
        task.cancel().await;
        assert!(grave.dropped_on().is_some(), "its future is still there");
    });
}

fn a_sibling_outlives_a_cancel(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    block_on(&*executor, async {
        let flag = Flag::default();
        let (set, sets) = (flag.clone(), Flag::default());
        let waits = sets.wait();
        executor
            .spawn(Box::pin(async move {
                waits.await;
                set.set();
            }))
            .detach();
        let task = executor.spawn(Box::pin(pending::<()>()));
        turns(2).await;
        task.cancel().await;
        turns(2).await;
        sets.set();
        turns(5).await;
        assert!(flag.is_set(), "it was cancelled too");
    });
}

fn no_line_runs_of_a_task_cancelled_before_its_first_poll(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    let ran = Count::default();
    let counted = ran.clone();
    block_on(&*executor, async {
        let task = executor.spawn(Box::pin(async move { counted.add() }));
        task.cancel().await;
    });
    assert_eq!(ran.get(), 0);
}

fn a_cancel_completes(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    block_on(&*executor, async {
        executor.spawn(Box::pin(pending::<()>())).cancel().await;
    });
}

fn a_cancel_is_requested_by_the_call(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    let grave = Grave::default();
    let guard = grave.guard();
    block_on(&*executor, async {
        let task = executor.spawn(Box::pin(async move {
            let _guard = guard;
            pending::<()>().await;
        }));
        turns(2).await;
        let cancelled = task.cancel();
        turns(5).await;
        assert!(grave.dropped_on().is_some(), "nothing has been asked for");
        cancelled.await;
    });
}

fn a_detached_task_runs_to_its_end(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    block_on(&*executor, async {
        let ran = Count::default();
        let counted = ran.clone();
        executor
            .spawn(Box::pin(async move {
                turn().await;
                counted.add();
            }))
            .detach();
        turns(5).await;
        assert_eq!(ran.get(), 1);
    });
}

/// The card says that it detaches.
fn a_dropped_handle_does_what_the_card_says(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    block_on(&*executor, async {
        let ran = Count::default();
        let counted = ran.clone();
        executor
            .spawn(Box::pin(async move {
                turn().await;
                counted.add();
            }))
            .drop_native();
        turns(5).await;
        assert_eq!(ran.get(), 1);
    });
}

fn a_join_says_done(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    let end = block_on(&*executor, executor.spawn(Box::pin(turn())).join_native());
    assert!(matches!(end, NativeEnd::Done), "{end:?}");
}

fn a_join_completes_after_a_panic(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    let task = executor.spawn(Box::pin(async { resume_unwind(Box::new(7_u64)) }));
    block_on(&*executor, task.join_native());
}

fn a_join_waits_for_the_end(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    block_on(&*executor, async {
        let flag = Flag::default();
        let mut join = pin!(executor.spawn(flag.wait()).join_native());
        poll_fn(|cx| {
            assert!(join.as_mut().poll(cx).is_pending(), "it has not ended");
            Poll::Ready(())
        })
        .await;
        flag.set();
        join.await;
    });
}
