//! "Unit Testing AsyncIO Code" (M. Grinberg, 2017): a packet is answered through two functions that must not run
//! in a test. They are patched, by name, for the test that does so.

use runtime_matrix::{Outcome, Runtime, mock::Journal, patch};

use crate::on;

/// The error for a packet that is neither `PING` nor `MESSAGE`.
#[derive(Debug, PartialEq, Eq)]
struct InvalidPacket(String);

#[runtime_matrix::patchable]
async fn send_to_client(packet_type: &str, packet_data: &str) {
    panic!("there is no client to send {packet_type} {packet_data} to");
}

#[runtime_matrix::patchable]
async fn trigger_event(event_name: &str, event_data: &str) -> String {
    panic!("nobody listens to {event_name} {event_data}");
}

async fn receive(packet_type: &str, packet_data: &str) -> Result<(), InvalidPacket> {
    match packet_type {
        "PING" => send_to_client("PONG", packet_data).await,
        "MESSAGE" => {
            let response = trigger_event("message", packet_data).await;
            send_to_client("MESSAGE", &response).await;
        }
        other => return Err(InvalidPacket(other.to_owned())),
    }
    Ok(())
}

#[runtime_matrix::test]
async fn an_invalid_packet_is_an_error() {
    let received = receive("FOO", "data").await;
    assert_eq!(received, Err(InvalidPacket("FOO".to_owned())));
}

#[runtime_matrix::test]
async fn a_ping_is_answered() {
    let send = patch!(send_to_client);
    receive("PING", "data").await.unwrap();
    send.assert_awaited_once_with(("PONG", "data"));
}

#[runtime_matrix::test]
async fn a_message_is_answered_with_the_response_to_its_event() {
    let (trigger, send) = (patch!(trigger_event), patch!(send_to_client));
    trigger.returns("my response".to_owned());
    receive("MESSAGE", "data").await.unwrap();
    trigger.assert_awaited_once_with(("message", "data"));
    send.assert_awaited_once_with(("MESSAGE", "my response"));
    let journal = Journal::of(&[&*trigger, &*send]);
    journal.assert_has_awaits(&[
        trigger.with(("message", "data")),
        send.with(("MESSAGE", "my response")),
    ]);
}

#[runtime_matrix::test]
async fn the_real_functions_are_back_afterwards(rt: Runtime) {
    drop(patch!(send_to_client));
    let panicked = rt.spawn(send_to_client("PONG", "data")).await.unwrap_err();
    assert!(
        panicked
            .to_string()
            .contains("there is no client to send PONG data to"),
        "{panicked}"
    );
}

/// Versions of `receive` that the tests above have to catch.
mod broken {
    use super::{send_to_client, trigger_event};

    pub(super) async fn answers_with_ping(data: &str) {
        send_to_client("PING", data).await;
    }

    pub(super) async fn answers_twice(data: &str) {
        send_to_client("PONG", data).await;
        send_to_client("PONG", data).await;
    }

    #[expect(clippy::let_underscore_future, reason = "the bug in question")]
    pub(super) async fn forgets_to_await(data: &str) {
        let _ = send_to_client("PONG", data);
    }

    pub(super) async fn sends_before_the_event(data: &str) {
        send_to_client("MESSAGE", "my response").await;
        trigger_event("message", data).await;
    }
}

/// Runs the test of a ping on a broken version.
async fn ping<F>(rt: &Runtime, broken: fn(&'static str) -> F) -> Outcome
where
    F: Future<Output = ()> + 'static,
{
    on::outcome(rt, move |_| async move {
        let send = patch!(send_to_client);
        broken("data").await;
        send.assert_awaited_once_with(("PONG", "data"));
    })
    .await
}

#[runtime_matrix::test]
async fn each_broken_answer_is_caught(rt: Runtime) {
    let outcome = ping(&rt, broken::answers_with_ping).await;
    assert_says(&outcome, "actual: send_to_client(\"PING\", \"data\")");
    let outcome = ping(&rt, broken::answers_twice).await;
    assert_says(
        &outcome,
        "expected `send_to_client` to have been awaited once, but it was awaited twice",
    );
    let outcome = ping(&rt, broken::forgets_to_await).await;
    assert_says(
        &outcome,
        "send_to_client(\"PONG\", \"data\"): never awaited",
    );
}

#[runtime_matrix::test]
async fn a_wrong_order_is_caught(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        let (trigger, send) = (patch!(trigger_event), patch!(send_to_client));
        trigger.returns("my response".to_owned());
        broken::sends_before_the_event("data").await;
        let journal = Journal::of(&[&*trigger, &*send]);
        journal.assert_has_awaits(&[
            trigger.with(("message", "data")),
            send.with(("MESSAGE", "my response")),
        ]);
    })
    .await;
    assert_says(
        &outcome,
        "the journal's awaits do not include those expected",
    );
}

#[track_caller]
fn assert_says(outcome: &Outcome, words: &str) {
    assert!(outcome.report().contains(words), "{}", outcome.report());
}
