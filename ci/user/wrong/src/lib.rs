//! Tests that expand and then fail to compile: `errors.txt` has where the errors are.

#[cfg(test)]
mod signatures {
    use runtime_matrix::Runtime;

    struct NotDebug;

    #[runtime_matrix::test]
    async fn the_parameter_is_no_runtime(rt: u32) {
        let _ = rt;
    }

    #[runtime_matrix::test]
    async fn the_parameter_is_a_reference(rt: &Runtime) {
        let _ = rt;
    }

    #[runtime_matrix::test]
    async fn the_output_is_a_number() -> u32 {
        7
    }

    #[runtime_matrix::test]
    async fn the_result_has_a_value(rt: Runtime) -> Result<Runtime, String> {
        Ok(rt)
    }

    #[runtime_matrix::test]
    async fn the_error_is_not_debug() -> Result<(), NotDebug> {
        Err(NotDebug)
    }
}

#[cfg(test)]
mod paths {
    struct NoFactory;

    #[runtime_matrix::test(also(NoFactory))]
    async fn no_factory() {}

    #[runtime_matrix::test(also(crate::paths::NoFactory))]
    async fn no_factory_by_an_absolute_path() {}
}
