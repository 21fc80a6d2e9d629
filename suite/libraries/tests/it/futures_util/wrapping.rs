use std::task::Poll;

use ::futures_util::FutureExt;
use runtime_matrix::Runtime;

use super::{
    gate::{Gate, gates},
    library::{Combinators, Work},
    polling::{panics, ready},
};
use crate::by_hand::ByHand;

pub(super) async fn a_panic_is_caught_with_its_payload<L: Combinators>(_: Runtime, library: L) {
    let gate = Gate::new();
    let mut caught = ByHand::new(library.catch_unwind(panics(&gate, "the future had enough")));
    assert!(caught.poll().is_pending(), "what is caught must wait");
    gate.open(0);
    assert!(caught.is_woken(), "a future must wake what awaits it");
    let Poll::Ready(Err(payload)) = caught.poll() else {
        panic!("a panic must be returned as an error");
    };
    assert_eq!(
        payload.downcast_ref(),
        Some(&"the future had enough"),
        "a panic must be caught with its payload"
    );
    let output = library.catch_unwind(async { 1 }.boxed()).await;
    assert_eq!(output.ok(), Some(1), "an output must come through");
}

pub(super) async fn poll_immediate_never_waits<L: Combinators>(_: Runtime, library: L) {
    let gates = gates::<2, _>();
    let waits = [0, 1].map(|n: usize| gates[n].wait());
    let mut work: Work = Box::pin(async move {
        let mut sum = 0;
        for wait in waits {
            sum += wait.await;
        }
        sum
    });
    for gate in gates {
        assert_eq!(
            ByHand::new(library.poll_immediate(&mut work)).poll(),
            Poll::Ready(None),
            "poll_immediate must say at once that its future waits"
        );
        gate.open(1);
    }
    assert_eq!(
        ByHand::new(library.poll_immediate(&mut work)).poll(),
        ready(2),
        "a future that is polled by reference must keep its progress"
    );
}
