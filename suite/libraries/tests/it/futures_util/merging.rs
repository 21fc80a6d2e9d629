use std::task::Poll;

use ::futures_util::{FutureExt, StreamExt, stream};
use runtime_matrix::Runtime;

use super::{
    gate::{Gate, gates},
    library::Streams,
    polling::{next, ready, settle},
};
use crate::by_hand::ByHand;

pub(super) async fn two_streams_that_are_ready_take_turns<L: Streams>(_: Runtime, library: L) {
    let (left, right) = (stream::repeat(0).boxed(), stream::repeat(1).boxed());
    let mut both = library.select(left, right);
    for n in 0..20 {
        assert_eq!(
            next(&mut both),
            ready(n % 2),
            "two streams that are ready must take turns"
        );
    }
}

pub(super) async fn a_select_of_streams_ends_with_the_last<L: Streams>(_: Runtime, library: L) {
    let gate = Gate::new();
    let (left, right) = (stream::iter([0]), gate.wait().into_stream());
    let mut both = library.select(left.boxed(), right.boxed());
    assert_eq!(
        next(&mut both),
        ready(0),
        "the ready stream must come first"
    );
    assert_eq!(
        next(&mut both),
        Poll::Pending,
        "a select of streams must not end before both of them"
    );
    gate.open(1);
    assert_eq!(next(&mut both), ready(1), "the other stream must go on");
    assert_eq!(
        next(&mut both),
        Poll::Ready(None),
        "a select of streams must end with the last of them"
    );
}

pub(super) async fn either_stream_wakes_their_select<L: Streams>(_: Runtime, library: L) {
    let gates = gates::<2, _>();
    let [left, right] = [0, 1].map(|n: usize| gates[n].wait().into_stream().boxed());
    let mut both = library.select(left, right);
    for n in [1, 0] {
        let mut output = ByHand::new(both.next());
        assert!(settle(&mut output).is_pending(), "both streams must wait");
        gates[n].open(n);
        assert!(
            output.is_woken(),
            "stream {n} must wake the select that waits for it"
        );
        assert_eq!(settle(&mut output), ready(n), "its item must come");
    }
}
