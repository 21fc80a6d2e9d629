//! The keys of a module: what is relative in them is so from outside.

use crate::local::{HttpRuntime2, Local};

#[matrix::tests(crate = matrix, only(local, sim), also(Local))]
mod keys {
    use matrix::{Runtime, rt};
    use rstest::rstest;

    #[matrix::test]
    async fn further_runtimes_are_handed_down(rt: Runtime) {
        rt.yield_now().await;
        assert!(["local", "sim"].contains(&rt.name()));
    }

    #[test]
    async fn to_plain_tests_too() {
        assert!(["local", "sim"].contains(&Runtime::current().name()));
        std::future::ready(()).await;
    }

    #[matrix::test(only(local))]
    async fn and_may_be_named(rt: Runtime) {
        rt.yield_now().await;
        assert_eq!(rt.name(), "local");
    }

    #[matrix::test(only(sim))]
    async fn and_may_be_left_out(rt: Runtime) {
        rt.yield_now().await;
        assert_eq!(rt.name(), "sim");
    }

    #[matrix::test(
        also(super::HttpRuntime2),
        skip(http_runtime2, reason = "for a reason")
    )]
    async fn unless_a_test_has_its_own(rt: Runtime) {
        rt.yield_now().await;
        assert_eq!(rt.name(), "sim");
    }

    #[rstest]
    #[case(1)]
    #[matrix::test]
    async fn to_cases(#[case] number: u32, #[values(3, 4)] other: u32, rt: Runtime) {
        rt.yield_now().await;
        assert!(number < other);
        assert!(["local", "sim"].contains(&rt.name()));
    }

    #[rstest]
    #[test]
    async fn to_plain_values(#[values(3, 4)] number: u32) {
        assert!(std::future::ready(number).await > 2);
        assert!(["local", "sim"].contains(&Runtime::current().name()));
    }

    mod deeper {
        use matrix::Runtime;

        #[matrix::test]
        async fn further_runtimes_are_handed_down(rt: Runtime) {
            rt.yield_now().await;
            assert!(["local", "sim"].contains(&rt.name()));
        }

        #[matrix::tests(timeout = "5s")]
        mod still_deeper {
            use matrix::Runtime;

            #[matrix::test]
            async fn further_runtimes_are_handed_down(rt: Runtime) {
                rt.yield_now().await;
                assert!(["local", "sim"].contains(&rt.name()));
            }

            #[matrix::tests(only(http_runtime2), also(super::super::super::HttpRuntime2))]
            mod deepest {
                #[test]
                async fn the_nearest_wins() {
                    assert_eq!(matrix::Runtime::current().name(), "http_runtime2");
                    std::future::ready(()).await;
                }
            }
        }
    }
}

#[matrix::tests(crate = matrix, also(Local, HttpRuntime2))]
mod without_tests {}

#[matrix::tests(crate = matrix, also(Local))]
mod without_a_test_that_takes_them {
    use super::HttpRuntime2;

    #[matrix::test(crate = ::matrix, also(HttpRuntime2))]
    async fn has_its_own() {
        std::future::ready(()).await;
    }
}
