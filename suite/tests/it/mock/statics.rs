//! Functions of a trait that have no `self`: their mocks belong to the running test.

use std::thread;

use runtime_matrix::{Runtime, Verdict};

use crate::on;

#[runtime_matrix::mock]
trait Connect: Sized {
    async fn connect(address: &str) -> Result<Self, String>;
    fn default_port() -> u16;
    fn parse<T: Send + 'static>(text: &str) -> Option<T>;
    async fn send(&self, bytes: &[u8]);
}

async fn open<C: Connect>(host: &str) -> Result<C, String> {
    let connection = C::connect(&format!("{host}:{}", C::default_port())).await?;
    connection.send(b"hello").await;
    Ok(connection)
}

#[runtime_matrix::test]
async fn a_function_without_self_has_a_mock_in_the_test(rt: Runtime) {
    let connection = MockConnect::new();
    MockConnect::on_default_port().returns(80);
    MockConnect::on_connect().returns(Ok(connection.clone()));
    // From a task as well, on whatever thread.
    rt.spawn(async { open::<MockConnect>("host").await.map(drop) })
        .await
        .unwrap()
        .unwrap();
    MockConnect::on_connect().assert_awaited_once_with("host:80");
    connection.send.assert_awaited_once_with(b"hello".to_vec());

    MockConnect::on_parse::<u8>().returns(Some(1));
    MockConnect::on_parse::<u16>().returns(None);
    assert_eq!(MockConnect::parse::<u8>("1"), Some(1));
    assert_eq!(MockConnect::parse::<u16>("1"), None);
}

#[runtime_matrix::test]
async fn a_test_does_not_see_the_mocks_of_another(rt: Runtime) {
    MockConnect::on_default_port().returns(80);
    MockConnect::default_port();
    let outcome = on::outcome(&rt, |_| async {
        MockConnect::on_default_port().assert_not_called();
        MockConnect::on_default_port().returns(443);
        assert_eq!(MockConnect::default_port(), 443);
    })
    .await;
    assert_eq!(outcome.verdict(), Verdict::Pass, "{}", outcome.report());
    assert_eq!(MockConnect::default_port(), 80);
    MockConnect::on_default_port().assert_called_times(2);
}

#[runtime_matrix::test]
async fn a_call_that_is_never_awaited_fails_the_test(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        drop(MockConnect::connect("host"));
    })
    .await;
    assert_eq!(outcome.verdict(), Verdict::Fail);
    let report = outcome.report();
    assert!(
        report.contains("Connect::connect(\"host\") was called and never awaited"),
        "{report}"
    );
}

#[test]
fn outside_of_a_test_there_is_none() {
    let panic = thread::spawn(|| MockConnect::on_connect().call_count())
        .join()
        .unwrap_err();
    let message = panic.downcast_ref::<String>().unwrap();
    assert!(
        message.starts_with(
            "`MockConnect::on_connect` is the mock of `Connect::connect` in the running test"
        ),
        "{message}"
    );
}
