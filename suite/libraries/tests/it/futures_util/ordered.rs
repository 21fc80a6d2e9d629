use std::task::Poll;

use ::futures_util::FutureExt;
use runtime_matrix::Runtime;

use super::{
    gate::{Gate, gates, started, works},
    library::{FuturesOrdered, Sets},
    polling::{next, ready},
};

fn filled<L: Sets>(library: L, gates: &[Gate]) -> L::FuturesOrdered {
    let mut queue = library.futures_ordered();
    works(gates)
        .into_iter()
        .for_each(|work| queue.push_back(work));
    queue
}

pub(super) async fn outputs_come_in_the_order_of_the_pushes<L: Sets>(_: Runtime, library: L) {
    let gates = gates::<3, _>();
    let mut queue = filled(library, &gates);
    for n in [2, 1] {
        gates[n].open(n);
        assert_eq!(
            next(&mut queue),
            Poll::Pending,
            "a queue must hold an output back until it is its turn"
        );
    }
    assert_eq!(
        queue.len(),
        3,
        "the length must count what completed and waits for its turn"
    );
    gates[0].open(0);
    for n in 0..3 {
        assert_eq!(
            next(&mut queue),
            ready(n),
            "a queue must give outputs in the order of the pushes"
        );
    }
    assert_eq!(next(&mut queue), Poll::Ready(None), "the queue must end");
}

pub(super) async fn what_is_pushed_to_the_front_comes_first<L: Sets>(_: Runtime, library: L) {
    let mut queue = library.futures_ordered();
    for n in [1, 2] {
        queue.push_back(async move { n }.boxed());
    }
    queue.push_front(async { 0 }.boxed());
    for n in 0..3 {
        assert_eq!(
            next(&mut queue),
            ready(n),
            "what is pushed to the front must come first"
        );
    }
}

pub(super) async fn queued_futures_run_at_the_same_time<L: Sets>(_: Runtime, library: L) {
    let gates = gates::<3, _>();
    let mut queue = filled(library, &gates);
    assert_eq!(started(&gates), 0, "a push must not poll");
    assert!(next(&mut queue).is_pending(), "a queue must wait");
    assert_eq!(
        started(&gates),
        3,
        "a queue must run all its futures at the same time"
    );
}
