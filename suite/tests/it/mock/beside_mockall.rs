//! The same test with mockall and with the suite's mocks, on every cell; and what each can do alone.

use std::time::Duration;

use mockall::{Sequence, predicate};
use runtime_matrix::{Runtime, Verdict};

use crate::on;

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Closed;

// Ours stands above: mockall hands the attributes that it finds on.
#[runtime_matrix::mock(name = OurClient)]
#[mockall::automock]
pub(crate) trait Client {
    async fn send(&self, to: &str, bytes: Vec<u8>) -> Result<u32, Closed>;
}

async fn greet(client: &impl Client, name: &str) -> Result<u32, Closed> {
    client.send(name, b"hello".to_vec()).await
}

#[runtime_matrix::test]
async fn with_mockall() {
    let mut client = MockClient::new();
    client
        .expect_send()
        .withf(|to, bytes| to == "ann" && bytes == b"hello")
        .times(1)
        .returning(|_, _| Ok(5));
    assert_eq!(greet(&client, "ann").await, Ok(5));
}

#[runtime_matrix::test]
async fn with_ours() {
    let client = OurClient::new();
    client.send.returns(Ok(5));
    assert_eq!(greet(&client, "ann").await, Ok(5));
    client
        .send
        .assert_awaited_once_with(("ann", b"hello".to_vec()));
}

#[runtime_matrix::test]
async fn mockall_orders_expectations_before_the_code_runs() {
    let (mut client, mut order) = (MockClient::new(), Sequence::new());
    for name in ["ann", "bob"] {
        client
            .expect_send()
            .with(predicate::eq(name), predicate::always())
            .times(1)
            .in_sequence(&mut order)
            .returning(|_, _| Ok(1));
    }
    greet(&client, "ann").await.unwrap();
    greet(&client, "bob").await.unwrap();
}

#[runtime_matrix::test]
async fn ours_tells_what_became_of_a_call(rt: Runtime) {
    let client = OurClient::new();
    client.send.pends();
    let late = rt
        .timeout(Duration::from_millis(1), greet(&client, "ann"))
        .await;
    assert!(late.is_err());
    client.send.assert_cancelled_times(1);
}

#[runtime_matrix::test]
async fn a_future_that_is_never_awaited_is_seen_by_ours_alone(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        let mut client = MockClient::new();
        client.expect_send().returning(|_, _| Ok(5));
        drop(client.send("ann", Vec::new()));
    })
    .await;
    assert_eq!(outcome.verdict(), Verdict::Pass, "{}", outcome.report());

    let outcome = on::outcome(&rt, |_| async {
        let client = OurClient::new();
        client.send.returns(Ok(5));
        drop(client.send("ann", Vec::new()));
    })
    .await;
    assert_eq!(outcome.verdict(), Verdict::Fail);
}
