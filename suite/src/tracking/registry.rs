use std::sync::Arc;

use crate::tracking::node::Node;

/// The nodes that are alive, each at a key of its own. Inserting and removing take constant time.
#[derive(Default)]
pub(crate) struct Registry {
    slots: Vec<Option<Arc<Node>>>,
    free: Vec<usize>,
}

impl Registry {
    pub(crate) fn insert(&mut self, node: Arc<Node>) -> usize {
        match self.free.pop() {
            Some(key) => {
                self.slots[key] = Some(node);
                key
            }
            None => {
                self.slots.push(Some(node));
                self.slots.len() - 1
            }
        }
    }

    pub(crate) fn remove(&mut self, key: usize) -> Option<Arc<Node>> {
        let node = self.slots.get_mut(key)?.take()?;
        self.free.push(key);
        Some(node)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Arc<Node>> {
        self.slots.iter().flatten()
    }
}
