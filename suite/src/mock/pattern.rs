use std::{
    fmt::{self, Write},
    panic::{AssertUnwindSafe, catch_unwind},
};

use crate::{mock::matcher::Matcher, tracking::panics};

/// What the arguments of a call are held against: a tuple with a [`Matcher`] for each, and for a mock of one
/// argument that matcher alone.
///
/// ```
/// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|_rt: runtime_matrix::Runtime| async move {
/// use runtime_matrix::mock::{AsyncMock, any};
///
/// let none = AsyncMock::<(), ()>::new("none");
/// none.call().await;
/// none.assert_awaited_once_with(());
///
/// let one = AsyncMock::<(u32,), ()>::new("one");
/// one.call(7).await;
/// one.assert_awaited_once_with(7);
///
/// let two = AsyncMock::<(u32, &str), ()>::new("two");
/// two.call(7, "seven").await;
/// two.assert_awaited_once_with((7, any()));
/// # }).unwrap();
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not match the arguments `{Args}` of the mock",
    label = "expected a tuple with a value or a matcher for each argument; one argument stands without a tuple: `5`, not `(5,)`"
)]
pub trait Pattern<Args> {
    /// Tells whether all arguments are as expected.
    fn matches(&self, args: &Args) -> bool {
        self.judge(args).into_iter().all(|matches| matches)
    }

    /// Tells of each argument whether it is as expected.
    fn judge(&self, args: &Args) -> Vec<bool>;

    /// Says what is expected of each argument.
    fn describe(&self) -> Vec<Text>;
}

/// How many characters of a value are told on one line.
const LONGEST: usize = 1_000;

/// A value or a matcher in words: on one line, and over several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    pub(crate) line: String,
    pub(crate) pretty: String,
}

impl Text {
    /// Returns what is printed by `{}` and by `{:#}`.
    pub fn of(printed: &impl fmt::Display) -> Text {
        Text::new(&format!("{printed}"), format!("{printed:#}"))
    }

    pub(crate) fn of_debug(value: &dyn fmt::Debug) -> Text {
        // It is the test's own code, and may be asked where a panic would take the report with it.
        let printed = catch_unwind(AssertUnwindSafe(|| {
            Text::new(&format!("{value:?}"), format!("{value:#?}"))
        }));
        printed.unwrap_or_else(|payload| {
            let why = panics::message(&*payload).unwrap_or_default();
            let told = format!("<its `Debug` panicked: {why}>");
            Text::new(&told, told.clone())
        })
    }

    /// What breaks its line although it was not asked to is joined again, and a line that nobody would read is
    /// cut.
    fn new(line: &str, pretty: String) -> Text {
        let lines: Vec<_> = line.lines().map(str::trim).collect();
        let mut line = lines.join(" ");
        if let Some((end, _)) = line.char_indices().nth(LONGEST) {
            let left_out = line[end..].chars().count();
            line.truncate(end);
            let _ = write!(line, "… {left_out} more characters");
        }
        Text { line, pretty }
    }
}

/// Prints what a matcher expects.
struct Described<'a, M, T: ?Sized>(&'a M, std::marker::PhantomData<fn(&T)>);

impl<M: Matcher<T>, T: ?Sized> fmt::Debug for Described<'_, M, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.describe(f)
    }
}

fn text<T, M: Matcher<T>>(matcher: &M) -> Text {
    Text::of_debug(&Described::<M, T>(matcher, std::marker::PhantomData))
}

impl Pattern<()> for () {
    fn matches(&self, (): &()) -> bool {
        true
    }

    fn judge(&self, (): &()) -> Vec<bool> {
        Vec::new()
    }

    fn describe(&self) -> Vec<Text> {
        Vec::new()
    }
}

impl<A, M: Matcher<A>> Pattern<(A,)> for M {
    fn matches(&self, args: &(A,)) -> bool {
        Matcher::matches(self, &args.0)
    }

    fn judge(&self, args: &(A,)) -> Vec<bool> {
        vec![Matcher::matches(self, &args.0)]
    }

    fn describe(&self) -> Vec<Text> {
        vec![text::<A, M>(self)]
    }
}

macro_rules! patterns {
    ($($(#[$attribute:meta])* ($($arg:ident $matcher:ident $index:tt),+);)*) => {$(
        $(#[$attribute])*
        impl<$($arg, $matcher: Matcher<$arg>),+> Pattern<($($arg,)+)> for ($($matcher,)+) {
            fn matches(&self, args: &($($arg,)+)) -> bool {
                $(self.$index.matches(&args.$index))&&+
            }

            fn judge(&self, args: &($($arg,)+)) -> Vec<bool> {
                vec![$(self.$index.matches(&args.$index)),+]
            }

            fn describe(&self) -> Vec<Text> {
                vec![$(text::<$arg, $matcher>(&self.$index)),+]
            }
        }
    )*};
}

patterns! {
    (A M 0, B N 1);
    (A M 0, B N 1, C O 2);
    (A M 0, B N 1, C O 2, D P 3);
    (A M 0, B N 1, C O 2, D P 3, E Q 4);
    (A M 0, B N 1, C O 2, D P 3, E Q 4, F R 5);
    (A M 0, B N 1, C O 2, D P 3, E Q 4, F R 5, G S 6);
    (A M 0, B N 1, C O 2, D P 3, E Q 4, F R 5, G S 6, H T 7);
    (A M 0, B N 1, C O 2, D P 3, E Q 4, F R 5, G S 6, H T 7, I U 8);
    (A M 0, B N 1, C O 2, D P 3, E Q 4, F R 5, G S 6, H T 7, I U 8, J V 9);
    (A M 0, B N 1, C O 2, D P 3, E Q 4, F R 5, G S 6, H T 7, I U 8, J V 9, K W 10);
    (A M 0, B N 1, C O 2, D P 3, E Q 4, F R 5, G S 6, H T 7, I U 8, J V 9, K W 10, L X 11);
}
