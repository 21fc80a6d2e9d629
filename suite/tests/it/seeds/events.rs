//! "How I tested asyncio code in PHX Events" (J. Muller, 2022): a client takes messages from a connection and hands
//! them to the handlers of their event, and of their topic and event.

use std::sync::Arc;

use runtime_matrix::{
    Event, Runtime, Verdict,
    context::{AsyncContextManager, BoxError, Exit, ExitCause},
    mock::{AsyncMock, SyncMock, contains, mock_stream},
};

use crate::{
    on,
    seeds::phoenix::{Client, Handler, Message, Tasks, TopicClosed},
};

/// What the client does with tasks and threads, noted down and done.
struct Spies {
    create_task: SyncMock<(), ()>,
    run_in_executor: SyncMock<(), ()>,
    log: SyncMock<(String,), ()>,
}

impl Spies {
    fn new() -> Spies {
        Spies {
            create_task: SyncMock::new("create_task"),
            run_in_executor: SyncMock::new("run_in_executor"),
            log: SyncMock::new("log"),
        }
    }

    fn client(&self, rt: &Runtime) -> Client {
        let tasks = Tasks {
            rt: rt.clone(),
            create_task: Arc::new(self.create_task.function()),
            run_in_executor: Arc::new(self.run_in_executor.function()),
            log: Arc::new(self.log.function()),
        };
        Client::new(tasks)
    }
}

fn message(topic: &str, event: &str) -> Message {
    Message {
        topic: topic.to_owned(),
        event: event.to_owned(),
    }
}

fn handler(mock: &AsyncMock<(Message,), Result<(), String>>) -> Handler {
    let handle = mock.function();
    Handler::Async(Arc::new(move |message| Box::pin(handle(message))))
}

#[runtime_matrix::test]
async fn the_context_gives_the_client_itself(rt: Runtime) {
    let client = Spies::new().client(&rt);
    let entered = client.enter();
    assert!(std::ptr::eq(entered, &raw const client));
    client.exit().await;
}

#[runtime_matrix::test]
async fn a_close_of_the_topic_is_an_error(rt: Runtime) {
    let client = Spies::new().client(&rt);
    let connection = mock_stream([message("topic:subtopic", "phx_close")]).end();
    let closed: TopicClosed = client.process_messages(connection).await.unwrap_err();
    assert_eq!(closed.to_string(), "'topic:subtopic', 'Upstream closed'");
}

#[runtime_matrix::test]
async fn only_event_handlers_run_where_the_topic_has_none(rt: Runtime) {
    let (spies, handled) = (Spies::new(), Event::named("event handler"));
    let (event_handler, topic_handler) = (
        AsyncMock::new("event_handler"),
        AsyncMock::new("topic_handler"),
    );
    let handled_by = handled.clone();
    event_handler.answers(move |_| {
        handled_by.set();
        Ok(())
    });
    let mut client = spies.client(&rt);
    client.on_event("event", handler(&event_handler));
    client.on_topic_event("topic", "event", handler(&topic_handler));
    client.enter();

    let connection = mock_stream([message("random_topic", "event")]).end();
    client.process_messages(connection).await.unwrap();
    client.join().await;
    assert!(handled.is_set());
    event_handler.assert_awaited_once_with(message("random_topic", "event"));
    topic_handler.assert_not_called();
    spies.create_task.assert_called_once();
    spies.run_in_executor.assert_not_called();
    client.exit().await;
}

#[runtime_matrix::test]
async fn event_and_topic_handlers_both_run(rt: Runtime) {
    let spies = Spies::new();
    let (event_handler, topic_handler) = (
        AsyncMock::new("event_handler"),
        AsyncMock::new("topic_handler"),
    );
    event_handler.returns(Ok(()));
    topic_handler.returns(Ok(()));
    let mut client = spies.client(&rt);
    client.on_event("event", handler(&event_handler));
    client.on_topic_event("topic", "event", handler(&topic_handler));
    client.enter();

    // The connection pauses between the messages, and then stays open.
    let messages = [message("topic", "event"), message("topic", "event")];
    let connection = mock_stream([]).pending().items(messages).pends_forever();
    let reading = client.process_messages(connection);
    futures_lite::future::or(
        async { drop(reading.await) },
        topic_handler.wait_until_awaited(2),
    )
    .await;
    client.join().await;
    event_handler.assert_completed_times(2);
    topic_handler.assert_completed_times(2);
    client.exit().await;
}

#[runtime_matrix::test(requires(blocking))]
async fn a_blocking_handler_runs_on_a_thread(rt: Runtime) {
    let (spies, handler) = (
        Spies::new(),
        SyncMock::<(Message,), Result<(), String>>::new("handler"),
    );
    handler.returns(Ok(()));
    let mut client = spies.client(&rt);
    client.on_event("event", Handler::Blocking(Arc::new(handler.function())));
    client.enter();
    client
        .process_messages(mock_stream([message("topic", "event")]).end())
        .await
        .unwrap();
    client.join().await;
    handler.assert_called_once_with(message("topic", "event"));
    spies.run_in_executor.assert_called_once();
    spies.create_task.assert_not_called();
    client.exit().await;
}

#[runtime_matrix::test]
async fn errors_and_panics_of_a_handler_are_logged_and_the_others_run(rt: Runtime) {
    let spies = Spies::new();
    let (failing, panicking, other) = (
        AsyncMock::new("failing"),
        AsyncMock::new("panicking"),
        AsyncMock::new("other"),
    );
    failing.fails("no such user".to_owned());
    panicking.panics("boom");
    other.returns(Ok(()));
    let mut client = spies.client(&rt);
    for mock in [&failing, &panicking, &other] {
        client.on_event("event", handler(mock));
    }
    client.enter();
    client
        .process_messages(mock_stream([message("topic", "event")]).end())
        .await
        .unwrap();
    client.join().await;
    other.assert_completed_times(1);
    spies
        .log
        .assert_has_calls_in_any_order(&[&contains("no such user"), &contains("boom")]);
    client.exit().await;
}

/// The client as a context: it processes messages as long as the body runs.
struct Processing(Arc<Client>);

impl AsyncContextManager for Processing {
    type Value = Arc<Client>;
    type Error = BoxError;

    async fn enter(&mut self) -> Result<Arc<Client>, BoxError> {
        self.0.enter();
        Ok(Arc::clone(&self.0))
    }

    async fn exit(&mut self, _: &ExitCause) -> Result<Exit, BoxError> {
        self.0.exit().await;
        Ok(Exit::PassOn)
    }
}

#[runtime_matrix::test]
async fn with_the_client_the_client_is_given_and_exited(rt: Runtime) {
    let client = Arc::new(Spies::new().client(&rt));
    let expected = Arc::clone(&client);
    let same = rt.with(Processing(client), |client| async move {
        Ok(Arc::ptr_eq(&client, &expected))
    });
    assert_eq!(same.await.expect("nothing fails"), Some(true));
}

#[runtime_matrix::test]
async fn a_shutdown_ends_the_processor_whatever_has_happened(rt: Runtime) {
    for fails in [true, false] {
        let outcome = on::outcome(&rt, move |rt| async move {
            let client = Arc::new(Spies::new().client(&rt));
            let body = move |_| async move {
                assert!(fails, "boom");
                Err::<(), _>("no connection".into())
            };
            let with = rt.spawn(rt.with(Processing(client), body));
            assert!(!matches!(with.await, Ok(Ok(_))), "it fails or panics");
        });
        // The processor would be a leak.
        outcome.await.unwrap();
    }
}

#[runtime_matrix::test]
async fn a_client_that_is_not_exited_leaves_its_processor_behind(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let client = Spies::new().client(&rt);
        client.enter();
    })
    .await;
    assert_eq!(outcome.verdict(), Verdict::Leak, "{}", outcome.report());
    assert!(
        outcome.report().contains("task `processor`"),
        "{}",
        outcome.report()
    );
}
