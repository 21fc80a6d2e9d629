//! Handles that are given up.

use crate::conformance::{
    case::{Case, case},
    lab::Lab,
    parts::{Flag, turns},
};

pub(super) const CASES: &[Case] = &[case!(
    "detach",
    lets_the_task_run_to_its_end,
    Must,
    "A detached task MUST run to its end."
)
.with_source("`TaskHandle::detach`")];

fn lets_the_task_run_to_its_end(lab: &Lab) {
    let instance = lab.instance();
    let flag = Flag::default();
    let set = flag.clone();
    instance.block_on("a detached task", async {
        let task = instance.start(async move {
            turns(3).await;
            set.set();
        });
        task.detach();
        lab.until("the detached task to end", || flag.is_set())
            .await;
    });
    instance.end();
}
