//! What a record of `log` carries.

use runtime_matrix::{
    Runtime,
    logs::{Level, Source},
};

const LINE: u32 = line!() + 2;
fn log_one() {
    log::warn!(target: "net::peer", number = 7, truth = true, text = "two words", list:? = [1, 2]; "said {}", 8);
}

#[runtime_matrix::test]
async fn level_target_message_and_place_are_kept(rt: Runtime) {
    let logs = rt.logs();
    log_one();
    let record = &logs.records()[0];
    assert_eq!(record.source(), Source::Log);
    assert_eq!(
        (record.level(), record.target()),
        (Level::Warn, "net::peer")
    );
    assert_eq!(record.message(), "said 8");
    assert_eq!(record.module(), Some(module_path!()));
    assert_eq!((record.file(), record.line()), (Some(file!()), Some(LINE)));
    assert!(record.spans().is_empty());
}

#[runtime_matrix::test]
async fn key_values_are_fields(rt: Runtime) {
    let logs = rt.logs();
    log_one();
    let record = &logs.records()[0];
    let fields: Vec<_> = record.fields().collect();
    let expected = [
        ("number", "7"),
        ("truth", "true"),
        ("text", "two words"),
        ("list", "[1, 2]"),
    ];
    assert_eq!(fields, expected);
    assert_eq!(
        (record.field("text"), record.field("none")),
        (Some("two words"), None)
    );
}

#[runtime_matrix::test]
async fn a_record_is_told_on_one_line(rt: Runtime) {
    let logs = rt.logs();
    log_one();
    let expected = format!(
        "WARN net::peer: said 8 number=7 truth=true text=two words list=[1, 2] [the test, {}:{LINE}]",
        file!()
    );
    assert_eq!(logs.records()[0].to_string(), expected);
}

#[runtime_matrix::test]
async fn the_target_is_the_module_by_default(rt: Runtime) {
    let logs = rt.logs();
    log::info!("here");
    assert_eq!(logs.records()[0].target(), module_path!());
}

/// `caplog` of the article on an event client: `caplog.messages[0] == f'{handler} message={message}'`.
#[runtime_matrix::test]
async fn the_handler_of_the_event_client_logs_its_message(rt: Runtime) {
    async fn event_handler(message: &str) {
        log::info!(target: "phx", "event_handler message={message}");
    }
    let logs = rt.logs().at_level(Level::Info);
    rt.spawn(event_handler("event on random_topic"))
        .await
        .unwrap();
    assert_eq!(
        logs.messages()[0],
        "event_handler message=event on random_topic"
    );
    let tuples: Vec<_> = logs
        .records()
        .iter()
        .map(|record| {
            (
                record.target().to_owned(),
                record.level(),
                record.message().to_owned(),
            )
        })
        .collect();
    let message = "event_handler message=event on random_topic".to_owned();
    assert_eq!(tuples, [("phx".to_owned(), Level::Info, message)]);
}
