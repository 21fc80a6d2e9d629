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

#[cfg(test)]
mod transports {
    use runtime_matrix::{Ctx, Runtime, Transport};

    #[runtime_matrix::test(transports(tcp))]
    async fn the_context_is_something_else(ctx: Transport) {
        let _ = ctx;
    }

    #[runtime_matrix::test(transports(unix, memory))]
    async fn the_runtime_is_something_else(rt: u32, ctx: Ctx) {
        let _ = (rt, ctx);
    }

    #[runtime_matrix::test(transports)]
    async fn the_output_is_a_number(rt: Runtime, ctx: Ctx) -> u32 {
        let _ = (rt, ctx);
        7
    }
}
