//! Exactness: no call is lost, whoever calls from wherever.

use std::thread;

use runtime_matrix::{
    Runtime,
    mock::{AsyncMock, Journal, Record, SyncMock},
};

const TASKS: u32 = 8;
const CALLS: u32 = 10_000;

type Add = AsyncMock<(u32, u32), u32>;

/// Asserts that the journal's numbers are unique and ascend in the log of calls and in that of awaits.
#[track_caller]
fn assert_exact(add: &Add, calls: usize) {
    add.assert_called_times(calls);
    add.assert_awaited_times(calls);
    add.assert_completed_times(calls);
    let called: Vec<_> = add.calls().iter().map(Record::called_at).collect();
    let awaited: Vec<_> = add
        .awaits()
        .iter()
        .map(|call| call.awaited_at().expect("it was awaited"))
        .collect();
    assert!(called.is_sorted_by(|left, right| left < right), "calls");
    assert!(awaited.is_sorted_by(|left, right| left < right), "awaits");
    let mut all = [called, awaited].concat();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), 2 * calls, "a number was given twice");
}

/// Asserts that each caller's own calls are all there, in its own order.
#[track_caller]
fn assert_each_in_order(add: &Add) {
    let mut next = [0; TASKS as usize];
    for call in add.calls() {
        let (task, number) = *call.args;
        assert_eq!(number, next[task as usize], "of task {task}");
        next[task as usize] += 1;
    }
}

#[runtime_matrix::test(workers = 4, timeout = "120s")]
async fn no_call_of_eight_tasks_is_lost(rt: Runtime) {
    let add = Add::new("add");
    add.answers(|(task, number)| task + number);
    let mut tasks = Vec::new();
    for task in 0..TASKS {
        let (add, rt) = (add.clone(), rt.clone());
        tasks.push(rt.clone().spawn(async move {
            for number in 0..CALLS {
                assert_eq!(add.call(task, number).await, task + number);
                if number % 1_000 == 0 {
                    rt.yield_now().await;
                }
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    assert_exact(&add, (TASKS * CALLS) as usize);
    assert_each_in_order(&add);
}

#[runtime_matrix::test(workers = 4)]
async fn a_sequence_gives_each_value_to_one_call(rt: Runtime) {
    let next = AsyncMock::<(), u32>::new("next");
    next.returns_each(0..TASKS * 500).returns(u32::MAX);
    let tasks: Vec<_> = (0..TASKS)
        .map(|_| {
            let next = next.clone();
            rt.spawn(async move {
                let mut got = Vec::new();
                for _ in 0..500 {
                    got.push(next.call().await);
                }
                got
            })
        })
        .collect();
    let mut all = Vec::new();
    for task in tasks {
        all.extend(task.await.unwrap());
    }
    all.sort_unstable();
    assert!(all.into_iter().eq(0..TASKS * 500));
    assert_eq!(next.call().await, u32::MAX);
}

#[runtime_matrix::test(workers = 4)]
async fn a_number_of_calls_is_exact_among_tasks(rt: Runtime) {
    let outcome = crate::on::outcome(&rt, |rt| async move {
        let send = AsyncMock::<(u32,), ()>::new("send");
        send.times(100);
        let tasks: Vec<_> = (0..101).map(|n| (send.clone(), n)).collect();
        let tasks: Vec<_> = tasks
            .into_iter()
            .map(|(send, n)| rt.spawn(async move { send.call(n).await }))
            .collect();
        let mut refused = 0;
        for task in tasks {
            refused += usize::from(task.await.is_err());
        }
        assert_eq!((refused, send.completed_count()), (1, 100));
    })
    .await;
    let parts = [
        "expected 100 times, and this call is one more",
        "was caught",
    ];
    crate::verdicts::assert_told(&outcome, runtime_matrix::Verdict::Fail, &parts);
}

#[runtime_matrix::test(workers = 4)]
async fn a_journal_of_several_mocks_is_one_order_on_threads_too(rt: Runtime) {
    let (one, two) = (Add::new("one"), Add::new("two"));
    one.returns(1);
    two.returns(2);
    let mut tasks = Vec::new();
    for task in 0..4 {
        let (one, two) = (one.clone(), two.clone());
        tasks.push(rt.spawn(async move {
            for number in 0..500 {
                one.call(task, number).await;
                two.call(task, number).await;
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let numbers = Journal::of(&[&one, &two]).call_numbers();
    assert_eq!(numbers.len(), 4_000);
    assert!(numbers.is_sorted_by(|left, right| left < right));
    // Each task's call of `two` comes after the one of `one` before it, as it did.
    let mut at = std::collections::HashMap::new();
    for call in one.calls() {
        at.insert(*call.args, call.called_at());
    }
    for call in two.calls() {
        assert!(at[&*call.args] < call.called_at());
    }
}

/// Threads of its own, of which no runtime knows.
#[runtime_matrix::test]
async fn no_call_of_plain_threads_is_lost() {
    let add = SyncMock::<(u32, u32), u32>::new("add");
    add.answers(|(thread, number)| thread + number);
    thread::scope(|scope| {
        for thread in 0..TASKS {
            let add = &add;
            scope.spawn(move || {
                for number in 0..1_000 {
                    assert_eq!(add.call(thread, number), thread + number);
                }
            });
        }
    });
    add.assert_called_times(8_000);
    let numbers: Vec<_> = add.calls().iter().map(Record::called_at).collect();
    assert!(numbers.is_sorted_by(|left, right| left < right));
}

#[runtime_matrix::test]
async fn a_future_may_be_awaited_on_another_thread() {
    let add = Add::new("add");
    add.answers(|(left, right)| left + right);
    thread::scope(|scope| {
        for number in 0..8 {
            let call = add.call(number, 1);
            scope.spawn(move || assert_eq!(futures_lite::future::block_on(call), number + 1));
        }
    });
    assert_exact(&add, 8);
}
