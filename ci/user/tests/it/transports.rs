//! A cell for each transport, under all that a user's crate has in store.

use std::future::ready;

use runtime_matrix::{Ctx, Runtime, Transport};

#[runtime_matrix::test(transports)]
async fn all(ctx: Ctx) {
    assert!(Transport::ALL.contains(&ready(ctx).await.transport()));
}

#[runtime_matrix::test(transports(tcp, memory), skip(sim, reason = "for a reason"))]
async fn skipped(rt: Runtime, ctx: Ctx) {
    rt.yield_now().await;
    assert_ne!(ctx.transport(), Transport::Unix);
}

#[runtime_matrix::test(transports(unix), only(smol))]
async fn off(ctx: Ctx) {
    drop(ready(ctx).await);
}

#[runtime_matrix::test(transports(unix))]
#[should_panic(expected = "as it should")]
async fn panics(ctx: Ctx) {
    panic!("as it should: {}", ready(ctx).await.transport());
}

#[runtime_matrix::test(transports(unix, memory))]
#[ignore = "for the user's reason"]
async fn ignored(ctx: Ctx) {
    panic!("{}", ready(ctx).await.transport());
}

#[runtime_matrix::test(transports(memory))]
async fn r#match(r#ctx: Ctx) -> Result<(), String> {
    drop(ready(ctx).await);
    Ok(())
}

// The names of the modules are no reserved words.
#[runtime_matrix::test(transports(tcp, unix))]
async fn unix(ctx: Ctx) {
    assert_ne!(ready(ctx).await.transport(), Transport::Memory);
}

mod renamed {
    use runtime_matrix as suite;

    #[suite::test(crate = suite, transports(tcp), timeout = "5s")]
    async fn a_relative_crate_path(rt: suite::Runtime, ctx: suite::Ctx) {
        rt.yield_now().await;
        assert_eq!(ctx.runtime().name(), rt.name());
    }

    use suite::Ctx as Context;

    #[runtime_matrix::test(transports(tcp))]
    async fn a_type_of_another_name(ctx: Context) {
        std::future::ready(ctx).await.runtime().yield_now().await;
    }
}

macro_rules! tests_of_a_macro {
    ($($name:ident($ctx:ident: $ty:ty), $krate:path;)*) => {
        $(
            #[runtime_matrix::test(transports(unix), crate = $krate)]
            async fn $name($ctx: $ty) {
                $ctx.runtime().yield_now().await;
            }
        )*
    };
}

tests_of_a_macro! {
    first_of_a_macro(ctx: Ctx), ::runtime_matrix;
    second_of_a_macro(context: Ctx), runtime_matrix;
}

#[runtime_matrix::tests(transports(memory))]
mod defaults {
    use super::*;

    #[test]
    async fn a_test_with_a_context(ctx: Ctx) {
        assert_eq!(ready(ctx).await.transport(), Transport::Memory);
    }

    #[test]
    async fn a_test_without(rt: Runtime) {
        rt.yield_now().await;
    }
}
