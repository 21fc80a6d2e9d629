//! `conformance!` twice in a binary, on runtimes of the same id: each is asked about itself.

use std::sync::Arc;

use runtime_matrix::{RuntimeFactory, Sim};
use runtime_matrix_core::{BuildError, Card, Executor, Options};
use runtime_matrix_faulty::Fault;

/// What a runtime is called in either of its configurations.
struct Mine(&'static dyn RuntimeFactory);

impl RuntimeFactory for Mine {
    fn id(&self) -> &'static str {
        "mine"
    }

    fn card(&self) -> Card {
        self.0.card()
    }

    fn build(&self, options: &Options) -> Result<Arc<dyn Executor>, BuildError> {
        self.0.build(options)
    }
}

mod sound {
    use super::{Mine, RuntimeFactory, Sim};

    const __EXCEPTIONS: &[(&str, &str, bool)] = &[];

    fn __runtime_under_test() -> &'static dyn RuntimeFactory {
        &Mine(&Sim)
    }

    runtime_matrix::__conformance_tests! {
        cancel { completes_after_the_drop }
    }
}

mod broken {
    use super::{Fault, Mine, RuntimeFactory};

    // It has to fail: that it passes is one.
    const __EXCEPTIONS: &[(&str, &str, bool)] = &[(
        "cancel::completes_after_the_drop",
        "its cancel returns early",
        true,
    )];

    fn __runtime_under_test() -> &'static dyn RuntimeFactory {
        let fault = Fault::named("cancel_returns_early").expect("there is one");
        Box::leak(Box::new(Mine(fault)))
    }

    runtime_matrix::__conformance_tests! {
        cancel { completes_after_the_drop }
    }
}
