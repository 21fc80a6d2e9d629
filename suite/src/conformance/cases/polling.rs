//! Who is polled, when and how often.

use std::{
    future::{Future, poll_fn},
    panic::resume_unwind,
    pin::pin,
    task::{Poll, Waker},
    thread,
};

use runtime_matrix_core::Executor;

use crate::conformance::{
    case::{Case, Level, case},
    lab::Lab,
    parts::{Count, Flag, Grave, Probe, turn, turns},
};

const SOURCE: &str = "`Executor`, duties of the implementer: polls";

pub(super) const CASES: &[Case] = &[
    case!(
        "polling",
        never_after_ready,
        Must,
        "A future MUST NOT be polled after it has returned `Ready`."
    )
    .with_source(SOURCE)
    .with_hint("the future is kept in its slot although it has completed, and a late wake finds it there"),
    case!(
        "polling",
        never_after_a_panic,
        Must,
        "A future MUST NOT be polled after one of its polls has panicked."
    )
    .with_source(SOURCE),
    case!(
        "polling",
        never_after_a_cancel,
        Must,
        "A future MUST NOT be polled after its cancel has completed."
    )
    .with_source("`TaskHandle::cancel`"),
    case!(
        "polling",
        never_a_root_after_ready,
        Must,
        "A root MUST NOT be polled after it has returned `Ready`."
    )
    .with_source(SOURCE)
    .with_hint("an async block that is polled after its end panics"),
    case!(
        "polling",
        begins_without_a_wake,
        Must,
        "A spawned future MUST be polled for the first time without any wake."
    )
    .with_source("`Executor::spawn`"),
    case!(
        "polling",
        follows_each_wake_that_is_waited_for,
        Must,
        "A task that waits MUST be polled after each wake."
    )
    .with_source(SOURCE),
    case!(
        "polling",
        follows_a_wake_after_a_poll_that_nobody_asked_for,
        Must,
        "A wake MUST lead to a poll that begins after it, even if the task was polled just before."
    )
    .with_source(SOURCE)
    .repeated(20),
    case!(
        "polling",
        lets_a_task_alone_that_waits,
        Should,
        "A task that waits SHOULD NOT be polled at each turn of others without a wake."
    )
    .with_source("`std::future::Future::poll`: woken tasks are polled, and not in a tight loop")
    .with_hint("tasks are polled in turns instead of when they are woken: a processor is never at rest"),
    case!(
        "polling",
        of_a_task_that_waits,
        Info,
        "A runtime MAY poll a task that nobody has woken, while others take a hundred turns."
    )
    .with_source("`std::future::Future::poll`")
    .with_outcomes(&["none", "some"]),
    case!(
        "polling",
        of_a_root_that_waits,
        Info,
        "A runtime MAY poll a root whenever it polls its tasks, or only when the root is woken itself."
    )
    .with_source("`futures_executor::LocalPool::run_until` polls its root with each round of tasks")
    .with_outcomes(&["when it is woken", "with its tasks"]),
    case!(
        "polling",
        of_a_task_that_is_woken_twice,
        Info,
        "Two wakes before a poll MAY lead to one poll or to more."
    )
    .with_source("`std::task::Waker::wake`")
    .with_outcomes(&["one poll", "more than one"]),
    case!(
        "polling",
        within_a_wake,
        Info,
        "A woken task MAY be polled later, or within the call that wakes it."
    )
    .with_source("`std::task::Waker::wake`")
    .with_outcomes(&["later", "within the call"]),
    Case::untested(
        "polling::by_one_thread_at_a_time",
        Level::Must,
        "A future MUST be polled by one thread at a time.",
        "guaranteed by type: a poll takes the future by a unique reference, so safe code cannot make two at once",
    )
    .with_source(SOURCE),
    Case::untested(
        "polling::of_the_root_by_the_thread_that_drives_it",
        Level::Must,
        "A root MUST be polled on the thread that has called `block_on`, and on no other.",
        "guaranteed by type: a root need not be `Send`, so safe code cannot move it to another thread",
    )
    .with_source("`Executor::block_on`"),
    Case::untested(
        "polling::where_the_future_was_before",
        Level::Must,
        "A future MUST NOT move between two polls.",
        "guaranteed by type: what is spawned is a pinned box, so safe code cannot move what is in it",
    )
    .with_source("`std::pin`"),
];

fn never_after_ready(lab: &Lab) {
    let instance = lab.instance();
    let (polls, flag) = (Count::default(), Flag::default());
    let (counted, kept) = (polls.clone(), flag.clone());
    let (mut waits, mut is_over) = (Box::pin(async move { kept.wait().await }), false);
    let task = instance.start(poll_fn(move |cx| {
        if is_over {
            counted.add();
            return Poll::Pending;
        }
        let polled = waits.as_mut().poll(cx);
        is_over = polled.is_ready();
        polled
    }));
    instance.block_on("the end of a task", async {
        lab.until("the first poll of a task", || flag.waker().is_some())
            .await;
        let late = flag.waker();
        flag.set();
        task.join_native().await;
        late.into_iter().for_each(Waker::wake);
        turns(5).await;
    });
    lab.equal("the number of polls after `Ready`", polls.count(), 0);
    instance.end();
}

fn never_after_a_panic(lab: &Lab) {
    let instance = lab.instance();
    let (polls, grave) = (Count::default(), Grave::default());
    let (counted, guard) = (polls.clone(), grave.guard());
    instance
        .start(poll_fn(move |_| {
            let _ = &guard;
            if counted.add() == 0 {
                resume_unwind(Box::new("on purpose"));
            }
            Poll::Ready(())
        }))
        .detach();
    instance.block_on("the end of a task that panics", async {
        lab.until("the drop of a future that panicked", || grave.is_filled())
            .await;
    });
    lab.equal(
        "the number of polls, of which the first panics",
        polls.count(),
        1,
    );
    instance.end();
}

fn never_after_a_cancel(lab: &Lab) {
    let instance = lab.instance();
    let (polls, stop) = (Count::default(), Grave::default());
    let (counted, stopped) = (polls.clone(), stop.clone());
    let task = instance.start(async move {
        while !stopped.is_filled() {
            counted.add();
            turn().await;
        }
    });
    let after = instance.block_on("the cancel of a task that is busy", async {
        let _stop = stop.guard();
        lab.until("a busy task to be polled", || polls.count() > 0)
            .await;
        task.cancel().await;
        let before = polls.count();
        turns(10).await;
        polls.count() - before
    });
    lab.holds(
        after == 0,
        "no poll after the cancel has completed",
        &format!("{after} polls while the root took ten turns"),
    );
    instance.end();
}

fn never_a_root_after_ready(lab: &Lab) {
    let instance = lab.instance();
    let polls = Count::default();
    {
        let _waiting = lab.waits("a root that is ready at once");
        Executor::block_on(
            &*instance.share(),
            pin!(poll_fn(|_| {
                polls.add();
                Poll::Ready(())
            })),
        );
    }
    lab.equal(
        "the number of polls of a root that is ready at once",
        polls.count(),
        1,
    );
    instance.end();
}

fn begins_without_a_wake(lab: &Lab) {
    let instance = lab.instance();
    let probes: Vec<Probe> = (0..3).map(|_| Probe::default()).collect();
    instance.block_on("the first polls of three tasks", async {
        let tasks: Vec<_> = probes
            .iter()
            .map(|probe| instance.start(probe.future()))
            .collect();
        for (number, probe) in probes.iter().enumerate() {
            let what = format!("the first poll of task {number} of three");
            lab.until(&what, || probe.is_waiting()).await;
        }
        for task in tasks {
            task.cancel().await;
        }
    });
    instance.end();
}

fn follows_each_wake_that_is_waited_for(lab: &Lab) {
    let instance = lab.instance();
    let probe = Probe::default();
    let task = instance.start(probe.future());
    instance.block_on("ten polls of a task, each after a wake", async {
        lab.until("the first poll of a task", || probe.is_waiting())
            .await;
        for wake in 1..=10 {
            let before = probe.polls();
            probe.waker().into_iter().for_each(Waker::wake);
            let what = format!("the poll that follows wake {wake} of ten");
            lab.until(&what, || probe.polls() > before).await;
        }
        task.cancel().await;
    });
    instance.end();
}

fn follows_a_wake_after_a_poll_that_nobody_asked_for(lab: &Lab) {
    let instance = lab.instance();
    let probe = Probe::default();
    let task = instance.start(probe.future());
    instance.block_on("a task that is woken at the end of a poll", async {
        lab.until("the first poll of a task", || probe.is_waiting())
            .await;
        probe.waker().into_iter().for_each(Waker::wake);
        lab.until("the second poll of a task", || probe.polls() > 1)
            .await;
        // The second poll may not be over yet.
        probe.end();
        task.join_native().await;
    });
    instance.end();
}

/// How often a task was polled, that waits, while the root took a number of turns.
fn polls_while_waiting(lab: &Lab, number: u32) -> u32 {
    let instance = lab.instance();
    let probe = Probe::default();
    let task = instance.start(probe.future());
    let polls = instance.block_on("turns of the root beside a task that waits", async {
        lab.until("the first poll of a task", || probe.is_waiting())
            .await;
        let before = probe.polls();
        turns(number).await;
        let polls = probe.polls() - before;
        task.cancel().await;
        polls
    });
    instance.end();
    polls
}

fn lets_a_task_alone_that_waits(lab: &Lab) {
    let polls = polls_while_waiting(lab, 1_000);
    lab.holds(
        polls <= 900,
        "a task that waits to be polled on occasion at most while others take 1000 turns",
        &format!("{polls} polls"),
    );
}

fn of_a_task_that_waits(lab: &Lab) {
    let polls = polls_while_waiting(lab, 100);
    lab.observed(if polls == 0 { "none" } else { "some" });
}

fn of_a_root_that_waits(lab: &Lab) {
    let instance = lab.instance();
    let flag = Flag::default();
    let ends = flag.clone();
    instance
        .start(async move {
            turns(50).await;
            ends.set();
        })
        .detach();
    let mut polls = 0;
    let mut waits = Box::pin(flag.wait());
    instance.block_on(
        "the end of a task of fifty turns",
        poll_fn(|cx| {
            polls += 1;
            waits.as_mut().poll(cx)
        }),
    );
    let outcome = if polls > 10 {
        "with its tasks"
    } else {
        "when it is woken"
    };
    lab.observed(outcome);
    instance.end();
}

fn of_a_task_that_is_woken_twice(lab: &Lab) {
    let instance = lab.instance();
    let polls = Count::default();
    let counted = polls.clone();
    let task = instance.start(poll_fn(move |cx| {
        if counted.add() == 0 {
            cx.waker().wake_by_ref();
            cx.waker().wake_by_ref();
        }
        Poll::<()>::Pending
    }));
    instance.block_on("the second poll of a task", async {
        lab.until("the second poll of a task", || polls.count() > 1)
            .await;
        turns(10).await;
        task.cancel().await;
    });
    let outcome = if polls.count() == 2 {
        "one poll"
    } else {
        "more than one"
    };
    lab.observed(outcome);
    instance.end();
}

fn within_a_wake(lab: &Lab) {
    let instance = lab.instance();
    let (woken, polled) = (Flag::default(), Flag::default());
    let (is_woken, told, here) = (woken.clone(), polled.clone(), thread::current().id());
    let mut waits = Box::pin(async move { is_woken.wait().await });
    let task = instance.start(poll_fn(move |cx| {
        let done = waits.as_mut().poll(cx);
        // A worker may be that fast: what counts is this thread.
        if done.is_ready() && thread::current().id() == here {
            told.set_silently();
        }
        done
    }));
    let is_within = instance.block_on("a wake by the root", async {
        lab.until("the first poll of a task", || woken.waker().is_some())
            .await;
        woken.set();
        let is_within = polled.is_set();
        task.join_native().await;
        is_within
    });
    lab.observed(if is_within {
        "within the call"
    } else {
        "later"
    });
    instance.end();
}
