use std::task::Poll;

use ::futures_util::FutureExt;
use runtime_matrix::Runtime;

use super::{
    gate::{Gate, gates, works},
    library::{Combinators, Output, TryWork},
    polling::settle,
};
use crate::by_hand::ByHand;

type Tried = Result<Output, Output>;

pub(super) fn tries(gates: &[Gate<Tried>]) -> Vec<TryWork> {
    gates.iter().map(|gate| gate.wait().boxed()).collect()
}

/// The library joins up to 30 futures in one way, and more in another.
const SIZES: [usize; 2] = [3, 31];

pub(super) async fn join_all_gives_the_outputs_in_the_order_of_the_futures<L: Combinators>(
    _: Runtime,
    library: L,
) {
    for size in SIZES {
        let gates = &gates::<31, _>()[..size];
        let mut all = ByHand::new(library.join_all(works(gates)));
        for (n, gate) in gates.iter().enumerate().rev() {
            assert!(
                settle(&mut all).is_pending(),
                "join_all must wait for all its futures"
            );
            gate.open(n);
            assert!(all.is_woken(), "each future must wake what awaits it");
        }
        assert_eq!(
            settle(&mut all),
            Poll::Ready((0..size).collect()),
            "join_all must give the outputs in the order of its futures"
        );
    }
}

pub(super) async fn try_join_all_gives_the_outputs_if_all_succeed<L: Combinators>(
    _: Runtime,
    library: L,
) {
    for size in SIZES {
        let gates = &gates::<31, Tried>()[..size];
        let mut all = ByHand::new(library.try_join_all(tries(gates)));
        for (n, gate) in gates.iter().enumerate().rev() {
            assert!(
                settle(&mut all).is_pending(),
                "try_join_all must wait while none has failed"
            );
            gate.open(Ok(n));
        }
        assert_eq!(
            settle(&mut all),
            Poll::Ready(Ok((0..size).collect())),
            "try_join_all must give the outputs in the order of its futures"
        );
    }
}

pub(super) async fn try_join_all_fails_with_the_first_error<L: Combinators>(
    _: Runtime,
    library: L,
) {
    let gates = gates::<3, Tried>();
    let mut all = ByHand::new(library.try_join_all(tries(&gates)));
    assert!(settle(&mut all).is_pending(), "try_join_all must wait");
    gates[1].open(Err(1));
    assert_eq!(
        settle(&mut all),
        Poll::Ready(Err(1)),
        "try_join_all must fail as soon as one of its futures does"
    );
    drop(all);
    let left = gates.iter().filter(|gate| !gate.is_gone()).count();
    assert_eq!(left, 0, "try_join_all must drop the others when one fails");
}
