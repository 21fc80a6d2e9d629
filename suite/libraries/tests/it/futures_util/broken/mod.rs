//! A wrapper around the library that breaks one thing: what the tests are shown to fail on.

mod aborting;
mod breakage;
mod combinators;
mod mutex;
mod ordered;
mod select;
mod sets;
mod shared;
mod streams;
mod unordered;

pub(super) use breakage::Breakage;

/// The library with one breakage; with none it has to pass everything.
#[derive(Clone, Copy, Debug)]
pub(super) struct Broken {
    pub(super) breakage: Option<Breakage>,
}

impl Broken {
    fn has(self, breakage: Breakage) -> bool {
        self.breakage == Some(breakage)
    }
}
