use std::task::Poll;

use ::futures_util::{FutureExt, StreamExt, stream};
use runtime_matrix::Runtime;

use super::{
    gate::{Gate, gates, started, works},
    library::{Streams, Works},
    polling::{next, ready, settle},
};
use crate::by_hand::ByHand;

fn stream_of(gates: &[Gate]) -> Works {
    stream::iter(works(gates)).boxed()
}

pub(super) async fn a_buffer_runs_as_many_as_its_limit<L: Streams>(_: Runtime, library: L) {
    let gates = gates::<5, _>();
    let mut outputs = library.buffer_unordered(stream_of(&gates), 2);
    assert!(next(&mut outputs).is_pending(), "a buffer must wait");
    for n in [1, 0, 2, 4, 3] {
        let running = started(&gates) - gates.iter().filter(|gate| gate.is_gone()).count();
        assert!(
            running <= 2,
            "a buffer must not run more than its limit, but runs {running}"
        );
        let expected = if n == 3 { 1 } else { 2 };
        assert_eq!(running, expected, "a buffer must run as many as it may");
        gates[n].open(n);
        assert_eq!(
            next(&mut outputs),
            ready(n),
            "an unordered buffer must give outputs as the futures complete"
        );
        let more = next(&mut outputs);
        assert_eq!(more.is_pending(), n != 3, "the last output must end it");
    }
}

pub(super) async fn an_ordered_buffer_keeps_the_order_of_its_stream<L: Streams>(
    _: Runtime,
    library: L,
) {
    let gates = gates::<4, _>();
    let mut outputs = library.buffered(stream_of(&gates), 2);
    assert!(next(&mut outputs).is_pending(), "a buffer must wait");
    gates[1].open(1);
    assert_eq!(
        next(&mut outputs),
        Poll::Pending,
        "an ordered buffer must hold an output back until it is its turn"
    );
    assert_eq!(
        started(&gates),
        2,
        "an ordered buffer must count the outputs that it holds back"
    );
    for n in [3, 2, 0] {
        gates[n].open(n);
    }
    for n in 0..4 {
        assert_eq!(
            next(&mut outputs),
            ready(n),
            "an ordered buffer must keep the order of its stream"
        );
    }
    assert_eq!(next(&mut outputs), Poll::Ready(None), "the buffer must end");
}

pub(super) async fn a_buffer_waits_for_its_stream<L: Streams>(_: Runtime, library: L) {
    let gate = Gate::new();
    let works = gate.wait().map(|n| async move { n }.boxed());
    let mut outputs = library.buffer_unordered(works.into_stream().boxed(), 2);
    let mut output = ByHand::new(outputs.next());
    assert_eq!(
        settle(&mut output),
        Poll::Pending,
        "an empty buffer must not end before its stream does"
    );
    gate.open(1);
    assert!(output.is_woken(), "a buffer must be woken by its stream");
    assert_eq!(
        settle(&mut output),
        ready(1),
        "a buffer must go on with what its stream brings"
    );
    drop(output);
    assert_eq!(
        next(&mut outputs),
        Poll::Ready(None),
        "a buffer must end with its stream"
    );
}

pub(super) async fn for_each_concurrent_runs_as_many_as_its_limit<L: Streams>(
    _: Runtime,
    library: L,
) {
    let gates = gates::<4, _>();
    let mut all = ByHand::new(library.for_each_concurrent(stream_of(&gates), 2));
    assert!(settle(&mut all).is_pending(), "the futures must be awaited");
    assert_eq!(
        started(&gates),
        2,
        "for_each_concurrent must run as many as its limit"
    );
    gates[1].open(1);
    assert!(all.is_woken(), "a future must wake what awaits it");
    assert!(settle(&mut all).is_pending(), "the others must be awaited");
    assert_eq!(
        started(&gates),
        3,
        "for_each_concurrent must start another when one has completed"
    );
    for n in [0, 2, 3] {
        gates[n].open(n);
    }
    assert!(
        settle(&mut all).is_ready(),
        "for_each_concurrent must complete with the last future"
    );
}

pub(super) async fn a_limit_of_zero_is_no_limit<L: Streams>(_: Runtime, library: L) {
    let gates = gates::<4, _>();
    let mut all = ByHand::new(library.for_each_concurrent(stream_of(&gates), 0));
    assert!(settle(&mut all).is_pending(), "the futures must be awaited");
    assert_eq!(
        started(&gates),
        4,
        "for_each_concurrent must take a limit of zero for none"
    );
}
