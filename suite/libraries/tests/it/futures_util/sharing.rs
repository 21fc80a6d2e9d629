use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    task::Poll,
};

use ::futures_util::FutureExt;
use runtime_matrix::Runtime;

use super::{
    gate::Gate,
    library::{Shared, Sharing, WeakShared},
    polling::{has_panicked, panics},
};
use crate::{
    by_hand::ByHand,
    waiters::{Waiters, wait_until},
};

const WAITS: &str = "a clone must wait for the output";

pub(super) async fn every_clone_gets_the_output_of_one_run<L: Sharing>(rt: Runtime, library: L) {
    let (gate, runs, waiters) = (
        Gate::new(),
        Arc::new(AtomicUsize::new(0)),
        Waiters::default(),
    );
    let (work, counted) = (gate.wait(), Arc::clone(&runs));
    let run = work.inspect(move |_| {
        counted.fetch_add(1, SeqCst);
    });
    let shared = library.shared(run.boxed());
    let clones = [(); 6].map(|()| {
        let waits = waiters.clone().counting(shared.clone());
        rt.spawn_named("a clone", waits)
    });
    wait_until(&rt, || waiters.count() == 6).await;
    gate.open(7);
    for clone in clones {
        let output = clone.await.expect("a clone must complete");
        assert_eq!(output, 7, "every clone must get the same output");
    }
    assert_eq!(shared.await, 7, "a late clone must get the output too");
    assert_eq!(runs.load(SeqCst), 1, "the future must run once for all");
}

pub(super) async fn a_wake_reaches_every_clone<L: Sharing>(_: Runtime, library: L) {
    let gate = Gate::new();
    let shared = library.shared(gate.wait().boxed());
    let mut clones = [(); 3].map(|()| ByHand::new(shared.clone()));
    for clone in &mut clones {
        assert!(clone.poll().is_pending(), "{WAITS}");
    }
    gate.open(1);
    let woken = clones.iter().filter(|clone| clone.is_woken()).count();
    assert_eq!(woken, 3, "a wake must reach every clone that waits");
    for clone in &mut clones {
        assert_eq!(clone.poll(), Poll::Ready(1), "a clone must get the output");
    }
}

pub(super) async fn a_clone_that_is_dropped_takes_no_wake_with_it<L: Sharing>(
    _: Runtime,
    library: L,
) {
    for polled_last in [0, 1] {
        let gate = Gate::new();
        let shared = library.shared(gate.wait().boxed());
        let mut clones = vec![ByHand::new(shared.clone()), ByHand::new(shared)];
        for n in [1 - polled_last, polled_last] {
            assert!(clones[n].poll().is_pending(), "{WAITS}");
        }
        drop(clones.remove(0));
        gate.open(1);
        assert!(
            clones[0].is_woken(),
            "a clone that is dropped must leave the wake to the others"
        );
        assert_eq!(clones[0].poll(), Poll::Ready(1), "the other must complete");
    }
}

pub(super) async fn the_last_clone_drops_the_future<L: Sharing>(_: Runtime, library: L) {
    let gate = Gate::new();
    let shared = library.shared(gate.wait().boxed());
    let weak = shared.downgrade().expect("the future has not completed");
    let mut clone = ByHand::new(weak.upgrade().expect("the future has an owner"));
    assert!(clone.poll().is_pending(), "{WAITS}");
    drop(shared);
    assert!(!gate.is_gone(), "a clone must keep the future");
    drop(clone);
    assert!(
        gate.is_gone(),
        "the future must be dropped with its last clone"
    );
    assert!(weak.upgrade().is_none(), "a weak handle must not keep it");
}

pub(super) async fn an_output_can_be_peeked_at_once_it_is_there<L: Sharing>(
    _: Runtime,
    library: L,
) {
    let gate = Gate::new();
    let shared = library.shared(gate.wait().boxed());
    let mut clone = ByHand::new(shared.clone());
    assert!(clone.poll().is_pending(), "{WAITS}");
    gate.open(1);
    assert_eq!(shared.peek(), None, "there is no output before a poll");
    assert_eq!(clone.poll(), Poll::Ready(1), "a clone must get the output");
    assert_eq!(
        shared.peek(),
        Some(&1),
        "a peek must show the output that another clone got"
    );
}

pub(super) async fn a_panic_reaches_every_clone<L: Sharing>(_: Runtime, library: L) {
    let gate = Gate::new();
    let shared = library.shared(panics(&gate, "the future had enough"));
    let mut clones = [(); 2].map(|()| ByHand::new(shared.clone()));
    for clone in &mut clones {
        assert!(clone.poll().is_pending(), "{WAITS}");
    }
    gate.open(1);
    for clone in &mut clones {
        assert!(clone.is_woken(), "a wake must reach every clone that waits");
        assert!(
            has_panicked(|| clone.poll()),
            "a clone must not wait for a future that has panicked"
        );
    }
}
