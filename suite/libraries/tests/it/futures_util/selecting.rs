use std::task::Poll;

use ::futures_util::{
    FutureExt,
    future::{self, Either, FusedFuture},
};
use runtime_matrix::Runtime;

use super::{
    gate::{Gate, gates},
    library::{Combinators, FusedWork, Output, Selecting},
    polling::ready,
};
use crate::by_hand::ByHand;

fn fused(gates: &[Gate; 2]) -> [FusedWork; 2] {
    [0, 1].map(|n: usize| gates[n].wait().boxed().fuse())
}

fn fused_ready(n: Output) -> FusedWork {
    future::ready(n).boxed().fuse()
}

pub(super) async fn a_select_gives_back_what_lost<L: Combinators>(_: Runtime, library: L) {
    for (winner, loser) in [(0, 1), (1, 0)] {
        let gates = gates::<2, _>();
        let [left, right] = [0, 1].map(|n: usize| gates[n].wait().boxed());
        let mut select = ByHand::new(library.select(left, right));
        assert!(select.poll().is_pending(), "a select must wait");
        gates[winner].open(winner);
        assert!(select.is_woken(), "either future must wake the select");
        let (first, other) = match select.poll() {
            Poll::Ready(Either::Left(both) | Either::Right(both)) => both,
            Poll::Pending => panic!("a select must complete with its first future"),
        };
        assert_eq!(first, winner, "the one that completed must win");
        let mut other = ByHand::new(other);
        assert!(other.poll().is_pending(), "what lost must still wait");
        assert!(!gates[loser].is_gone(), "what lost must not be dropped");
        gates[loser].open(loser);
        assert_eq!(
            other.poll(),
            Poll::Ready(loser),
            "what lost a select must be able to go on"
        );
    }
}

pub(super) async fn a_future_that_lost_goes_on_in_the_next_round<L: Selecting>(
    _: Runtime,
    library: L,
) {
    let gates = gates::<2, _>();
    let [mut left, mut right] = fused(&gates);
    for n in [1, 0] {
        let mut round = ByHand::new(library.select(&mut left, &mut right));
        assert!(round.poll().is_pending(), "a select must wait");
        gates[n].open(n);
        assert!(round.is_woken(), "either future must wake the select");
        assert_eq!(round.poll(), ready(n), "what completed must win its round");
        drop(round);
        assert_eq!(
            gates[0].is_gone(),
            n == 0,
            "a future that lost must go on in the next round"
        );
    }
}

pub(super) async fn a_select_of_what_has_completed_says_so<L: Selecting>(_: Runtime, library: L) {
    let [mut left, mut right] = [0, 1].map(fused_ready);
    for _ in 0..2 {
        let round = ByHand::new(library.select(&mut left, &mut right)).poll();
        assert!(
            matches!(round, Poll::Ready(Some(_))),
            "a select must take each ready future in a round of its own, but got {round:?}"
        );
    }
    assert!(left.is_terminated() && right.is_terminated());
    assert_eq!(
        ByHand::new(library.select(&mut left, &mut right)).poll(),
        Poll::Ready(None),
        "a select must say that all its futures have completed"
    );
}

pub(super) async fn a_select_prefers_neither_side<L: Selecting>(_: Runtime, library: L) {
    let mut wins = [0; 2];
    for _ in 0..200 {
        let [mut left, mut right] = [0, 1].map(fused_ready);
        let winner = library.select(&mut left, &mut right).await;
        wins[winner.expect("both sides are ready")] += 1;
    }
    assert!(
        !wins.contains(&0),
        "a select must not always prefer the same side, but the wins were {wins:?}"
    );
}

pub(super) async fn a_biased_select_prefers_the_first<L: Selecting>(_: Runtime, library: L) {
    for _ in 0..50 {
        let [mut left, mut right] = [0, 1].map(fused_ready);
        assert_eq!(
            library.select_biased(&mut left, &mut right).await,
            Some(0),
            "a biased select must prefer the first that is ready"
        );
    }
    let gates = gates::<2, _>();
    let [mut left, mut right] = fused(&gates);
    gates[1].open(1);
    assert_eq!(
        library.select_biased(&mut left, &mut right).await,
        Some(1),
        "a biased select must take the second if the first waits"
    );
}
