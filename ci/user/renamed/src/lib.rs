//! A library with nothing in it but tests, which must not be there without `cfg(test)`.

#[matrix::test(crate = matrix)]
async fn ping(rt: matrix::Runtime) {
    assert_eq!(rt.spawn(async { 7 }).await.unwrap(), 7);
}

#[matrix::tests(crate = matrix, also(matrix_of_ours::Local))]
mod tests {
    // In a process of its own, by a path that has a raw name in it.
    #[matrix::test(crate = matrix, forbid(ambient), only(local), also(super::matrix_of_ours::Local))]
    async fn r#match(rt: matrix::Runtime) {
        rt.yield_now().await;
        assert_eq!(rt.name(), "local");
    }

    #[test]
    async fn pong() {
        std::future::ready(()).await;
    }
}

#[cfg(test)]
mod matrix_of_ours {
    use std::sync::Arc;

    use matrix::{RuntimeFactory, Sim};
    use runtime_matrix_core::{BuildError, Card, Executor, Options};

    #[derive(Debug)]
    pub(crate) struct Local;

    impl RuntimeFactory for Local {
        fn id(&self) -> &'static str {
            "local"
        }

        fn card(&self) -> Card {
            Sim.card()
        }

        fn build(&self, options: &Options) -> Result<Arc<dyn Executor>, BuildError> {
            Sim.build(options)
        }
    }
}
