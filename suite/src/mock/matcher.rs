use std::{
    fmt::{self, Debug},
    marker::PhantomData,
    ops::{Range, RangeFrom, RangeInclusive, RangeTo, RangeToInclusive},
};

/// What one argument is held against: a value that it has to equal, or something looser.
///
/// Each value is a matcher of its own type. Beside values there are [`any`], [`eq`], [`not`], [`predicate`],
/// [`contains`], [`matching!`](crate::mock::matching) and ranges; `&str` matches a `String`, and an array
/// or a slice a `Vec`.
///
/// ```
/// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|_rt: runtime_matrix::Runtime| async move {
/// use runtime_matrix::mock::{AsyncMock, any};
///
/// let store = AsyncMock::<(String, u32), ()>::new("store");
/// store.call_ref("answer", &42).await;
/// store.assert_awaited_once_with(("answer", 40..50));
/// store.assert_awaited_once_with((any(), 42));
/// # }).unwrap();
/// ```
pub trait Matcher<T: ?Sized> {
    /// Tells whether the argument is as expected.
    fn matches(&self, argument: &T) -> bool;

    /// Says what is expected, as it stands in a failure: `"PONG"`, `any()`, `10..60`.
    ///
    /// # Errors
    ///
    /// Only those of the formatter.
    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result;
}

impl<T: PartialEq + Debug> Matcher<T> for T {
    fn matches(&self, argument: &T) -> bool {
        self == argument
    }

    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fmt(f)
    }
}

/// Puts a matcher for what is borrowed beside the one for what is owned.
macro_rules! borrowed {
    ($([$($generics:tt)*] $expected:ty => $argument:ty;)*) => {$(
        impl<$($generics)*> Matcher<$argument> for $expected {
            fn matches(&self, argument: &$argument) -> bool {
                argument == self
            }

            fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.fmt(f)
            }
        }
    )*};
}

borrowed! {
    [] &str => String;
    [T: PartialEq + Debug] &[T] => Vec<T>;
    [T: PartialEq + Debug, const N: usize] [T; N] => Vec<T>;
    [T: PartialEq + Debug, const N: usize] &[T; N] => Vec<T>;
}

/// Makes matchers of ranges.
macro_rules! ranges {
    ($($range:ident)*) => {$(
        impl<T: PartialOrd + Debug> Matcher<T> for $range<T> {
            fn matches(&self, argument: &T) -> bool {
                self.contains(argument)
            }

            fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.fmt(f)
            }
        }
    )*};
}

ranges! { Range RangeFrom RangeInclusive RangeTo RangeToInclusive }

/// Matches whatever comes.
///
/// ```
/// use runtime_matrix::mock::{Matcher, any};
///
/// assert!(any().matches(&7));
/// ```
#[must_use]
pub fn any() -> Any {
    Any(())
}

/// The matcher [`any`].
#[derive(Clone, Copy)]
pub struct Any(());

impl<T: ?Sized> Matcher<T> for Any {
    fn matches(&self, _: &T) -> bool {
        true
    }

    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any()")
    }
}

/// Matches what equals `value`, of whatever type that is: an `Option<String>` and an `Option<&str>` are
/// not comparable, but a `Vec<String>` and an array of `&str` are.
///
/// ```
/// use runtime_matrix::mock::{Matcher, eq};
///
/// assert!(eq(["a", "b"]).matches(&vec!["a".to_owned(), "b".to_owned()]));
/// ```
#[must_use]
pub fn eq<V: Debug>(value: V) -> Eq<V> {
    Eq(value)
}

/// The matcher [`eq`].
#[derive(Clone)]
pub struct Eq<V>(V);

impl<T: PartialEq<V>, V: Debug> Matcher<T> for Eq<V> {
    fn matches(&self, argument: &T) -> bool {
        *argument == self.0
    }

    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Matches what the other matcher does not.
///
/// ```
/// use runtime_matrix::mock::{Matcher, not};
///
/// assert!(not(7).matches(&8));
/// assert!(!not(1..9).matches(&8));
/// ```
#[must_use]
pub fn not<M>(matcher: M) -> Not<M> {
    Not(matcher)
}

/// The matcher [`not`].
#[derive(Clone)]
pub struct Not<M>(M);

impl<T: ?Sized, M: Matcher<T>> Matcher<T> for Not<M> {
    fn matches(&self, argument: &T) -> bool {
        !self.0.matches(argument)
    }

    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not(")?;
        self.0.describe(f)?;
        f.write_str(")")
    }
}

/// Matches a text that has `part` in it.
///
/// ```
/// use runtime_matrix::mock::{Matcher, contains};
///
/// assert!(contains("user").matches(&"no such user".to_owned()));
/// ```
#[must_use]
pub fn contains(part: &str) -> Contains {
    Contains(part.to_owned())
}

/// The matcher [`contains`].
#[derive(Clone)]
pub struct Contains(String);

impl<T: AsRef<str> + ?Sized> Matcher<T> for Contains {
    fn matches(&self, argument: &T) -> bool {
        argument.as_ref().contains(&self.0)
    }

    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "contains({:?})", self.0)
    }
}

/// Matches what `holds` says yes to; failures call it by its description.
///
/// ```
/// use runtime_matrix::mock::{Matcher, predicate};
///
/// let even = predicate("an even number", |number: &u32| number % 2 == 0);
/// assert!(even.matches(&4) && !even.matches(&5));
/// ```
#[must_use]
pub fn predicate<T: ?Sized, F: Fn(&T) -> bool>(description: &str, holds: F) -> Predicate<T, F> {
    Predicate {
        description: description.to_owned(),
        holds,
        argument: PhantomData,
    }
}

/// The matcher [`predicate`].
pub struct Predicate<T: ?Sized, F> {
    description: String,
    holds: F,
    argument: PhantomData<fn(&T)>,
}

impl<T: ?Sized, F: Fn(&T) -> bool> Matcher<T> for Predicate<T, F> {
    fn matches(&self, argument: &T) -> bool {
        (self.holds)(argument)
    }

    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.description)
    }
}

/// Matches what fits a pattern, as `matches!` does; failures show the pattern.
///
/// ```
/// use runtime_matrix::mock::{Matcher, matching};
///
/// let found = matching!(Some(number) if *number > 7);
/// assert!(found.matches(&Some(8)) && !found.matches(&None::<i32>));
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __matching {
    ($($pattern:tt)+) => {
        $crate::mock::predicate(stringify!($($pattern)+), |argument: &_| matches!(argument, $($pattern)+))
    };
}

/// Lets failures and `{:?}` say the same of matchers that are no values.
macro_rules! debug {
    ($([$($generics:tt)*] $matcher:ty: $argument:ty;)*) => {$(
        impl<$($generics)*> Debug for $matcher {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                Matcher::<$argument>::describe(self, f)
            }
        }
    )*};
}

debug! {
    [] Any: ();
    [] Contains: str;
    [T: ?Sized, F: Fn(&T) -> bool] Predicate<T, F>: T;
}

impl<V: Debug> Debug for Eq<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("eq").field(&self.0).finish()
    }
}

impl<M: Debug> Debug for Not<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("not").field(&self.0).finish()
    }
}
