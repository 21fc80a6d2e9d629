//! Mocks that are made on first use: those of generic methods, and those of functions without `self`.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex},
};

use crate::{
    mock::{
        args::Args,
        handle::{Kind, Mock},
    },
    sync::lock,
    tracking::current::Current,
};

/// Not public API. Mocks by what they are for. Clones share them.
#[doc(hidden)]
#[derive(Clone, Default)]
pub struct Shelf {
    mocks: Arc<Mutex<HashMap<Key, Box<dyn Any + Send + Sync>>>>,
}

/// The types that a mock is for, and its name.
type Key = (TypeId, String);

impl Shelf {
    /// Returns the mock that is called so for the types of `For`.
    #[track_caller]
    #[must_use]
    pub fn mock<For: 'static, A: Args, O: Send + 'static, K: Kind>(
        &self,
        name: String,
        parameters: &'static [&'static str],
    ) -> Mock<A, O, K> {
        let key = (TypeId::of::<(For, Mock<A, O, K>)>(), name);
        let known = |mocks: &HashMap<Key, Box<dyn Any + Send + Sync>>| {
            let mock = mocks.get(&key)?.downcast_ref::<Mock<A, O, K>>();
            mock.cloned()
        };
        if let Some(mock) = known(&lock(&self.mocks)) {
            return mock;
        }
        let mock = Mock::with_parameters(key.1.clone(), parameters);
        let mut mocks = lock(&self.mocks);
        // Another thread may have been faster. Its own is then the one, and this one was never called.
        known(&mocks).unwrap_or_else(|| {
            mocks.insert(key, Box::new(mock.clone()));
            mock
        })
    }
}

impl fmt::Debug for Shelf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shelf").finish_non_exhaustive()
    }
}

/// Not public API. Returns the mock of the running test that is called so for the types of `For`.
///
/// # Panics
///
/// Panics if no test runs on this thread, and if the test has ended.
#[doc(hidden)]
#[track_caller]
#[must_use]
pub fn of_test<For: 'static, A: Args, O: Send + 'static, K: Kind>(
    accessor: &str,
    name: String,
    parameters: &'static [&'static str],
) -> Mock<A, O, K> {
    let Some(cell) = Current::tracker() else {
        panic!(
            "`{accessor}` is the mock of `{name}` in the running test, and no test runs on this thread: such a function \
             has no object that could bring its mock along, so call it from the test and from what the test spawns"
        )
    };
    let (shelf, _) = cell.store.of::<Shelf>();
    shelf.mock::<For, A, O, K>(name, parameters)
}

/// Not public API. Returns a function's name with its type arguments, as it is called in code.
#[doc(hidden)]
#[must_use]
pub fn label(name: &str, arguments: &[String]) -> String {
    if arguments.is_empty() {
        return name.to_owned();
    }
    let arguments: Vec<_> = arguments.iter().map(|name| short(name)).collect();
    format!("{name}::<{}>", arguments.join(", "))
}

/// Returns the name of a type without the modules: `Option<User>` for `core::option::Option<app::User>`.
pub(crate) fn short(name: &str) -> String {
    let mut text = String::new();
    let mut rest = name;
    while let Some(end) = rest.find(|letter: char| !is_path(letter)) {
        text.push_str(last_segment(&rest[..end]));
        let next = rest[end..].chars().next().map_or(0, char::len_utf8);
        text.push_str(&rest[end..end + next]);
        rest = &rest[end + next..];
    }
    text.push_str(last_segment(rest));
    text
}

fn is_path(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == ':'
}

fn last_segment(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_name_has_no_modules() {
        assert_eq!(
            short("core::option::Option<app::user::User>"),
            "Option<User>"
        );
        assert_eq!(short("(alloc::string::String, &[u8])"), "(String, &[u8])");
        assert_eq!(short("u8"), "u8");
    }
}
