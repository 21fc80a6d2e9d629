//! Runtimes of this crate's own: `sim` by other names.

use std::sync::Arc;

use matrix::{RuntimeFactory, Sim};
use runtime_matrix_core::{BuildError, Card, Executor, Options};

/// Makes a factory that hands all to `sim`, save its id.
macro_rules! factory {
    ($vis:vis $name:ident, $id:literal) => {
        #[derive(Debug)]
        $vis struct $name;

        impl RuntimeFactory for $name {
            fn id(&self) -> &'static str {
                $id
            }

            fn card(&self) -> Card {
                Sim.card()
            }

            fn build(&self, options: &Options) -> Result<Arc<dyn Executor>, BuildError> {
                Sim.build(options)
            }
        }
    };
}

factory!(pub(crate) Local, "local");
factory!(pub(crate) HttpRuntime2, "http_runtime2");
// What the expansion has, or what could be a built-in module, is no bad name.
factory!(pub(crate) Body, "body");
factory!(pub(crate) Test, "test");

pub(crate) mod nested {
    use super::{Arc, BuildError, Card, Executor, Options, RuntimeFactory, Sim};

    factory!(pub(crate) HTTPServer, "http_server");
}
