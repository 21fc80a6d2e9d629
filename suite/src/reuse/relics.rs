use std::sync::{Arc, Mutex};

use crate::{
    sync::lock,
    tracking::{
        current::Current,
        failure::title,
        node::Node,
        tracker::{Phase, Tracker},
        witness::Witness,
    },
};

/// A report names that many.
const MOST: usize = 5;

/// What of ended cells was woken by a cell: somebody keeps wakers for longer than a test.
#[derive(Debug, Default)]
pub(crate) struct Relics {
    woken: Mutex<Vec<String>>,
}

impl Relics {
    /// Notes that a node which has ended was woken; it is of interest if its cell has ended, and another one's code
    /// did so.
    pub(crate) fn note(node: &Node) {
        if node.tracker.phase() != Phase::Ended {
            return;
        }
        if let Some(tracker) = Current::tracker() {
            if tracker.phase() != Phase::Ended {
                Relics::note_in(&tracker, node);
            }
        }
    }

    fn note_in(tracker: &Tracker, node: &Node) {
        let (relics, is_new) = tracker.store.of::<Relics>();
        if is_new {
            tracker.call(Arc::clone(&relics) as Arc<dyn Witness>);
        }
        let relic = format!(
            "{} of `{}`, which has ended: the waker that was called stands for it; made at {}",
            title(node),
            node.tracker.identity,
            node.place
        );
        let mut woken = lock(&relics.woken);
        if woken.len() < MOST && !woken.contains(&relic) {
            woken.push(relic);
        }
    }
}

impl Witness for Relics {
    fn evidence(&self) -> Option<String> {
        let woken = lock(&self.woken);
        let lines: Vec<_> = woken.iter().map(|relic| format!("  {relic}")).collect();
        Some(format!("woken beyond its end:\n{}", lines.join("\n")))
    }
}
