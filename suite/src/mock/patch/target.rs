use std::{borrow::Cow, fmt, marker::PhantomData};

use crate::mock::{args::Args, handle::Kind, shelf::short};

/// Not public API. A function that can be patched, as generated code describes it.
#[doc(hidden)]
pub struct Target<A: Args, O: Send + 'static, K: Kind> {
    pub(crate) site: Site,
    pub(crate) parameters: &'static [&'static str],
    of: Of<A, O, K>,
}

/// The types of a function's mock.
type Of<A, O, K> = PhantomData<fn() -> (A, O, K)>;

/// What tells functions apart: where they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Site {
    /// The module of a function, the type of a method.
    owner: &'static str,
    is_method: bool,
    name: &'static str,
    file: &'static str,
    line: u32,
    column: u32,
}

impl<A: Args, O: Send + 'static, K: Kind> Target<A, O, K> {
    /// Describes a function of a module.
    #[must_use]
    pub fn function(owner: &'static str, name: &'static str) -> Target<A, O, K> {
        Target::new(owner, name, false)
    }

    /// Describes a function of a type.
    #[must_use]
    pub fn method(owner: &'static str, name: &'static str) -> Target<A, O, K> {
        Target::new(owner, name, true)
    }

    fn new(owner: &'static str, name: &'static str, is_method: bool) -> Target<A, O, K> {
        Target {
            site: Site {
                owner,
                is_method,
                name,
                file: "",
                line: 0,
                column: 0,
            },
            parameters: &[],
            of: PhantomData,
        }
    }

    /// Says where it stands.
    #[must_use]
    pub fn at(mut self, file: &'static str, line: u32, column: u32) -> Target<A, O, K> {
        (self.site.file, self.site.line, self.site.column) = (file, line, column);
        self
    }

    /// Says what its parameters are called.
    #[must_use]
    pub fn with_parameters(mut self, parameters: &'static [&'static str]) -> Target<A, O, K> {
        self.parameters = parameters;
        self
    }
}

impl Site {
    /// Returns what failures call the function: `send`, `Cat::walk`.
    pub(crate) fn name(&self) -> Cow<'static, str> {
        if self.is_method {
            format!("{}::{}", short(self.owner), self.name).into()
        } else {
            self.name.into()
        }
    }
}

/// Not public API. What can be patched.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "this function is not patchable",
    label = "not patchable",
    note = "put `#[cfg_attr(test, runtime_matrix::patchable)]` above it, where it is defined; where it is another's, \
            call it through a function of your own",
    note = "if that is there: `cfg(test)` holds for the unit tests of its own crate alone, so where `tests/` patch it, \
            write `cfg_attr(feature = \"…\", …)` with a feature of that crate"
)]
pub trait Patchable: sealed::Sealed {
    /// What is kept of the arguments.
    type Args: Args;
    /// What it returns.
    type Output: Send + 'static;
    /// Whether it is async.
    type Kind: Kind;
    /// Returns the function's description.
    fn target(self) -> Target<Self::Args, Self::Output, Self::Kind>;
}

mod sealed {
    pub trait Sealed {}
}

impl<A: Args, O: Send + 'static, K: Kind> sealed::Sealed for Target<A, O, K> {}

impl<A: Args, O: Send + 'static, K: Kind> Patchable for Target<A, O, K> {
    type Args = A;
    type Output = O;
    type Kind = K;

    fn target(self) -> Target<A, O, K> {
        self
    }
}

impl<A: Args, O: Send + 'static, K: Kind> fmt::Debug for Target<A, O, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Target")
            .field("site", &self.site)
            .finish_non_exhaustive()
    }
}
