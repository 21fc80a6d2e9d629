//! `#[rstest]` above, with all that it has.

use rstest::{fixture, rstest};
use runtime_matrix::{Ctx, Runtime, Transport, rt};

#[fixture]
fn three() -> u32 {
    3
}

#[fixture]
async fn forty() -> u32 {
    Runtime::current().yield_now().await;
    40
}

#[rstest]
#[runtime_matrix::test]
async fn a_fixture(three: u32) {
    assert_eq!(std::future::ready(three).await, 3);
}

#[rstest::rstest]
#[::runtime_matrix::test]
async fn the_runtime(rt: Runtime) {
    rt.yield_now().await;
}

#[rstest]
#[case::two(2, 42)]
#[case(3, 43)]
#[runtime_matrix::test]
async fn cases(#[case] more: u32, #[case] sum: u32, #[future(awt)] forty: u32, rt: Runtime) {
    assert_eq!(rt.spawn(async move { forty + more }).await.unwrap(), sum);
}

#[rstest]
#[runtime_matrix::test(timeout = "5s", skip(tokio, reason = "for a reason"))]
async fn values(#[values(1, 2)] number: u32, #[values("x", "y")] text: &str) -> Result<(), String> {
    match std::future::ready(number).await {
        1 | 2 if text.len() == 1 => Ok(()),
        _ => Err(text.to_owned()),
    }
}

#[rstest]
#[case(1)]
#[case(2)]
#[runtime_matrix::test]
#[should_panic(expected = "as it should")]
async fn cases_and_values(#[case] first: u32, #[values(3, 4)] second: u32) {
    assert!(std::future::ready(first + second).await < 4, "as it should");
}

#[rstest]
#[case(1)]
#[ignore = "for the case's reason"]
#[case(2)]
#[runtime_matrix::test]
async fn a_case_is_ignored(#[case] number: u32) {
    assert_eq!(std::future::ready(number).await, 1);
}

#[rstest]
#[case(1_u32)]
#[runtime_matrix::test(crate = ::runtime_matrix)]
async fn generic_cases<T: Into<u64>>(#[case] number: T) {
    assert_eq!(std::future::ready(number.into()).await, 1);
}

#[rstest]
#[runtime_matrix::test]
async fn transports(
    #[values(Transport::Tcp, Transport::Unix, Transport::Memory)] transport: Transport,
    rt: Runtime,
) {
    let ctx = Ctx::new(&rt, transport);
    rt.yield_now().await;
    assert_eq!(ctx.transport(), transport);
}

mod with_paths {
    use rstest::rstest;

    use runtime_matrix as suite;

    #[rstest]
    #[case(1)]
    #[runtime_matrix::test(crate = suite)]
    async fn a_relative_path(#[case] number: u32, #[values(1, 2)] other: u32) {
        assert!(std::future::ready(number).await <= other);
    }
}
