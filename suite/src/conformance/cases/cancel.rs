//! Ending a task from outside.

use std::future::pending;

use crate::conformance::{
    case::{Case, case},
    lab::Lab,
    parts::{Flag, Grave},
};

const SOURCE: &str = "`TaskHandle::cancel`";

pub(super) const CASES: &[Case] = &[
    case!(
        "cancel",
        completes_after_the_drop,
        Must,
        "A cancel MUST complete only after the task's future has been dropped."
    )
    .with_source(SOURCE)
    .with_hint(
        "the runtime's own cancel only asks: wrap the future and signal from the wrapper once it is dropped",
    )
    .repeated(50),
];

fn completes_after_the_drop(lab: &Lab) {
    let instance = lab.instance();
    let (grave, started) = (Grave::default(), Flag::default());
    let (guard, start) = (grave.guard(), started.clone());
    let task = instance.start(async move {
        let _guard = guard;
        start.set_silently();
        pending::<()>().await;
    });
    let was_dropped = instance.block_on("the cancel of a task that waits", async {
        lab.until("the task to be polled", || started.is_set())
            .await;
        task.cancel().await;
        grave.is_filled()
    });
    lab.holds(
        was_dropped,
        "the future to have been dropped when the cancel completed",
        "it was still alive",
    );
    instance.end();
}
