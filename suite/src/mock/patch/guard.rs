use std::{
    fmt,
    ops::Deref,
    panic::Location,
    sync::{Arc, Weak},
};

use crate::{
    mock::{
        args::Args,
        handle::{Kind, Mock},
        journal::{Attach, Attached},
        patch::{
            patches::{Alive, Entry, Patches, next_id},
            target::{Patchable, Target},
        },
    },
    tracking::{current::Current, tracker::Tracker},
};

/// The patch of a function, made by [`patch!`](crate::patch!), and the mock that it is replaced by.
///
/// Dropping it restores what was before. The latest of several patches of one function counts, in whatever order
/// they are dropped.
#[must_use = "dropping the guard restores the function"]
pub struct Patch<A: Args, O: Send + 'static, K: Kind> {
    mock: Mock<A, O, K>,
    id: u64,
    patches: Weak<Patches>,
    _alive: Alive,
}

/// Not public API. Patches a function for the tasks of the running test.
///
/// # Panics
///
/// Panics if no test runs on this thread, and if the test has ended.
#[doc(hidden)]
#[track_caller]
pub fn patch<T: Patchable>(target: T) -> Patch<T::Args, T::Output, T::Kind> {
    let target = target.target();
    let (cell, entry, mock) = entry(&target);
    let patches = Patches::of(&cell);
    let patch = Patch {
        mock,
        id: entry.id,
        patches: Arc::downgrade(&patches),
        _alive: Alive::new(),
    };
    patches.add(entry);
    patch
}

/// The cell that a patch is for, its entry, and the mock.
type Made<A, O, K> = (Arc<Tracker>, Entry, Mock<A, O, K>);

/// Makes the mock of a patch.
#[track_caller]
pub(crate) fn entry<A: Args, O: Send + 'static, K: Kind>(
    target: &Target<A, O, K>,
) -> Made<A, O, K> {
    let name = target.site.name();
    let Some(cell) = Current::tracker() else {
        panic!(
            "`{name}` is patched for the tasks of the running test, and no test runs on this thread: patch it inside a \
             `#[runtime_matrix::test]`, in the test's body or in what that spawns"
        )
    };
    let mock = Mock::with_parameters(name, target.parameters);
    let entry = Entry {
        id: next_id(),
        site: target.site,
        mock: Arc::new(mock.clone()),
        place: Location::caller(),
    };
    (cell, entry, mock)
}

impl<A: Args, O: Send + 'static, K: Kind> Deref for Patch<A, O, K> {
    type Target = Mock<A, O, K>;

    fn deref(&self) -> &Mock<A, O, K> {
        &self.mock
    }
}

impl<A: Args, O: Send + 'static, K: Kind> Attach for Patch<A, O, K> {
    fn attached(&self) -> Arc<dyn Attached> {
        self.mock.attached()
    }
}

impl<A: Args, O: Send + 'static, K: Kind> Drop for Patch<A, O, K> {
    fn drop(&mut self) {
        if let Some(patches) = self.patches.upgrade() {
            patches.remove(self.id);
        }
    }
}

impl<A: Args, O: Send + 'static, K: Kind> fmt::Debug for Patch<A, O, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Patch")
            .field("mock", &self.mock)
            .finish_non_exhaustive()
    }
}
