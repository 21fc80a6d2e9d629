use std::{
    any::{Any, TypeId},
    collections::HashMap,
    fmt, mem,
    sync::{Arc, Mutex},
};

use crate::sync::lock;

/// What parts of the suite keep with a cell, one of each type.
#[derive(Default)]
pub(crate) struct Store {
    kept: Mutex<HashMap<TypeId, Kept>>,
}

type Kept = Arc<dyn Any + Send + Sync>;

impl Store {
    /// Returns the one of that type, if it has been made.
    pub(crate) fn get<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        let kept = lock(&self.kept).get(&TypeId::of::<T>()).cloned();
        kept?.downcast().ok()
    }

    /// Returns the one of that type, which is made on first use; `made` tells whether it has been right now.
    pub(crate) fn of<T: Any + Send + Sync + Default>(&self) -> (Arc<T>, bool) {
        let mut made = false;
        let kept = Arc::clone(
            lock(&self.kept)
                .entry(TypeId::of::<T>())
                .or_insert_with(|| {
                    made = true;
                    Arc::new(T::default())
                }),
        );
        let kept = kept.downcast();
        (kept.expect("it is kept by its type"), made)
    }

    /// Lets all of it go.
    pub(crate) fn clear(&self) {
        let mut kept = lock(&self.kept);
        if !kept.is_empty() {
            let cleared = mem::take(&mut *kept);
            drop(kept);
            drop(cleared);
        }
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").finish_non_exhaustive()
    }
}
