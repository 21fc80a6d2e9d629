//! "Testing asyncio code on Python 3.9" (ber2, 2020): twenty tasks that sleep between ten seconds and a
//! minute, all at once. The test does not.

use std::time::Duration;

use runtime_matrix::{Cell, Runtime, Verdict, patch};

use crate::on;

/// Every sleep of the program goes through here.
#[runtime_matrix::patchable]
async fn sleep(seconds: u64) {
    Runtime::current().sleep(Duration::from_secs(seconds)).await;
}

/// Draws from `10..60`, always the same for a task.
fn draw(task_number: u64) -> u64 {
    10 + (task_number * 7_919) % 50
}

async fn individual_task(task_number: u64) -> u64 {
    let seconds = draw(task_number);
    sleep(seconds).await;
    seconds
}

async fn all_at_once(rt: &Runtime, tasks: u64) -> Vec<u64> {
    let tasks: Vec<_> = (1..=tasks)
        .map(|number| rt.spawn(individual_task(number)))
        .collect();
    let mut slept = Vec::new();
    for task in tasks {
        slept.push(task.await.expect("the task sleeps"));
    }
    slept
}

/// As above, with a bug: the second task is started when the first has ended.
async fn one_by_one(rt: &Runtime, tasks: u64) -> Vec<u64> {
    let mut slept = Vec::new();
    for number in 1..=tasks {
        slept.push(
            rt.spawn(individual_task(number))
                .await
                .expect("the task sleeps"),
        );
    }
    slept
}

#[runtime_matrix::test(clock = "virtual")]
async fn twenty_tasks_take_as_long_as_the_longest(rt: Runtime) {
    let slept = all_at_once(&rt, 20).await;
    assert!(slept.iter().all(|seconds| (10..60).contains(seconds)));
    let longest = slept.into_iter().max().unwrap_or_default();
    assert_eq!(rt.now(), Duration::from_secs(longest));
}

#[runtime_matrix::test(clock = "virtual")]
async fn each_task_ends_at_its_own_second_and_not_before(rt: Runtime) {
    let _by_hand = rt.clock().by_hand();
    let tasks: Vec<_> = (1..=20)
        .map(|number| rt.spawn(individual_task(number)))
        .collect();
    rt.clock().advance(Duration::ZERO).await;
    for second in 1..=60 {
        rt.clock().advance(Duration::from_secs(1)).await;
        for (number, task) in (1..).zip(&tasks) {
            assert_eq!(
                task.is_finished(),
                draw(number) <= second,
                "task {number} at {second} s"
            );
        }
    }
    for task in tasks {
        task.await.expect("the task sleeps");
    }
}

#[runtime_matrix::test]
async fn tasks_one_after_the_other_are_caught(rt: Runtime) {
    let outcome = on::outcome_of(&rt, Cell::virtual_clock, |rt| async move {
        let slept = one_by_one(&rt, 20).await;
        let longest = slept.into_iter().max().unwrap_or_default();
        assert_eq!(rt.now(), Duration::from_secs(longest));
    })
    .await;
    assert_eq!(outcome.verdict(), Verdict::Panic, "{}", outcome.report());
}

#[runtime_matrix::test]
async fn a_task_sleeps_once_and_for_as_long_as_it_should() {
    let sleep = patch!(sleep);
    individual_task(2).await;
    sleep.assert_awaited_once_with(10..60);
    let (seconds,) = *sleep.last_await().args;
    assert_eq!(seconds, draw(2));
}

#[runtime_matrix::test]
async fn twenty_tasks_sleep_twenty_times(rt: Runtime) {
    let sleep = patch!(sleep);
    all_at_once(&rt, 20).await;
    sleep.assert_awaited_times(20);
    sleep.assert_all_awaited();
    let all_in_range = sleep
        .awaits()
        .iter()
        .all(|call| (10..60).contains(&call.args.0));
    assert!(all_in_range, "{:?}", sleep.awaits());
}

/// The sleeps overlap: each of them is under way before the first has ended.
#[runtime_matrix::test]
async fn all_sleeps_are_under_way_at_the_same_time(rt: Runtime) {
    let sleep = patch!(sleep);
    let gate = sleep.gate();
    let all = rt.spawn({
        let rt = rt.clone();
        async move { all_at_once(&rt, 20).await }
    });
    gate.wait_until_waiting(20).await;
    assert_eq!(sleep.completed_count(), 0);
    gate.open();
    assert_eq!(all.await.unwrap().len(), 20);
    sleep.assert_completed_times(20);
}
