use std::sync::Arc;

use crate::tracking::node::{Kind, Node};

/// The nodes that are alive, each at a key of its own, and what those left behind that are not.
/// Inserting and removing take constant time.
#[derive(Default)]
pub(crate) struct Registry {
    slots: Vec<Option<Arc<Node>>>,
    free: Vec<usize>,
    /// How many nodes there have been; the next one's id.
    pub(crate) made: u64,
    /// How many tasks are alive, without jobs and the body.
    pub(crate) tasks_alive: usize,
    /// Polls of those that have ended.
    pub(crate) polls_of_ended: u64,
}

impl Registry {
    /// Adds the node that `make` makes of its id and key.
    pub(crate) fn insert(&mut self, make: impl FnOnce((u64, usize)) -> Arc<Node>) -> Arc<Node> {
        let key = self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            self.slots.len() - 1
        });
        let node = make((self.made, key));
        self.made += 1;
        self.tasks_alive += usize::from(node.kind == Kind::Task);
        self.slots[key] = Some(Arc::clone(&node));
        node
    }

    pub(crate) fn remove(&mut self, node: &Node) -> Option<Arc<Node>> {
        let removed = self.slots[node.key].take()?;
        // The last slot needs no note: with nothing but the body in a cell, there is none at all.
        if node.key + 1 == self.slots.len() {
            self.slots.pop();
        } else {
            self.free.push(node.key);
        }
        self.tasks_alive -= usize::from(node.kind == Kind::Task);
        self.polls_of_ended += u64::from(node.polls());
        Some(removed)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Arc<Node>> {
        self.slots.iter().flatten()
    }
}
