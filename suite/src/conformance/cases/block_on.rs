//! Driving a root.

use crate::conformance::{
    case::{Case, case},
    lab::Lab,
    parts::turn,
};

const SOURCE: &str = "`Executor::block_on`";

pub(super) const CASES: &[Case] = &[case!(
    "block_on",
    returns_after_its_root,
    Must,
    "`block_on` MUST return only after its root has completed."
)
.with_source(SOURCE)
.with_hint("a root that returned `Pending` was taken for one that is done")];

fn returns_after_its_root(lab: &Lab) {
    let instance = lab.instance();
    let seven = instance.block_on("a turn of the root", async {
        turn().await;
        7
    });
    lab.equal("the root's output", seven, 7);
    instance.end();
}
