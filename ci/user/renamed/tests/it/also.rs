//! Runtimes that join by `also`.

use matrix::Runtime;

use crate::local::{Body, HttpRuntime2, Local, Test, nested};

/// Asserts that this runtime is of another crate than ours, or one of those.
macro_rules! assert_runs_on {
    ($rt:ident: $($id:literal),*) => {
        assert!([$($id),*].contains(&$rt.name()), "{}", $rt.name())
    };
}

#[matrix::test(crate = matrix, also(Local))]
async fn by_its_name(rt: Runtime) {
    rt.yield_now().await;
}

#[matrix::test(crate = matrix, only(local), also(crate::local::Local))]
async fn by_an_absolute_path(rt: Runtime) {
    rt.yield_now().await;
    assert_runs_on!(rt: "local");
}

#[matrix::test(crate = matrix, only(local), also(super::local::Local))]
async fn by_super(rt: Runtime) {
    rt.yield_now().await;
    assert_runs_on!(rt: "local");
}

#[matrix::test(crate = matrix, only(local), also(self::Local))]
async fn by_self(rt: Runtime) {
    rt.yield_now().await;
    assert_runs_on!(rt: "local");
}

#[matrix::test(crate = matrix, only(http_runtime2, http_server), also(HttpRuntime2, nested::HTTPServer))]
async fn two_at_once(rt: Runtime) {
    rt.yield_now().await;
    assert_runs_on!(rt: "http_runtime2", "http_server");
}

#[matrix::test(crate = matrix, also(Body, Test), skip(body, sim, reason = "for a reason"))]
async fn under_names_of_ours(rt: Runtime) {
    rt.yield_now().await;
    assert_runs_on!(rt: "test", "tokio_current_thread", "tokio_multi_thread");
}

#[matrix::test(crate = matrix, only(local), also(Local), requires(local))]
async fn what_lacks_a_power_is_found_out_when_it_runs(rt: Runtime) {
    rt.yield_now().await;
    panic!("{} has no local tasks", rt.name());
}

// The names of what is beside the functions do not meet: `a` and its second path, `a_1` and its first.
#[matrix::test(crate = matrix, also(Local, Test))]
async fn a(rt: Runtime) {
    rt.yield_now().await;
}

#[matrix::test(crate = matrix, also(Local, Test))]
async fn a_1(rt: Runtime) {
    rt.yield_now().await;
}

mod inner {
    use rstest::rstest;

    use matrix::{Runtime, rt};

    #[matrix::test(crate = matrix, only(local), also(super::Local))]
    async fn r#match(rt: Runtime) {
        rt.yield_now().await;
    }

    #[rstest]
    #[case(1)]
    #[case(2)]
    #[matrix::test(crate = matrix, only(local), also(Local))]
    async fn cases(#[case] number: u32, #[values(3, 4)] other: u32, rt: Runtime) {
        rt.yield_now().await;
        assert!(number < other);
        assert_runs_on!(rt: "local");
    }

    use super::Local;
}

/// A path may come from a macro.
macro_rules! runs_on {
    ($runtime:path) => {
        #[matrix::test(crate = matrix, only(local), also($runtime))]
        async fn by_a_macro(rt: Runtime) {
            rt.yield_now().await;
        }
    };
}

runs_on!(Local);

#[matrix::test(crate = matrix, only(local), also(Local))]
#[cfg(any())]
async fn configured_out(rt: ThisDoesNotExist) {}

#[matrix::test(crate = matrix, transports(memory), only(local, sim), also(super::local::Local))]
async fn over_a_transport(rt: Runtime, ctx: matrix::Ctx) {
    rt.yield_now().await;
    assert_eq!(ctx.runtime().name(), rt.name());
    assert_runs_on!(rt: "local", "sim");
}

#[matrix::test(crate = matrix, transports, only(local, test), also(Local, Test))]
async fn over_all_transports(ctx: matrix::Ctx) {
    let rt = ctx.runtime();
    rt.yield_now().await;
    assert_runs_on!(rt: "local", "test");
}
