//! The built-in cells: the one file that knows the runtime features.

use runtime_matrix_core::{Capabilities, Capability, RuntimeFactory};

use crate::{
    __private::{Body, Test},
    Runtime,
};

/// Not public API. Puts the cells of a test together.
#[doc(hidden)]
pub use runtime_matrix_macros::__expand as expand;

/// Not public API. The factories of the cells that are switched on, for the expansion of the attributes.
#[doc(hidden)]
pub mod factory {
    pub use runtime_matrix_sim::Sim;
    #[cfg(feature = "tokio")]
    pub use runtime_matrix_tokio::{
        CurrentThread as TokioCurrentThread, MultiThread as TokioMultiThread,
    };
}

/// Not public API. Hands the table of built-in cells to a macro, before what else it is to get.
///
/// A row is `cell(factory: capability …)`, or `cell(off "feature")`. A feature whose cells can be
/// switched on has a macro like `__tokio_cells!` that adds its rows, and calls the next one.
#[doc(hidden)]
#[macro_export]
macro_rules! __cells {
    ([$($then:tt)*] $($test:tt)*) => {
        $crate::__tokio_cells! { [$($then)*] {
            sim(Sim: timer blocking native_clock)
            async_std(off "async-std")
            smol(off "smol")
            futures_local(off "futures")
            futures_pool(off "futures")
        } $($test)* }
    };
}

/// Not public API.
#[cfg(feature = "tokio")]
#[doc(hidden)]
#[macro_export]
macro_rules! __tokio_cells {
    ([$($then:tt)*] { $($rows:tt)* } $($test:tt)*) => {
        $($then)* ! { $crate {
            $($rows)*
            tokio_current_thread(TokioCurrentThread: timer blocking)
            tokio_multi_thread(TokioMultiThread: timer blocking threads)
        } $($test)* }
    };
}

/// Not public API.
#[cfg(not(feature = "tokio"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __tokio_cells {
    ([$($then:tt)*] { $($rows:tt)* } $($test:tt)*) => {
        $($then)* ! { $crate {
            $($rows)*
            tokio_current_thread(off "tokio")
            tokio_multi_thread(off "tokio")
        } $($test)* }
    };
}

/// The table, as far as its cells are on.
struct Table {
    factories: &'static [&'static dyn RuntimeFactory],
    /// The capabilities of each cell by their names.
    capabilities: &'static [(&'static str, &'static [&'static str])],
}

/// Makes a [`Table`] of the table, row by row.
macro_rules! table {
    ($krate:tt { $($rows:tt)* }) => {
        table!(@ [] $($rows)*)
    };
    (@ [$($on:tt)*] $cell:ident(off $feature:literal) $($rows:tt)*) => {
        table!(@ [$($on)*] $($rows)*)
    };
    (@ [$($on:tt)*] $cell:ident($factory:ident: $($capability:ident)*) $($rows:tt)*) => {
        table!(@ [$($on)* $cell $factory [$($capability)*]] $($rows)*)
    };
    (@ [$($cell:ident $factory:ident [$($capability:ident)*])*]) => {
        Table {
            factories: &[$(&factory::$factory),*],
            capabilities: &[$((stringify!($cell), &[$(stringify!($capability)),*])),*],
        }
    };
}

static TABLE: Table = __cells! { [table] };

/// Returns the factories of the built-in cells whose features are on, in the order of the vocabulary.
///
/// ```
/// assert_eq!(runtime_matrix::factories()[0].id(), "sim", "no feature switches it off");
/// ```
#[must_use]
pub fn factories() -> &'static [&'static dyn RuntimeFactory] {
    TABLE.factories
}

/// Not public API. Returns what the table says of the cell, which its card has to agree with.
#[must_use]
pub fn declared(cell: &str) -> Option<Capabilities> {
    let (_, names) = TABLE.capabilities.iter().find(|(id, _)| *id == cell)?;
    let capabilities: Option<Vec<_>> = names.iter().copied().map(Capability::from_name).collect();
    capabilities.as_deref().map(Capabilities::of)
}

/// Not public API. Stands in for the run of a cell that a test asks for by name while it is off.
///
/// # Panics
///
/// Always.
#[track_caller]
pub fn needs(_: &Test, reason: &str, _: fn(Runtime) -> Body) -> ! {
    panic!("{reason}")
}

/// Returns the feature that switches a built-in cell on; `sim` needs none.
pub(crate) fn feature_of(cell: &str) -> Option<&'static str> {
    match cell {
        "tokio_current_thread" | "tokio_multi_thread" => Some("tokio"),
        "async_std" => Some("async-std"),
        "smol" => Some("smol"),
        "futures_local" | "futures_pool" => Some("futures"),
        _ => None,
    }
}
