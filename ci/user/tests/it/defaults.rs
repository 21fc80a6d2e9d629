//! `#[runtime_matrix::tests]` and the keys that it hands down.

use runtime_matrix::{Runtime, factories};

/// Tells how many cells have run a test.
macro_rules! only_runs_on {
    ($rt:ident, $($cell:literal),*) => {
        assert!([$($cell),*].contains(&$rt.name()), "{}", $rt.name())
    };
}

#[runtime_matrix::tests(only(sim), timeout = "5s")]
mod one_runtime {
    use super::*;

    #[runtime_matrix::test]
    async fn takes_the_keys(rt: Runtime) {
        rt.yield_now().await;
        only_runs_on!(rt, "sim");
    }

    #[runtime_matrix::test(only(tokio_current_thread))]
    async fn the_keys_of_a_test_win(rt: Runtime) {
        rt.yield_now().await;
        only_runs_on!(rt, "tokio_current_thread");
    }

    #[runtime_matrix::test(timeout = "1h")]
    async fn other_keys_stay(rt: Runtime) {
        rt.yield_now().await;
        only_runs_on!(rt, "sim");
    }

    #[test]
    async fn a_plain_test_is_one_too() {
        assert_eq!(Runtime::current().name(), "sim");
        std::future::ready(()).await;
    }

    #[test]
    fn others_are_left_alone() {
        assert!(!factories().is_empty());
    }

    mod deeper {
        use super::*;

        #[runtime_matrix::test]
        async fn takes_the_keys(rt: Runtime) {
            rt.yield_now().await;
            only_runs_on!(rt, "sim");
        }

        #[runtime_matrix::tests(only(tokio_multi_thread))]
        mod still_deeper {
            use super::*;

            #[runtime_matrix::test]
            async fn takes_the_nearest_keys(rt: Runtime) {
                rt.yield_now().await;
                only_runs_on!(rt, "tokio_multi_thread");
            }
        }
    }
}

#[runtime_matrix::tests(skip(sim, reason = "for the module's reason"), requires(timer))]
mod skips {
    #[test]
    async fn takes_the_keys() {
        std::future::ready(()).await;
    }

    #[runtime_matrix::test(only(sim))]
    async fn a_test_that_says_where_it_runs_runs_there() {
        std::future::ready(()).await;
    }

    #[runtime_matrix::test(skip(tokio, reason = "for its own reason"))]
    async fn skips_are_not_added_up() {
        std::future::ready(()).await;
    }

    #[runtime_matrix::test(requires(local))]
    async fn neither_are_requirements() {
        std::future::ready(()).await;
    }
}

#[runtime_matrix::tests(only(sim), timeout = "5s")]
mod with_rstest {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(1)]
    #[case(2)]
    #[runtime_matrix::test]
    async fn cases(#[case] number: u32, #[values(3, 4)] other: u32, rt: Runtime) {
        assert!(std::future::ready(number).await < other);
        only_runs_on!(rt, "sim");
    }

    #[rstest]
    #[test]
    async fn plain(#[values(1, 2)] number: u32) {
        assert!(std::future::ready(number).await < 3);
        assert_eq!(Runtime::current().name(), "sim");
    }

    use runtime_matrix::rt;
}

#[runtime_matrix::tests]
mod no_key {
    #[test]
    async fn is_needed() {
        std::future::ready(()).await;
    }
}

#[runtime_matrix::tests(timeout = "5s")]
mod no_test {}

/// Our attribute by its last name, which is a bare `test` too.
#[runtime_matrix::tests(only(sim))]
mod imported {
    use runtime_matrix::test;

    #[test(timeout = "5s")]
    async fn takes_the_keys() {
        assert_eq!(runtime_matrix::Runtime::current().name(), "sim");
        std::future::ready(()).await;
    }
}

/// A bare `test` that is not ours.
#[runtime_matrix::tests(only(sim))]
mod imported_from_elsewhere {
    use rstest::rstest as test;

    #[test]
    #[runtime_matrix::test]
    async fn is_left_alone(#[values(1, 2)] number: u32) {
        assert!(std::future::ready(number).await < 3);
    }
}

/// Run by a test of `places` alone.
#[runtime_matrix::tests(only(sim), timeout = "70ms")]
mod limits {
    use runtime_matrix::Runtime;

    #[runtime_matrix::test]
    #[ignore = "it never ends"]
    async fn is_handed_down(rt: Runtime) {
        loop {
            rt.yield_now().await;
        }
    }
}
