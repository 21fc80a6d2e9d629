use std::{
    future::pending,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
};

use runtime_matrix::{Event, JoinError, JoinQueue, Runtime};

/// Returns a queue with that one item.
async fn with_one<T: Send>(item: T) -> JoinQueue<T> {
    let queue = JoinQueue::unbounded();
    queue.put(item).await;
    queue
}

#[runtime_matrix::test]
async fn a_guard_is_its_item_and_done_when_it_is_dropped(_rt: Runtime) {
    let queue = with_one(String::from("ping")).await;
    let mut guard = queue.recv_guard().await;
    guard.push('!');
    assert_eq!((&**guard, queue.unfinished()), ("ping!", 1));
    assert_eq!(format!("{guard:?}"), "QueueGuard(\"ping!\")");
    drop(guard);
    assert_eq!(queue.unfinished(), 0);
    queue.join().await;
}

#[runtime_matrix::test]
async fn a_handler_that_panics_has_done_its_item(rt: Runtime) {
    let queue = with_one(1).await;
    let handler = rt.spawn({
        let queue = queue.clone();
        async move {
            let _item = queue.recv_guard().await;
            panic!("boom");
        }
    });
    queue.join().await;
    let joined: Result<(), _> = handler.await;
    assert!(matches!(joined, Err(JoinError::Panicked(_))), "{joined:?}");
}

#[runtime_matrix::test]
async fn a_handler_that_is_cancelled_has_done_its_item(rt: Runtime) {
    let queue = with_one(1).await;
    let begun = Event::new();
    let handler = rt.spawn({
        let (queue, begun) = (queue.clone(), begun.clone());
        async move {
            let _item = queue.recv_guard().await;
            begun.set();
            pending::<()>().await;
        }
    });
    begun.wait().await;
    assert_eq!(queue.unfinished(), 1);
    handler.cancel().await;
    assert_eq!(queue.unfinished(), 0);
}

#[runtime_matrix::test]
async fn the_item_is_gone_by_the_time_the_join_is_over(_rt: Runtime) {
    struct Looks(JoinQueue<Looks>, Arc<AtomicUsize>);
    impl Drop for Looks {
        fn drop(&mut self) {
            self.1.store(self.0.unfinished(), SeqCst);
        }
    }
    let (queue, seen) = (JoinQueue::unbounded(), Arc::new(AtomicUsize::new(0)));
    queue.put(Looks(queue.clone(), Arc::clone(&seen))).await;
    drop(queue.recv_guard().await);
    assert_eq!(seen.load(SeqCst), 1, "unfinished while it was dropped");
    assert_eq!(queue.unfinished(), 0);
}

#[runtime_matrix::test]
async fn an_item_whose_drop_panics_is_done(rt: Runtime) {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("dropped");
        }
    }
    let queue = with_one(Bomb).await;
    let guard = queue.recv_guard().await;
    assert!(rt.spawn(async move { drop(guard) }).await.is_err());
    assert_eq!(queue.unfinished(), 0);
}

#[runtime_matrix::test]
async fn an_item_without_its_guard_is_not_done(_rt: Runtime) {
    let queue = with_one(7).await;
    assert_eq!(queue.recv_guard().await.into_inner(), 7);
    assert_eq!(queue.unfinished(), 1);
    queue.task_done().unwrap();
    assert_eq!(queue.unfinished(), 0);
}

#[runtime_matrix::test]
async fn task_done_does_not_take_a_guard_s_item(_rt: Runtime) {
    let queue = with_one(7).await;
    let guard = queue.recv_guard().await;
    let error = queue.task_done().unwrap_err().to_string();
    let hint = "the guards of 1 will do it themselves";
    assert!(error.ends_with(hint), "{error}");
    drop(guard);
    assert_eq!(queue.unfinished(), 0);
}

#[runtime_matrix::test]
async fn a_guard_that_is_given_up_loses_no_item(rt: Runtime) {
    let queue = JoinQueue::unbounded();
    for round in 0..100 {
        let given_up = rt.spawn(queue.recv_guard());
        let putter = rt.spawn(queue.put(round));
        let got = given_up.cancel().await.map(|guard| *guard);
        putter.await.unwrap();
        assert_eq!(got.xor(queue.try_get()), Some(round));
        if got.is_none() {
            queue.task_done().unwrap();
        }
    }
    assert_eq!(queue.unfinished(), 0);
}
