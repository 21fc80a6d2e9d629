//! Tasks and roots that panic.

use std::{
    any::Any,
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind, panic_any, resume_unwind},
    pin::pin,
    task::Poll,
};

use runtime_matrix_core::{NativeEnd, PanicAtJoin};

use crate::conformance::{
    case::{Case, case},
    instance::Instance,
    lab::Lab,
    parts::{Flag, turn},
};

const SOURCE: &str = "`Executor`, duties of the implementer";

pub(super) const CASES: &[Case] = &[
    case!(
        "panics",
        are_told_to_the_joiner_with_their_payload,
        Must,
        "A native join MUST tell of the task's panic with the payload whole."
    )
    .with_source("`NativeEnd::Panicked`"),
    case!(
        "panics",
        leave_the_siblings_alone,
        Must,
        "A panic of a task MUST NOT end its siblings."
    )
    .with_source(SOURCE),
    case!(
        "panics",
        of_the_root_unwind_to_the_caller,
        Must,
        "A panic of the root MUST unwind to the caller of `block_on`."
    )
    .with_source("`Executor::block_on`"),
];

/// Joins a task that panics with 77, and returns the payload.
async fn payload(lab: &Lab, instance: &Instance) -> Option<Box<dyn Any + Send>> {
    let task = instance.start(async {
        turn().await;
        resume_unwind(Box::new(77_u64));
    });
    let mut join = task.join_native();
    // A root that unwinds may take its tasks with it, so the unwinding ends within.
    let joined = poll_fn(|cx| {
        let polled = catch_unwind(AssertUnwindSafe(|| join.as_mut().poll(cx)));
        match polled {
            Ok(polled) => polled.map(Ok),
            Err(payload) => Poll::Ready(Err(payload)),
        }
    });
    let (how, payload) = match joined.await {
        Err(payload) => (PanicAtJoin::Unwinds, Some(payload)),
        Ok(NativeEnd::Panicked(payload)) => (PanicAtJoin::Returned, Some(payload)),
        Ok(end) => lab.fail("the join to tell of the panic", format!("`{end:?}`")),
    };
    lab.equal(
        "the way of a panic to its joiner",
        how,
        lab.card().panic_at_join,
    );
    payload
}

fn are_told_to_the_joiner_with_their_payload(lab: &Lab) {
    let instance = lab.instance();
    let joined = payload(lab, &instance);
    let payload = instance.block_on("the join of a task that panics", joined);
    let number = payload.and_then(|payload| payload.downcast_ref::<u64>().copied());
    lab.equal("the payload of the panic", number, Some(77));
    instance.end();
}

fn leave_the_siblings_alone(lab: &Lab) {
    let instance = lab.instance();
    let (go, over) = (Flag::default(), Flag::default());
    let (gone, set) = (go.clone(), over.clone());
    instance
        .start(async move {
            gone.wait().await;
            set.set();
        })
        .detach();
    instance.block_on("the sibling of a task that panicked", async {
        drop(payload(lab, &instance).await);
        go.set();
        lab.until("the sibling of a task that panicked to end", || {
            over.is_set()
        })
        .await;
    });
    instance.end();
}

fn of_the_root_unwind_to_the_caller(lab: &Lab) {
    let instance = lab.instance();
    let driven = catch_unwind(AssertUnwindSafe(|| {
        instance.share().block_on(pin!(async { panic_any(77_u64) }));
    }));
    let number = driven
        .err()
        .and_then(|payload| payload.downcast_ref::<u64>().copied());
    lab.equal("the payload that unwinds", number, Some(77));
    instance.end();
}
