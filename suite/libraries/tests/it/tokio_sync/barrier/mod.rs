mod api;
mod broken;

use std::task::Poll;

use api::{Barrier, Gate};
use runtime_matrix::Runtime;

use crate::by_hand::ByHand;

/// Lets three come to a barrier of three, and tells how many of them lead.
fn leaders<G: Gate>(gate: &G) -> usize {
    let [mut first, mut second, mut third] = [(); 3].map(|()| ByHand::new(gate.wait()));
    for wait in [&mut first, &mut second] {
        assert!(
            wait.poll().is_pending(),
            "a barrier must be closed until all have come"
        );
    }
    let mut polled = vec![third.poll()];
    for wait in [&mut first, &mut second] {
        assert!(
            wait.is_woken(),
            "the last one to come must wake all the others"
        );
        polled.push(wait.poll());
    }
    assert!(
        polled.iter().all(Poll::is_ready),
        "a barrier must let all through once the last one has come"
    );
    let leads = |polled: &&Poll<bool>| **polled == Poll::Ready(true);
    polled.iter().filter(leads).count()
}

pub(super) async fn a_barrier_opens_when_all_have_come<B: Barrier>(_: Runtime, barrier: B) {
    let gate = barrier.barrier(3);
    assert_eq!(leaders(&gate), 1, "one of all, and only one, must lead");
}

pub(super) async fn a_barrier_closes_again<B: Barrier>(_: Runtime, barrier: B) {
    let gate = barrier.barrier(3);
    for _ in 0..3 {
        leaders(&gate);
    }
}
