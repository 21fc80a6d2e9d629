use std::sync::Arc;

use crate::task::Task;

/// The tasks of an instance that have not ended, each at an index that is used again after its end.
#[derive(Default)]
pub(crate) struct Tasks {
    slots: Vec<Option<Arc<Task>>>,
    free: Vec<usize>,
}

impl Tasks {
    /// Adds the task that `task` makes for its index.
    pub(crate) fn insert(&mut self, task: impl FnOnce(usize) -> Arc<Task>) -> Arc<Task> {
        let index = self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            self.slots.len() - 1
        });
        let task = task(index);
        self.slots[index] = Some(Arc::clone(&task));
        task
    }

    pub(crate) fn remove(&mut self, index: usize) {
        self.slots[index] = None;
        self.free.push(index);
    }

    pub(crate) fn to_vec(&self) -> Vec<Arc<Task>> {
        self.slots.iter().flatten().cloned().collect()
    }

    /// Returns those that wait to be woken, in the order of their places.
    pub(crate) fn waiting(&self) -> Vec<Arc<Task>> {
        let waiting = self.slots.iter().flatten().filter(|task| task.is_waiting());
        waiting.cloned().collect()
    }

    pub(crate) fn len(&self) -> usize {
        self.slots.len() - self.free.len()
    }
}
