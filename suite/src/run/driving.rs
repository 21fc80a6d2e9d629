//! A cell's time on its runtime: the powers compared, the root driven, the instance ended.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::Arc,
};

use runtime_matrix_core::{Capabilities, Capability, Executor, Shutdown};
use runtime_matrix_report::Verdict;

use crate::{
    run::{
        root::{Body, Root},
        watchdog::Watch,
    },
    runtime::Runtime,
    tracking::{
        failure::Failure,
        node::Kind,
        panics::Panic,
        tracker::{Phase, Tracker},
    },
};

/// Says where a runtime's card and its executor differ about its powers: a test that requires one would run
/// on something else.
pub(super) fn disagreement(declared: Capabilities, executor: &dyn Executor) -> Option<String> {
    let offered = [
        (Capability::Timer, executor.timer().is_some()),
        (Capability::Blocking, executor.blocking().is_some()),
        (Capability::Net, executor.net().is_some()),
        (Capability::NativeClock, executor.native_clock().is_some()),
    ];
    let wrong = offered
        .into_iter()
        .find(|(power, is_there)| declared.has(*power) != *is_there);
    wrong.map(|(power, is_there)| {
        let (card, executor) = if is_there {
            ("does not declare", "offers one")
        } else {
            ("declares", "offers none")
        };
        format!(
            "the runtime's card {card} `{power}`, but its executor {executor}: make `card()` agree with \
             `Executor::{power}`"
        )
    })
}

/// Drives the root of a cell and ends the instance.
pub(super) fn drive(
    tracker: &Arc<Tracker>,
    executor: &Arc<dyn Executor>,
    make: Box<dyn FnOnce(Runtime) -> Body + '_>,
) {
    tracker.attach(executor);
    let mut root = Root::new(
        make,
        tracker.register(Kind::Body, None, tracker.identity.place),
    );
    // After the body is registered: a cell with nothing in it would look as if nothing could happen.
    let watch = Watch::over(tracker);
    let pinned = Pin::new(&mut root);
    if let Err(payload) = catch_unwind(AssertUnwindSafe(|| executor.block_on(pinned))) {
        tracker.fail(of_runtime("in `block_on`", payload));
    } else if !root.has_ended() {
        let message = "the runtime's `block_on` returned before its root had ended".to_owned();
        tracker.fail(Failure::new(Verdict::Fail, message));
    }
    tracker.enter_phase(Phase::Teardown);
    drop(root);
    tracker.take_no_more();
    tracker.clock.freeze(tracker);
    match catch_unwind(AssertUnwindSafe(|| {
        executor.shutdown(tracker.limits.teardown)
    })) {
        Ok(Shutdown::Complete) => {}
        Ok(Shutdown::TimedOut) => {
            let limit = tracker.limits.teardown;
            let message = format!(
                "leak: the runtime did not shut down within {limit:?}: threads of it still run"
            );
            tracker.fail(Failure::new(Verdict::Leak, message));
        }
        Err(payload) => tracker.fail(of_runtime("in `shutdown`", payload)),
    }
    tracker.lose_unobserved_panics();
    drop(watch);
}

/// Returns the failure that a panic of the runtime itself is.
pub(super) fn of_runtime(when: &str, payload: Box<dyn Any + Send>) -> Failure {
    let panic = Panic::caught(payload, "the runtime".to_owned());
    let mut failure = Failure::of_body_panic(&panic);
    failure.message = format!("the runtime panicked {when}: {panic}");
    failure
}
