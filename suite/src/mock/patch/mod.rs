//! Patches: a function that is replaced by a mock, for one test or for one future.

mod answering;
mod force;
mod guard;
pub mod not_patchable;
mod patches;
mod scoped;
mod target;

pub use answering::{Answering, Call, Either, finish_patched, start_patched};
pub use force::InForce;
pub use guard::{Patch, patch};
pub use scoped::{PatchWhile, patch_while};
pub use target::{Patchable, Target};

/// Patches a function: for the tasks of the running test, a mock is called in its place.
#[macro_export]
macro_rules! patch {
    (<$owner:ty>::$function:ident $(,)?) => {
        $crate::mock::__private::patch($crate::__private::target!([$crate] <$owner>::$function))
    };
    ($function:path $(,)?) => {
        $crate::mock::__private::patch($crate::__private::target!([$crate] $function))
    };
}

/// Patches a function while a future is being polled.
#[macro_export]
macro_rules! patch_while {
    (<$owner:ty>::$function:ident, $make:expr $(,)?) => {
        $crate::mock::__private::patch_while(
            $crate::__private::target!([$crate] <$owner>::$function),
            $make,
        )
    };
    ($function:path, $make:expr $(,)?) => {
        $crate::mock::__private::patch_while($crate::__private::target!([$crate] $function), $make)
    };
}
