//! The suite by another name, without further runtimes.

use matrix::Runtime;
use rstest::rstest;

#[matrix::test(crate = matrix)]
async fn by_the_name_of_the_dependency(rt: Runtime) {
    rt.yield_now().await;
}

#[matrix::test(crate = ::matrix, requires(timer), timeout = "5s")]
async fn by_an_absolute_path() {
    std::future::ready(()).await;
}

#[rstest]
#[case(1)]
#[matrix::test(crate = matrix)]
async fn cases(#[case] number: u32) {
    assert_eq!(std::future::ready(number).await, 1);
}

/// What a crate would do that hands our attribute on.
macro_rules! test {
    ($(async fn $name:ident() $body:block)*) => {
        $(
            #[matrix::test(crate = ::matrix)]
            async fn $name() $body
        )*
    };
}

test! {
    async fn by_a_macro() {
        std::future::ready(()).await;
    }
}
