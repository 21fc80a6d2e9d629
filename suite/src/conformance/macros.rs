/// Checks a runtime against the catalogue, in one line of a test file.
///
/// It expands to a module `conformance` with a plain `#[test]` for each case, by area: filters, `--list`, capture and
/// nextest just work. Cases run in processes of their own, so that a runtime that hangs or takes its process down
/// fails the case that it does that in, and no other.
///
/// ```
/// # use runtime_matrix::Sim as MyRuntime;
/// runtime_matrix::conformance!(MyRuntime);
/// # fn main() {}
/// ```
///
/// What is given is an expression for the runtime's [`RuntimeFactory`](crate::RuntimeFactory). Exceptions follow,
/// each with its reason: a case that is `known` to fail is run and has to fail; one to `skip` is not run.
///
/// ```
/// # use runtime_matrix::Sim as MyRuntime;
/// runtime_matrix::conformance! {
///     MyRuntime,
///     known("cancel::gives_a_sleep_back", "a dropped sleep stays in the wheel until it fires"),
///     skip("spawn::runs_each_of_many_once", "the queue has no room for ten thousand tasks"),
/// }
/// # fn main() {}
/// ```
///
/// A case whose power the card does not declare passes and says so in its output; `info` cases print what they have
/// seen. A failure of a case that SHOULD hold fails its test too: the reason why it may is the exception's. One test more,
/// `at_best`, tells past libtest's capture what the exceptions leave: with one for a MUST, a runtime is no more than
/// [partial](crate::conformance::Conformance::Partial), however green the rest.
#[macro_export]
macro_rules! conformance {
    ($factory:expr $(, $kind:ident($case:literal, $reason:literal))* $(,)?) => {
        /// The runtime that is checked.
        fn __runtime_under_test() -> &'static dyn $crate::RuntimeFactory {
            static FACTORY: ::std::sync::OnceLock<&'static dyn $crate::RuntimeFactory> =
                ::std::sync::OnceLock::new();
            *FACTORY.get_or_init(|| {
                let factory: &'static _ = ::std::boxed::Box::leak(::std::boxed::Box::new($factory));
                factory
            })
        }

        /// What is said of cases beforehand.
        const __EXCEPTIONS: &[(&str, &str, bool)] =
            &[$(($case, $reason, $crate::__is_run!($kind))),*];

        $crate::__conformance_index! { __conformance_tests }
    };
    () => {
        ::std::compile_error!("which runtime? Write `conformance!(MyRuntime)`, with its factory");
    };
    ($factory:expr, $($exceptions:tt)+) => {
        ::std::compile_error!(
            "after the runtime come exceptions, each with its reason: `known(\"case\", \"reason\")` for one that is \
             known to fail, `skip(\"case\", \"reason\")` for one that is not to be run"
        );
    };
}

/// Not public API.
#[doc(hidden)]
#[macro_export]
macro_rules! __is_run {
    (known) => {
        true
    };
    (skip) => {
        false
    };
    ($other:ident) => {
        ::std::compile_error!(::std::concat!(
            "`",
            ::std::stringify!($other),
            "` is no exception: write `known(\"case\", \"reason\")` or `skip(\"case\", \"reason\")`"
        ))
    };
}

/// Not public API. Writes a test for each case.
#[doc(hidden)]
#[macro_export]
macro_rules! __conformance_tests {
    ($($area:ident { $($case:ident)* })*) => {
        mod conformance {
            use super::{__EXCEPTIONS, __runtime_under_test};

            #[test]
            fn at_best() {
                $crate::__private::conformance::tell_the_best(__EXCEPTIONS, __runtime_under_test());
            }

            $(mod $area {
                $(#[test]
                fn $case() {
                    const TEST: &$crate::__private::conformance::Test =
                        &$crate::__private::conformance::Test {
                            path: ::std::concat!(::std::module_path!(), "::", ::std::stringify!($case)),
                            case: ::std::concat!(::std::stringify!($area), "::", ::std::stringify!($case)),
                            exceptions: super::__EXCEPTIONS,
                        };
                    $crate::__private::conformance::run(TEST, super::__runtime_under_test());
                })*
            })*
        }
    };
}
