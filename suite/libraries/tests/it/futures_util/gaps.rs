//! What futures-util 0.3.34 does though its documentation says otherwise: each shows it as it is today.

use std::{
    future,
    panic::resume_unwind,
    sync::{Arc, Mutex},
    task::Poll,
};

use ::futures_util::FutureExt;
use runtime_matrix::Runtime;

use super::{
    gate::gates,
    joining::tries,
    library::{Combinators, Sharing},
    polling::{has_panicked, settle},
};
use crate::by_hand::ByHand;

/// Documented is that an error is returned immediately, and so it is of 30 futures; more are queued in their
/// order: <https://github.com/rust-lang/futures-rs/issues/2866>.
pub(super) async fn an_error_among_many_futures_waits_for_its_turn<L: Combinators>(
    _: Runtime,
    library: L,
) {
    let gates = gates::<31, _>();
    let mut all = ByHand::new(library.try_join_all(tries(&gates)));
    assert!(settle(&mut all).is_pending(), "try_join_all must wait");
    gates[30].open(Err(30));
    assert_eq!(
        settle(&mut all),
        Poll::Pending,
        "today an error among many futures waits for its turn"
    );
    for (n, gate) in gates[..30].iter().enumerate() {
        gate.open(Ok(n));
    }
    assert_eq!(settle(&mut all), Poll::Ready(Err(30)), "its turn must come");
}

/// Documented is that all clones resolve to the same result. Who polls one while another polls the future, as
/// on another thread, is not woken if that poll panics: <https://github.com/rust-lang/futures-rs/issues/2706>.
pub(super) async fn a_panic_does_not_wake_a_clone_that_came_meanwhile<L: Sharing>(
    _: Runtime,
    library: L,
) {
    let meanwhile: Arc<Mutex<Option<ByHand<L::Shared>>>> = Arc::default();
    let polled = Arc::clone(&meanwhile);
    let shared = library.shared(
        future::poll_fn(move |_| {
            if let Some(clone) = polled.lock().unwrap().as_mut() {
                assert!(clone.poll().is_pending(), "the future is being polled");
            }
            // Past the hook, which would print it in the middle of other tests.
            resume_unwind(Box::new("the future had enough"))
        })
        .boxed(),
    );
    *meanwhile.lock().unwrap() = Some(ByHand::new(shared.clone()));
    assert!(
        has_panicked(|| ByHand::new(shared).poll()),
        "a panic must reach whoever polls the future"
    );
    // Out of the future that it keeps.
    let mut clone = meanwhile.lock().unwrap().take().expect("it is still there");
    assert!(
        !clone.is_woken(),
        "today a panic does not wake a clone that came meanwhile"
    );
    assert!(has_panicked(|| clone.poll()), "it panics if it is polled");
}
