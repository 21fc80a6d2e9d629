use std::{future::poll_fn, task::Poll, thread};

use runtime_matrix_core::RuntimeFactory;

use crate::{
    parts::{Count, Flag, block_on, turn, turns},
    seen::{Program, build},
};

pub(crate) const PROGRAMS: &[(&str, Program)] = &[
    ("wakes_are_lost", each_of_ten_wakes_leads_to_a_poll),
    ("another_task_is_woken", the_one_is_woken_that_waits),
    ("foreign_wakes_are_ignored", a_thread_wakes_a_task),
    (
        "wakes_during_a_poll_are_lost",
        a_task_that_wakes_itself_goes_on,
    ),
    ("wakers_work_once", a_waker_is_used_twice),
    ("wakes_by_reference_are_lost", a_task_is_woken_by_reference),
    ("a_wake_panics_after_the_end", a_task_is_woken_after_its_end),
    (
        "waiting_tasks_are_polled_for_ever",
        a_task_that_waits_is_let_alone,
    ),
];

fn each_of_ten_wakes_leads_to_a_poll(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    block_on(&*executor, async {
        for _ in 0..10 {
            let flag = Flag::default();
            let waits = executor.spawn(flag.wait());
            turns(2).await;
            flag.set();
            waits.join_native().await;
        }
    });
}

fn the_one_is_woken_that_waits(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    block_on(&*executor, async {
        let (first, second) = (Flag::default(), Flag::default());
        executor.spawn(second.wait()).detach();
        let waits = executor.spawn(first.wait());
        turns(2).await;
        first.set();
        waits.join_native().await;
        second.set();
    });
}

fn a_thread_wakes_a_task(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    block_on(&*executor, async {
        let flag = Flag::default();
        let waits = executor.spawn(flag.wait());
        turns(2).await;
        thread::spawn(move || flag.set()).join().unwrap();
        waits.join_native().await;
    });
}

fn a_task_that_wakes_itself_goes_on(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    let yields = executor.spawn(Box::pin(turn()));
    block_on(&*executor, yields.join_native());
}

/// The one waker, kept from the first poll, has to do for two wakes.
fn a_waker_is_used_twice(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    block_on(&*executor, async {
        let (polls, kept) = (Count::default(), Flag::default());
        let (counted, keeps) = (polls.clone(), kept.clone());
        let mut first = keeps.wait();
        let task = executor.spawn(Box::pin(poll_fn(move |cx| {
            counted.add();
            if counted.get() == 1 {
                let _ = first.as_mut().poll(cx);
            }
            if counted.get() == 3 {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })));
        turns(2).await;
        let waker = kept.waker().expect("it has been polled");
        waker.wake_by_ref();
        turns(2).await;
        waker.wake_by_ref();
        task.join_native().await;
    });
}

fn a_task_is_woken_by_reference(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    block_on(&*executor, async {
        let flag = Flag::default();
        let task = executor.spawn(flag.wait());
        // By value, so that only the one wake that counts is by reference.
        poll_fn(|cx| {
            let by_value = cx.waker().clone();
            by_value.wake();
            if flag.waker().is_some() {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .await;
        let waker = flag.waker().expect("it has been polled");
        flag.set_silently();
        waker.wake_by_ref();
        task.join_native().await;
    });
}

fn a_task_is_woken_after_its_end(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    block_on(&*executor, async {
        let flag = Flag::default();
        let task = executor.spawn(flag.wait());
        turns(2).await;
        let waker = flag.waker().expect("it has been polled");
        flag.set();
        task.join_native().await;
        waker.wake();
    });
}

fn a_task_that_waits_is_let_alone(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    block_on(&*executor, async {
        let polls = Count::default();
        let counted = polls.clone();
        executor
            .spawn(Box::pin(poll_fn(move |_| {
                counted.add();
                Poll::Pending
            })))
            .detach();
        turns(20).await;
        assert_eq!(polls.get(), 1, "polls of a task that nobody woke");
    });
}
