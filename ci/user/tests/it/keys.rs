//! Each key, as far as libtest sees it. What the keys do inside a cell, the suite's own tests say.

use std::future::ready;

#[runtime_matrix::test(only(sim))]
async fn only_one() {
    ready(()).await;
}

#[runtime_matrix::test(only(sim, tokio))]
async fn only_a_family() {
    ready(()).await;
}

#[runtime_matrix::test(only(smol, futures))]
async fn only_what_is_off() {
    ready(()).await;
}

#[runtime_matrix::test(skip(sim, reason = "for a reason"))]
async fn skipped() {
    ready(()).await;
}

#[runtime_matrix::test(
    skip(tokio_multi_thread, smol, reason = "for one reason"),
    skip(async_std, futures, reason = "for another")
)]
async fn skipped_twice() {
    ready(()).await;
}

#[runtime_matrix::test(requires(timer))]
async fn requires_what_all_have() {
    ready(()).await;
}

#[runtime_matrix::test(requires(timer, native_clock, local))]
async fn requires_what_none_has() {
    ready(()).await;
}

#[runtime_matrix::test(requires(native_clock))]
async fn requires_what_sim_has() {
    ready(()).await;
}

#[runtime_matrix::test(requires(threads), skip(sim, reason = "for a reason"))]
async fn a_reason_of_ones_own_comes_first() {
    ready(()).await;
}

#[runtime_matrix::test(timeout = "250ms", workers = 1, seeds = 1_000, crate = ::runtime_matrix,)]
async fn numbers() {
    ready(()).await;
}

#[runtime_matrix::test(forbid(ambient), max_poll = "1h", timeout = "30s")]
async fn forbids() {
    ready(()).await;
}

#[runtime_matrix::test(max_poll("1h", strict), forbid(ambient), only(sim))]
#[should_panic(expected = "as it should")]
async fn forbids_and_panics() {
    ready(()).await;
    panic!("as it should");
}

#[runtime_matrix::test(level = "should", timeout = "5s")]
async fn a_should() {
    ready(()).await;
}

#[runtime_matrix::test()]
async fn no_key() {
    ready(()).await;
}

mod suite {
    pub(super) use runtime_matrix as under_another_name;
}

#[runtime_matrix::test(crate = suite::under_another_name)]
async fn a_relative_crate_path(rt: suite::under_another_name::Runtime) {
    rt.yield_now().await;
}

mod inside {
    #[runtime_matrix::test(crate = super::suite::under_another_name, requires(timer), timeout = "5s")]
    async fn a_crate_path_by_super() {
        std::future::ready(()).await;
    }

    #[runtime_matrix::test(crate = self::matrix)]
    async fn a_crate_path_by_self() {
        std::future::ready(()).await;
    }

    use runtime_matrix as matrix;
}

mod matrix {
    pub(super) use runtime_matrix::Runtime;
}

macro_rules! tests_of_a_macro {
    ($($name:ident($rt:ident, $parameter:ty) $output:ty, $limit:literal, $reason:expr, $krate:path;)*) => {
        $(
            #[runtime_matrix::test(timeout = $limit, skip(smol, reason = $reason), crate = $krate)]
            async fn $name($rt: $parameter) -> $output {
                $rt.yield_now().await;
            }
        )*
    };
}

tests_of_a_macro! {
    first_of_a_macro(rt, matrix::Runtime) (), "5s", "for a reason", ::runtime_matrix;
    second_of_a_macro(rt, suite::under_another_name::Runtime) (), "6s", "for a reason", suite::under_another_name;
}
