//! The built-in cells: the one file that knows the runtime features.

use runtime_matrix_core::{Capabilities, Capability, RuntimeFactory};

/// Not public API. Puts the cells of a test together.
#[doc(hidden)]
pub use runtime_matrix_macros::__expand as expand;

/// Not public API. The factories of the cells that are switched on, for the expansion of the attributes.
#[doc(hidden)]
pub mod factory {
    #[cfg(feature = "async-std")]
    pub use runtime_matrix_async_std::AsyncStd;
    #[cfg(feature = "futures")]
    pub use runtime_matrix_futures::{Local as FuturesLocal, Pool as FuturesPool};
    pub use runtime_matrix_sim::Sim;
    #[cfg(feature = "smol")]
    pub use runtime_matrix_smol::Smol;
    #[cfg(feature = "tokio")]
    pub use runtime_matrix_tokio::{
        CurrentThread as TokioCurrentThread, MultiThread as TokioMultiThread,
    };
}

/// Not public API. Hands the table of built-in cells to a macro, before what else it is to get.
///
/// A row is `cell(factory: capability …)`, or `cell(off "feature")`. Each feature has a macro that adds its
/// rows, on or off, and calls the next one's.
#[doc(hidden)]
#[macro_export]
macro_rules! __cells {
    ($then:tt $($test:tt)*) => {
        $crate::__tokio_cells! { $then {
            sim(Sim: timer blocking native_clock)
        } $($test)* }
    };
}

/// Not public API.
#[cfg(feature = "tokio")]
#[doc(hidden)]
#[macro_export]
macro_rules! __tokio_cells {
    ($then:tt { $($rows:tt)* } $($test:tt)*) => {
        $crate::__async_std_cells! { $then {
            $($rows)*
            tokio_current_thread(TokioCurrentThread: timer blocking net)
            tokio_multi_thread(TokioMultiThread: timer blocking net threads)
        } $($test)* }
    };
}

/// Not public API.
#[cfg(not(feature = "tokio"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __tokio_cells {
    ($then:tt { $($rows:tt)* } $($test:tt)*) => {
        $crate::__async_std_cells! { $then {
            $($rows)*
            tokio_current_thread(off "tokio")
            tokio_multi_thread(off "tokio")
        } $($test)* }
    };
}

/// Not public API.
#[cfg(feature = "async-std")]
#[doc(hidden)]
#[macro_export]
macro_rules! __async_std_cells {
    ($then:tt { $($rows:tt)* } $($test:tt)*) => {
        $crate::__smol_cells! { $then {
            $($rows)*
            async_std(AsyncStd: timer blocking net threads)
        } $($test)* }
    };
}

/// Not public API.
#[cfg(not(feature = "async-std"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __async_std_cells {
    ($then:tt { $($rows:tt)* } $($test:tt)*) => {
        $crate::__smol_cells! { $then {
            $($rows)*
            async_std(off "async-std")
        } $($test)* }
    };
}

/// Not public API.
#[cfg(feature = "smol")]
#[doc(hidden)]
#[macro_export]
macro_rules! __smol_cells {
    ($then:tt { $($rows:tt)* } $($test:tt)*) => {
        $crate::__futures_cells! { $then {
            $($rows)*
            smol(Smol: timer blocking net)
        } $($test)* }
    };
}

/// Not public API.
#[cfg(not(feature = "smol"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __smol_cells {
    ($then:tt { $($rows:tt)* } $($test:tt)*) => {
        $crate::__futures_cells! { $then {
            $($rows)*
            smol(off "smol")
        } $($test)* }
    };
}

/// Not public API.
#[cfg(feature = "futures")]
#[doc(hidden)]
#[macro_export]
macro_rules! __futures_cells {
    ([$($then:tt)*] { $($rows:tt)* } $($test:tt)*) => {
        $($then)* ! { $crate {
            $($rows)*
            futures_local(FuturesLocal:)
            futures_pool(FuturesPool: threads)
        } $($test)* }
    };
}

/// Not public API.
#[cfg(not(feature = "futures"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __futures_cells {
    ([$($then:tt)*] { $($rows:tt)* } $($test:tt)*) => {
        $($then)* ! { $crate {
            $($rows)*
            futures_local(off "futures")
            futures_pool(off "futures")
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
