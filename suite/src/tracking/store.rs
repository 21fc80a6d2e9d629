use std::{
    any::{Any, TypeId},
    fmt, mem,
    sync::{Arc, Mutex},
};

use crate::sync::lock;

/// What parts of the suite keep with a cell, one of each type.
#[derive(Default)]
pub(crate) struct Store {
    /// There are but a few types: a map costs each cell a system call for its hash's keys.
    kept: Mutex<Vec<(TypeId, Kept)>>,
}

type Kept = Arc<dyn Any + Send + Sync>;

impl Store {
    /// Returns the one of that type, if it has been made.
    pub(crate) fn get<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        let kept = find::<T>(&lock(&self.kept))?;
        kept.downcast().ok()
    }

    /// Returns the one of that type, which is made on first use; `made` tells whether it has been right now.
    pub(crate) fn of<T: Any + Send + Sync + Default>(&self) -> (Arc<T>, bool) {
        let mut all = lock(&self.kept);
        let found = find::<T>(&all);
        let made = found.is_none();
        let kept = found.unwrap_or_else(|| {
            let kept: Kept = Arc::new(T::default());
            all.push((TypeId::of::<T>(), Arc::clone(&kept)));
            kept
        });
        drop(all);
        (kept.downcast().expect("it is kept by its type"), made)
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

fn find<T: Any>(kept: &[(TypeId, Kept)]) -> Option<Kept> {
    let wanted = TypeId::of::<T>();
    let found = kept.iter().find(|(of, _)| *of == wanted);
    found.map(|(_, kept)| Arc::clone(kept))
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").finish_non_exhaustive()
    }
}
