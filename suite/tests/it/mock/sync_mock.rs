//! Mocks by call: the same, without awaits.

use runtime_matrix::{
    Runtime, Verdict,
    mock::{CallState, SyncMock, any},
};

use super::panic_of;
use crate::{on, verdicts::assert_told};

type Parse = SyncMock<(String,), Result<u32, String>>;

#[runtime_matrix::test]
async fn a_call_gives_the_answer_at_once() {
    let parse = Parse::new("parse");
    parse.returns(Ok(7)).fails_once("empty".to_owned());
    parse.when("x").answers(|(text,)| Err(text.clone()));
    assert_eq!(parse.call_ref(""), Err("empty".to_owned()));
    assert_eq!(parse.call_ref("seven"), Ok(7));
    assert_eq!(parse.call_ref("x"), Err("x".to_owned()));
    assert_eq!(parse.last_call().state(), CallState::Completed);
}

#[runtime_matrix::test]
async fn the_assertions_on_calls_are_the_same() {
    let parse = Parse::new("parse");
    parse.returns(Ok(7));
    parse.assert_not_called();
    parse.call_ref("a").unwrap();
    parse.assert_called();
    parse.assert_called_once();
    parse.assert_called_once_with("a");
    parse.call_ref("b").unwrap();
    parse.assert_called_times(2);
    parse.assert_called_with("b");
    parse.assert_any_call("a");
    parse.assert_has_calls(&[&"a", &any()]);
    parse.assert_has_calls_in_any_order(&[&"b", &"a"]);
    panic_of(|| parse.assert_called_once());
}

#[runtime_matrix::test]
async fn another_mock_answers() {
    let (outer, inner) = (Parse::new("outer"), Parse::new("inner"));
    inner.returns(Ok(7));
    outer.delegates_to(&inner);
    assert_eq!(outer.call_ref("a"), Ok(7));
    inner.assert_called_once_with("a");
}

#[runtime_matrix::test]
async fn the_real_thing_answers_what_is_passed_through() {
    let parse = Parse::new("parse");
    parse.calls_through(|text| text.parse().map_err(|_| text));
    let function = parse.function();
    assert_eq!(function("12".to_owned()), Ok(12));
    assert_eq!(function("x".to_owned()), Err("x".to_owned()));
    parse.assert_called_times(2);
}

#[runtime_matrix::test]
async fn a_call_without_an_answer_has_panicked(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        let parse = Parse::new("parse");
        panic_of(|| parse.call_ref("a"));
        assert_eq!(parse.last_call().state(), CallState::Panicked);
    })
    .await;
    let parts = ["mock `parse` has no answer for parse(\"a\")", "was caught"];
    assert_told(&outcome, Verdict::Fail, &parts);
}

#[runtime_matrix::test]
async fn a_strict_mock_and_one_with_a_number_of_calls(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        let parse = Parse::new("parse").strict();
        parse.when("a").returns(Ok(1)).times(1);
        parse.call_ref("a").unwrap();
        parse.call_ref("a").unwrap();
    })
    .await;
    let parts = ["parse(\"a\") was expected once, and this call is one more"];
    assert_told(&outcome, Verdict::Panic, &parts);
}

#[runtime_matrix::test(requires(threads))]
async fn a_call_that_is_under_way_at_the_end_is_not_never_awaited(rt: Runtime) {
    let (go_on, goes_on) = std::sync::mpsc::channel::<()>();
    let goes_on = std::sync::Mutex::new(goes_on);
    let outcome = on::outcome(&rt, |_| async move {
        let parse = SyncMock::<(), ()>::new("parse");
        parse.answers(move |()| {
            let _ = goes_on.lock().expect("one thread").recv();
        });
        let caller = parse.clone();
        std::thread::spawn(move || caller.call());
        parse.wait_until_called(1).await;
        let message = panic_of(|| parse.assert_not_called());
        assert!(message.contains("parse(): not answered yet"), "{message}");
    })
    .await;
    drop(go_on);
    outcome.unwrap();
}
