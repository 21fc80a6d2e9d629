//! A wrapper around the library that breaks one thing: what the tests are shown to fail on.
//!
//! Here is what all types have in common; what is broken of one stands beside its properties.

mod breakage;

pub(super) use breakage::Breakage;

/// The library with one breakage; with none it has to pass everything.
#[derive(Clone, Copy, Debug)]
pub(super) struct Broken {
    pub(super) breakage: Option<Breakage>,
}

impl Broken {
    pub(super) fn has(self, breakage: Breakage) -> bool {
        self.breakage == Some(breakage)
    }
}
