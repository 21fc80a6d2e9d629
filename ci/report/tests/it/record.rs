use std::time::Duration;

use proptest::prelude::*;
use runtime_matrix_report::{End, Level, LongPoll, Record, Runtime, Start};
use serde_json::Value;

use crate::arbitrary::{plain_end, plain_runtime, plain_start, record, text};

fn value(record: &Record) -> Value {
    serde_json::from_str(&record.to_line()).unwrap()
}

#[test]
fn an_id_displays_as_the_name_that_the_harness_knows() {
    assert_eq!(plain_start(0).id.to_string(), "tests::ping::sim");
}

#[test]
fn what_is_not_known_is_left_out() {
    assert_eq!(
        Record::End(plain_end()).to_line(),
        concat!(
            r#"{"v":1,"kind":"end","package":"chat","target":"it","test":"tests::ping","cell":"sim","#,
            r#""runtime":"sim","workers":1,"seed":7,"verdict":"pass","duration_us":1000,"tasks":0,"#,
            r#""polls":1,"native_drops":0,"leaks":[],"pid":4242}"#,
            "\n",
        ),
    );
}

#[test]
fn a_level_stands_in_the_start_unless_it_is_must() {
    let line = |level| {
        let start = Start {
            level,
            ..plain_start(0)
        };
        value(&Record::Start(start))
    };
    assert!(line(Level::Must).get("level").is_none());
    assert_eq!(line(Level::Should)["level"], "should");
    assert_eq!(line(Level::May)["level"], "may");
}

#[test]
fn threads_that_were_not_counted_are_told_from_none() {
    let line = |threads| {
        let end = End {
            threads,
            ..plain_end()
        };
        value(&Record::End(end))
    };
    assert!(line(None).get("threads").is_none());
    assert_eq!(line(Some(Vec::new()))["threads"], Value::Array(Vec::new()));
    let two = vec!["a\"b".to_owned(), "a\"b".to_owned()];
    assert_eq!(line(Some(two.clone()))["threads"], Value::from(two));
}

#[test]
fn polls_that_were_not_timed_are_told_from_short_ones() {
    let line = |long_polls| {
        let end = End {
            long_polls,
            ..plain_end()
        };
        value(&Record::End(end))
    };
    assert!(line(None).get("long_polls").is_none());
    assert_eq!(
        line(Some(Vec::new()))["long_polls"],
        Value::Array(Vec::new())
    );
}

#[test]
fn a_long_poll_displays_who_it_was_and_how_often() {
    let mut poll = LongPoll {
        task: "task `reader`".into(),
        place: "src/lib.rs:40:9".into(),
        longest: Duration::from_millis(120),
        limit: Duration::from_millis(100),
        times: 1,
    };
    let once = "task `reader`, spawned at src/lib.rs:40:9, took 120ms for one poll, and the limit is 100ms";
    assert_eq!(poll.to_string(), once);
    poll.times = 3;
    assert_eq!(poll.to_string(), format!("{once} (3 times)"));
}

#[test]
fn a_card_keeps_its_order() {
    let runtime = Runtime {
        note: Some("discontinued upstream".into()),
        ..plain_runtime()
    };
    assert_eq!(
        Record::Runtime(runtime).to_line(),
        concat!(
            r#"{"v":1,"kind":"runtime","runtime":"sim","note":"discontinued upstream","#,
            r#""card":[{"name":"handle_drop","value":"Detaches"},"#,
            r#"{"name":"panic_at_join","value":"Returned"}],"pid":4242}"#,
            "\n",
        ),
    );
}

#[test]
fn a_duration_is_cut_off_to_whole_microseconds() {
    let micros = |duration| {
        let end = End {
            duration,
            ..plain_end()
        };
        value(&Record::End(end))["duration_us"].as_u64()
    };
    assert_eq!(micros(Duration::from_nanos(1_999)), Some(1));
    assert_eq!(
        micros(Duration::from_secs(u64::MAX)),
        Some(u64::MAX),
        "it does not wrap"
    );
}

proptest! {
    #[test]
    fn a_line_is_one_object_and_holds_no_other_control(record in record()) {
        let line = record.to_line();
        let object = line.strip_suffix('\n').unwrap();
        let unsafe_in_lines = |c: char| c.is_control() || c == '\u{2028}' || c == '\u{2029}';
        prop_assert!(!object.contains(unsafe_in_lines), "{object:?}");
        prop_assert!(serde_json::from_str::<Value>(object).unwrap().is_object());
    }

    #[test]
    fn any_text_survives(message in text()) {
        let end = End { message: Some(message.clone()), ..plain_end() };
        prop_assert_eq!(&value(&Record::End(end))["message"], &message);
    }

    #[test]
    fn the_version_and_the_kind_come_first(record in record()) {
        let (kind, next) = match &record {
            Record::Runtime(_) => ("runtime", "runtime"),
            Record::Start(_) => ("start", "package"),
            _ => ("end", "package"),
        };
        let head = format!("{{\"v\":1,\"kind\":\"{kind}\",\"{next}\":");
        prop_assert!(record.to_line().starts_with(&head));
    }
}
