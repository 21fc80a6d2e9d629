use std::{sync::Arc, task::Poll};

use ::futures_util::{FutureExt, StreamExt};
use runtime_matrix::Runtime;

use super::{
    gate::{Gate, gates, works},
    library::{FuturesUnordered, Sets},
    polling::{has_panicked, next, panics, ready},
};
use crate::{
    by_hand::ByHand,
    waiters::{Waiters, wait_until},
};

fn filled<L: Sets>(library: L, gates: &[Gate]) -> L::FuturesUnordered {
    let mut set = library.futures_unordered();
    works(gates).into_iter().for_each(|work| set.push(work));
    set
}

fn polls(gates: &[Gate]) -> Vec<usize> {
    gates.iter().map(Gate::polls).collect()
}

pub(super) async fn outputs_come_as_the_futures_complete<L: Sets>(_: Runtime, library: L) {
    let gates = gates::<3, _>();
    let mut set = filled(library, &gates);
    assert_eq!(
        next(&mut set),
        Poll::Pending,
        "a set must wait while none of its futures has completed"
    );
    for n in [2, 0, 1] {
        gates[n].open(n);
        assert_eq!(
            next(&mut set),
            ready(n),
            "a set must give an output as soon as its future completes"
        );
    }
    assert_eq!(
        next(&mut set),
        Poll::Ready(None),
        "a set must end once all its futures have completed"
    );
}

pub(super) async fn only_a_future_that_was_woken_is_polled_again<L: Sets>(_: Runtime, library: L) {
    let gates = gates::<3, _>();
    let mut set = filled(library, &gates);
    assert_eq!(polls(&gates), [0, 0, 0], "a push must not poll");
    let mut item = ByHand::new(set.next());
    assert!(item.poll().is_pending(), "a set must wait for its futures");
    assert_eq!(polls(&gates), [1, 1, 1], "a set must poll each new future");
    gates[1].wake();
    assert!(item.is_woken(), "a future's wake must wake its set");
    assert!(item.poll().is_pending(), "a set must wait for its futures");
    assert_eq!(
        polls(&gates),
        [1, 2, 1],
        "a set must poll no future but the one that was woken"
    );
}

pub(super) async fn an_empty_set_ends_and_takes_more_later<L: Sets>(_: Runtime, library: L) {
    let mut set = library.futures_unordered();
    for n in 0..3 {
        assert_eq!(next(&mut set), Poll::Ready(None), "an empty set must end");
        set.push(async move { n }.boxed());
        assert_eq!(set.len(), 1, "the length must count what was pushed");
        assert_eq!(
            next(&mut set),
            ready(n),
            "a set that has ended must go on with what is pushed later"
        );
        assert_eq!(set.len(), 0, "the length must not count what completed");
    }
}

pub(super) async fn each_output_is_given_exactly_once<L: Sets>(rt: Runtime, library: L) {
    let gates = Arc::new(gates::<40, _>());
    let (set, waiters) = (filled(library, &*gates), Waiters::default());
    let drain = waiters.clone().counting(set.collect::<Vec<_>>());
    let drain = rt.spawn_named("the drain", drain);
    wait_until(&rt, || waiters.count() == 1).await;
    let open = |opener| {
        let gates = Arc::clone(&gates);
        let opens = async move { (opener..40).step_by(4).for_each(|n| gates[n].open(n)) };
        rt.spawn_named(&format!("opener {opener}"), opens)
    };
    for opener in [0, 1, 2, 3].map(open) {
        opener.await.expect("an opener must end");
    }
    let mut outputs = drain.await.expect("the drain must end");
    outputs.sort_unstable();
    let twice = outputs.windows(2).filter(|pair| pair[0] == pair[1]).count();
    assert_eq!(twice, 0, "no output must be given twice");
    let all: Vec<_> = (0..40).collect();
    assert_eq!(outputs, all, "no output must be lost");
}

pub(super) async fn a_dropped_set_drops_its_futures<L: Sets>(_: Runtime, library: L) {
    let gates = gates::<3, _>();
    let mut set = filled(library, &gates);
    assert!(next(&mut set).is_pending(), "a set must wait");
    drop(set);
    let left = gates.iter().filter(|gate| !gate.is_gone()).count();
    assert_eq!(left, 0, "a set must drop its futures when it is dropped");
    gates[0].open(0);
    assert_eq!(
        gates[0].polls(),
        1,
        "a wake must not poll what was dropped with its set"
    );
}

pub(super) async fn a_panic_in_one_future_leaves_the_others<L: Sets>(_: Runtime, library: L) {
    let (gate, panicking) = (Gate::new(), Gate::new());
    let mut set = library.futures_unordered();
    set.push(gate.wait().boxed());
    set.push(panics(&panicking, "the future had enough"));
    assert!(next(&mut set).is_pending(), "a set must wait");
    panicking.open(0);
    assert!(
        has_panicked(|| next(&mut set)),
        "a panic must reach whoever polls the set"
    );
    assert!(
        panicking.is_gone(),
        "a future that panicked must be dropped"
    );
    gate.open(1);
    assert_eq!(
        next(&mut set),
        ready(1),
        "the others must go on after a panic"
    );
    assert_eq!(next(&mut set), Poll::Ready(None), "the set must end");
}
