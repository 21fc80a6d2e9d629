use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    task::Poll,
};

use runtime_matrix::Runtime;

use super::primitives::{Barrier, Primitives};
use crate::{
    by_hand::ByHand,
    waiters::{Waiters, wait_until},
};

pub(super) async fn nobody_passes_before_the_last_arrives<P: Primitives>(rt: Runtime, library: P) {
    let (barrier, waiters) = (library.barrier(4), Waiters::default());
    let passed: Arc<AtomicUsize> = Arc::default();
    let walker = |n| {
        let (barrier, passed) = (barrier.clone(), Arc::clone(&passed));
        let walks = waiters.clone().counting(async move {
            barrier.wait().await;
            passed.fetch_add(1, SeqCst);
        });
        rt.spawn_named(&format!("walker {n}"), walks)
    };
    let walkers = [0, 1, 2].map(walker);
    wait_until(&rt, || waiters.count() == 3).await;
    assert_eq!(
        passed.load(SeqCst),
        0,
        "nobody must pass a barrier before the last arrives"
    );
    barrier.wait().await;
    for walker in walkers {
        walker
            .await
            .expect("all must pass a barrier when the last has arrived");
    }
}

pub(super) async fn the_last_to_arrive_leads_in_each_round<P: Primitives>(_: Runtime, library: P) {
    let barrier = library.barrier(3);
    for _ in 0..2 {
        let mut waits = [(); 2].map(|()| ByHand::new(barrier.wait()));
        for wait in &mut waits {
            assert!(
                wait.poll().is_pending(),
                "a barrier must hold until the last arrives, in each round"
            );
        }
        assert!(
            barrier.wait().await,
            "the last to arrive must be the leader"
        );
        for wait in &mut waits {
            assert!(wait.is_woken(), "the last to arrive must wake all others");
            assert_eq!(
                wait.poll(),
                Poll::Ready(false),
                "the last to arrive must be the only leader"
            );
        }
    }
}
