//! Tasks that are not `Send`.

use crate::conformance::case::{Case, Level};

const REASON: &str = "`Executor` has no method yet that starts a task which is not `Send`";
const SOURCE: &str = "`Capability::Local`";

pub(super) const CASES: &[Case] = &[
    Case::untested(
        "local::tasks_stay_on_their_thread",
        Level::Must,
        "A task that is not `Send` MUST be polled and dropped on the thread that started it.",
        REASON,
    )
    .with_source(SOURCE),
    Case::untested(
        "local::tasks_end_with_their_root",
        Level::Must,
        "A task that is not `Send` MUST be dropped before the thread that started it goes on without its root.",
        REASON,
    )
    .with_source(SOURCE),
];
