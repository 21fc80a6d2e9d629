//! Scopes in which the usual names mean something else, or nothing.

/// Everything that an expansion could lean on.
#[expect(dead_code, reason = "they stand in the way, that is all")]
mod everything {
    use ::std::future::ready as later;

    mod core {}
    mod std {}
    mod alloc {}
    struct Option;
    struct Result;
    struct Some;
    struct None;
    struct Ok;
    struct Err;
    struct Box;
    struct Duration;
    struct Runtime;
    struct Test;
    struct Body;
    trait Future {}
    macro_rules! file {
        () => {
            0
        };
    }
    macro_rules! line {
        () => {
            ""
        };
    }
    macro_rules! column {
        () => {
            ""
        };
    }
    macro_rules! env {
        ($name:literal) => {
            0
        };
    }
    macro_rules! module_path {
        () => {
            0
        };
    }
    macro_rules! cfg {
        ($($predicate:tt)*) => {
            ""
        };
    }

    #[runtime_matrix::test(requires(timer), timeout = "5s", workers = 2, seeds = 2)]
    #[cfg_attr(unix, should_panic(expected = "as it should"))]
    #[cfg_attr(not(unix), should_panic(expected = "as it should"))]
    async fn shadowed(rt: ::runtime_matrix::Runtime) {
        rt.yield_now().await;
        later(()).await;
        panic!("as it should");
    }

    // They are used here, since an expansion uses none of them.
    const _: (i32, &str, &str, i32, i32, &str) = (
        file!(),
        line!(),
        column!(),
        env!("x"),
        module_path!(),
        cfg!(unix),
    );
}

/// Nothing that is not named.
mod nothing {
    #![no_implicit_prelude]

    #[::runtime_matrix::test(requires(timer), timeout = "5s", workers = 2, seeds = 2)]
    async fn without_a_prelude(rt: ::runtime_matrix::Runtime) {
        rt.yield_now().await;
    }

    #[::runtime_matrix::test]
    async fn without_a_prelude_a_result() -> ::core::result::Result<(), ::std::string::String> {
        ::core::future::ready(::core::result::Result::Ok(())).await
    }

    #[::runtime_matrix::tests(timeout = "5s")]
    mod inside {
        #![no_implicit_prelude]

        #[::runtime_matrix::test]
        async fn without_a_prelude(rt: ::runtime_matrix::Runtime) {
            rt.yield_now().await;
        }
    }
}
