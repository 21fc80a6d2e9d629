use std::{collections::BTreeSet, pin::pin, sync::mpsc, thread};

use futures_lite::future::{block_on, poll_once};
use runtime_matrix::{JoinQueue, Runtime};

use super::{assert_says, assert_still};
use crate::on;

#[runtime_matrix::test]
async fn items_come_out_in_the_order_in_which_they_went_in(_rt: Runtime) {
    let queue = JoinQueue::unbounded();
    for item in 0..3 {
        queue.put(item).await;
    }
    assert_eq!((queue.len(), queue.unfinished()), (3, 3));
    let taken = [queue.get().await, queue.get().await, queue.get().await];
    assert_eq!(taken, [0, 1, 2]);
    assert!(queue.is_empty());
    assert_eq!(queue.unfinished(), 3, "taken is not done");
}

#[runtime_matrix::test]
async fn a_get_waits_for_an_item(rt: Runtime) {
    let queue = JoinQueue::unbounded();
    let getter = rt.spawn(queue.get());
    rt.yield_now().await;
    queue.put("ping").await;
    assert_eq!(getter.await.unwrap(), "ping");
}

#[runtime_matrix::test]
async fn a_get_ends_by_an_item_of_another_thread(_rt: Runtime) {
    let queue = JoinQueue::unbounded();
    let putter = thread::spawn({
        let queue = queue.clone();
        move || queue.try_put("ping")
    });
    assert_eq!(queue.get().await, "ping");
    let put = putter.join().expect("it only puts");
    put.expect("the queue is unbounded");
}

#[runtime_matrix::test]
async fn a_full_queue_holds_a_put_up_until_something_is_taken(rt: Runtime) {
    let queue = JoinQueue::bounded(1);
    queue.put(1).await;
    let mut second = pin!(queue.put(2));
    assert_eq!(poll_once(&mut second).await, None);
    let third = rt.spawn(queue.put(3));
    assert_eq!(queue.get().await, 1);
    let rest = async { BTreeSet::from([queue.get().await, queue.get().await]) };
    let (rest, ()) = futures_lite::future::zip(rest, second).await;
    assert_eq!(rest, BTreeSet::from([2, 3]));
    third.await.unwrap();
    assert_eq!((queue.len(), queue.unfinished()), (0, 3));
}

#[runtime_matrix::test]
async fn a_guard_makes_room_as_a_get_does(rt: Runtime) {
    let queue = JoinQueue::bounded(1);
    queue.put(1).await;
    let putter = rt.spawn(queue.put(2));
    let guard = queue.recv_guard().await;
    putter.await.unwrap();
    assert_eq!((queue.len(), queue.unfinished()), (1, 2));
    drop(guard);
}

#[runtime_matrix::test]
async fn a_full_queue_gives_the_item_back(_rt: Runtime) {
    let queue = JoinQueue::bounded(1);
    queue.try_put(String::from("first")).unwrap();
    let error = queue.try_put(String::from("second")).unwrap_err();
    let said = error.to_string();
    assert_says(&said, &["queue (made at ", "is full, with 1 of 1 queued"]);
    assert_eq!(error.into_inner(), "second");
    assert_eq!(queue.unfinished(), 1);
}

#[runtime_matrix::test]
async fn a_put_that_is_given_up_puts_nothing(_rt: Runtime) {
    let queue = JoinQueue::bounded(1);
    queue.put(1).await;
    assert_eq!(poll_once(queue.put(2)).await, None);
    assert_eq!((queue.try_get(), queue.try_get()), (Some(1), None));
    assert_eq!(queue.unfinished(), 1);
}

#[runtime_matrix::test]
async fn a_get_that_is_given_up_loses_no_item(rt: Runtime) {
    let queue = JoinQueue::unbounded();
    for round in 0..100 {
        let given_up = rt.spawn(queue.get());
        let putter = rt.spawn(queue.put(round));
        let got = given_up.cancel().await;
        putter.await.unwrap();
        // Whoever was first: the item is with exactly one of them.
        assert_eq!(got.xor(queue.try_get()), Some(round));
        queue.task_done().unwrap();
    }
    assert_eq!(queue.unfinished(), 0);
}

#[runtime_matrix::test]
async fn each_item_is_taken_once(rt: Runtime) {
    let queue = JoinQueue::bounded(3);
    let takers: Vec<_> = (0..4)
        .map(|_| {
            let queue = queue.clone();
            rt.spawn(async move {
                let mut taken = Vec::new();
                for _ in 0..25 {
                    taken.push(*queue.recv_guard().await);
                }
                taken
            })
        })
        .collect();
    let putters: Vec<_> = (0..100).map(|item| rt.spawn(queue.put(item))).collect();
    let mut all = BTreeSet::new();
    for taker in takers {
        all.extend(taker.await.unwrap());
    }
    for putter in putters {
        putter.await.unwrap();
    }
    queue.join().await;
    assert_eq!(all, (0..100).collect());
}

#[runtime_matrix::test]
async fn join_waits_until_each_item_is_done(rt: Runtime) {
    let queue = JoinQueue::unbounded();
    queue.put(1).await;
    queue.put(2).await;
    let mut join = pin!(queue.join());
    queue.get().await;
    queue.get().await;
    queue.task_done().unwrap();
    assert_eq!(poll_once(&mut join).await, None, "one is left");
    let last = queue.clone();
    let handler = rt.spawn(async move { last.task_done().unwrap() });
    join.await;
    handler.await.unwrap();
}

#[runtime_matrix::test]
async fn join_of_a_queue_that_never_had_an_item_is_over_at_once(_rt: Runtime) {
    let queue = JoinQueue::<()>::unbounded();
    assert_eq!(poll_once(queue.join()).await, Some(()));
}

#[runtime_matrix::test]
async fn a_join_that_has_begun_ends_although_another_item_is_put_in_at_once(rt: Runtime) {
    let queue = JoinQueue::unbounded();
    queue.put(1).await;
    let join = rt.spawn(queue.join());
    drop(queue.recv_guard().await);
    queue.put(2).await;
    join.await.unwrap();
    assert_eq!(poll_once(queue.join()).await, None, "a later one waits");
}

#[runtime_matrix::test]
async fn done_more_often_than_taken_is_an_error(_rt: Runtime) {
    let queue = JoinQueue::unbounded();
    queue.put(1).await;
    queue.put(2).await;
    let untaken = queue.task_done().unwrap_err().to_string();
    assert_says(&untaken, &["queue (made at ", "0 done, 2 still queued"]);
    queue.get().await;
    queue.task_done().unwrap();
    let error = queue.task_done().unwrap_err();
    let parts = ["that nobody has taken, or too often", "1 done, 1 still"];
    assert_says(&error.to_string(), &parts);
    assert_says(&format!("{error:?}"), &parts);
    assert_eq!(queue.unfinished(), 1, "an error changes nothing");
}

#[test]
fn a_capacity_of_0_is_refused() {
    let refused = thread::spawn(|| JoinQueue::<()>::bounded(0)).join();
    let payload = refused.expect_err("it panics");
    let said = payload.downcast_ref::<&str>().expect("a message");
    assert_says(
        said,
        &["capacity of 0", "at least 1", "`JoinQueue::unbounded`"],
    );
}

#[runtime_matrix::test]
async fn a_standstill_tells_what_a_join_waits_for(rt: Runtime) {
    const MADE_AT: u32 = line!() + 2;
    let outcome = on::outcome(&rt, |_| async move {
        let queue = JoinQueue::unbounded();
        queue.put(1).await;
        queue.put(2).await;
        queue.get().await;
        queue.join().await;
    })
    .await;
    let parts = [
        &format!("queue (made at {}:{MADE_AT}:", file!()),
        "join waits for 2 unfinished items, 1 queued and 1 taken, since ",
        &format!("since {}:{}:", file!(), MADE_AT + 4),
    ];
    assert_still(&outcome, &parts);
}

#[runtime_matrix::test]
async fn a_standstill_tells_what_get_and_put_wait_for(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let (empty, full) = (JoinQueue::<u8>::unbounded(), JoinQueue::bounded(1));
        full.put(1).await;
        let put = rt.spawn(full.put(2));
        let guard = rt.spawn(empty.recv_guard());
        empty.get().await;
        drop((put, guard));
    })
    .await;
    let parts = [
        "put waits for room, 1 of 1 queued, since ",
        "get waits for an item, 0 queued, since ",
    ];
    assert_still(&outcome, &parts);
}

#[runtime_matrix::test]
async fn an_item_is_dropped_with_its_queue_inside_the_test(rt: Runtime) {
    struct Tells(mpsc::Sender<&'static str>);
    impl Drop for Tells {
        fn drop(&mut self) {
            let _ = self.0.send(Runtime::current().name());
        }
    }
    let (sender, receiver) = mpsc::channel();
    let outcome = on::outcome(&rt, move |_| async move {
        let queue = JoinQueue::unbounded();
        // Somebody has waited, so the cell knows of the queue.
        assert!(poll_once(queue.get()).await.is_none());
        queue.put(Tells(sender)).await;
    })
    .await;
    outcome.unwrap();
    assert_eq!(receiver.recv(), Ok(rt.name()));
}

#[test]
fn a_queue_works_without_a_test() {
    let queue = JoinQueue::unbounded();
    block_on(async {
        queue.put(1).await;
        drop(queue.recv_guard().await);
        queue.join().await;
    });
    assert!(format!("{queue:?}").contains("unfinished: 0"), "{queue:?}");
}
