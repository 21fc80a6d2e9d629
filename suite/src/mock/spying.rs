//! What came out of a mock: for spies, which let the real thing answer.

use std::sync::Mutex;

use crate::{
    mock::{
        args::Args,
        handle::{Kind, Mock},
        within::Within,
    },
    sync::lock,
};

impl<A: Args, O: Clone + Send + 'static, K: Kind> Mock<A, O, K> {
    /// Keeps a copy of each output from now on, as a spy does.
    pub fn keep_outputs(&self) -> &Self {
        self.core.look(|state| state.keep = Some(O::clone));
        self
    }

    /// Returns what came out so far, in the order of the calls; those that gave nothing are left out.
    ///
    /// # Panics
    ///
    /// Panics if the mock keeps no outputs: a spy does, and so does one that was told to by
    /// [`keep_outputs`](Mock::keep_outputs).
    #[must_use]
    #[track_caller]
    pub fn outputs(&self) -> Vec<O> {
        let (keeps, kept) = self.core.look(|state| {
            let entries = state.log.entries().iter();
            let kept: Vec<_> = entries.filter_map(|entry| entry.output.clone()).collect();
            (state.keep.is_some(), kept)
        });
        assert!(
            keeps,
            "mock `{}` keeps no outputs: make it with `spy`, or say `keep_outputs()` before it is called",
            self.core.name
        );
        // The copies are the test's own code.
        kept.iter().map(|output| self.copy(output)).collect()
    }

    #[track_caller]
    fn copy(&self, output: &Mutex<O>) -> O {
        let Some(_within) = Within::enter(output) else {
            panic!(
                "mock `{}`: the `Clone` of an output asks the mock for its outputs, which are what is being cloned",
                self.core.name
            )
        };
        O::clone(&lock(output))
    }

    /// Returns what came out of the latest call that gave anything.
    ///
    /// # Panics
    ///
    /// Panics if the mock keeps no outputs, or if nothing came out.
    #[must_use]
    #[track_caller]
    pub fn last_output(&self) -> O {
        let Some(output) = self.outputs().pop() else {
            panic!("nothing has come out of `{}` yet", self.core.name)
        };
        output
    }
}

impl<A: Args, T: Clone + Send + 'static, E: Clone + Send + 'static, K: Kind>
    Mock<A, Result<T, E>, K>
{
    /// Returns the errors that came out so far, in the order of the calls.
    ///
    /// # Panics
    ///
    /// Panics if the mock keeps no outputs.
    #[must_use]
    #[track_caller]
    pub fn errors(&self) -> Vec<E> {
        self.outputs().into_iter().filter_map(Result::err).collect()
    }
}
