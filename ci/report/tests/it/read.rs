use std::{borrow::Cow, fs, path::Path};

use proptest::prelude::*;
use runtime_matrix_report::{Folder, Record, Writer, read_dir, read_line};

use crate::arbitrary::{plain_end, plain_start, record};

fn fault(line: &str) -> String {
    read_line(line).unwrap_err().to_string()
}

fn start(seed: u64) -> Record {
    Record::Start(plain_start(seed))
}

fn problems(folder: &Folder) -> Vec<String> {
    folder.problems.iter().map(ToString::to_string).collect()
}

/// Reads a folder with one file, `a.jsonl`, that holds `bytes`.
fn read_file(bytes: &[u8]) -> (Folder, String) {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a.jsonl");
    fs::write(&file, bytes).unwrap();
    (read_dir(dir.path()).unwrap(), file.display().to_string())
}

proptest! {
    #[test]
    fn a_record_survives_the_round_trip(record in record()) {
        prop_assert_eq!(read_line(&record.to_line()).unwrap(), record);
    }

    #[test]
    fn every_beginning_of_a_line_is_cut_off(record in record(), at in any::<prop::sample::Index>()) {
        let line = record.to_line();
        let beginning = &line.as_bytes()[..at.index(line.len() - 2) + 1];
        let (folder, _) = read_file(beginning);
        prop_assert!(folder.records.is_empty());
        prop_assert!(folder.problems.len() == 1 && folder.problems[0].is_cut_off(), "{folder:?}");
    }
}

#[test]
fn keys_that_are_not_known_are_ignored() {
    let line = start(1).to_line();
    let line = line.replace("\"seed\"", "\"mood\":{\"seed\":[null]},\"seed\"");
    assert_eq!(read_line(&line).unwrap(), start(1));
}

#[test]
fn the_order_of_keys_does_not_matter() {
    let line = start(1)
        .to_line()
        .replace("\"v\":1,", "")
        .replace('}', ",\"v\":1}");
    assert_eq!(read_line(&line).unwrap(), start(1));
}

#[test]
fn a_newer_version_asks_for_an_update_whatever_else_it_holds() {
    assert_eq!(
        fault(r#"{"v":2,"kind":["new"]}"#),
        "version 2 was written by a newer runtime-matrix: update cargo-runtime-matrix",
    );
}

#[test]
fn a_verdict_that_is_not_known_is_named() {
    let line = Record::End(plain_end()).to_line();
    assert_eq!(
        fault(&line.replace("\"pass\"", "\"bored\"")),
        "the verdict `bored` is not known: update cargo-runtime-matrix",
    );
}

#[test]
fn a_test_without_a_level_is_a_must() {
    let line = start(1).to_line();
    assert!(!line.contains("level"), "{line}");
    let with = |level: &str| read_line(&line.replace("\"pid\"", &format!("{level},\"pid\"")));
    assert_eq!(with("\"level\":\"must\"").unwrap(), start(1));
    assert_eq!(with("\"level\":null").unwrap(), start(1));
}

#[test]
fn a_level_that_no_test_has_is_named() {
    let line = start(1).to_line();
    for name in ["info", "shall"] {
        assert_eq!(
            fault(&line.replace("\"pid\"", &format!("\"level\":\"{name}\",\"pid\""))),
            format!("the level `{name}` is not known: update cargo-runtime-matrix"),
        );
    }
}

#[test]
fn a_kind_that_is_not_known_is_named() {
    assert_eq!(
        fault(&start(1).to_line().replace("\"start\"", "\"middle\"")),
        "the kind `middle` is not known: update cargo-runtime-matrix",
    );
}

#[test]
fn a_line_that_is_not_ours_is_refused_with_the_reason() {
    let line = start(1).to_line();
    for (line, reason) in [
        ("hello", "as it is not JSON from column 1"),
        ("[1]", "as it has no version"),
        ("{\"v\":0}", "as it has no version"),
        ("{\"v\":1}", "as it has no kind"),
        (
            &line.replace("seed", "sad"),
            "as its keys do not fit (missing field `seed`)",
        ),
        (&line.replace('}', "}{}"), "as it is not JSON from column"),
    ] {
        let fault = fault(line);
        assert!(
            fault.starts_with(&format!("not a record, {reason}")),
            "{fault}"
        );
        assert!(
            fault.ends_with(": point RUNTIME_MATRIX_REPORT at a folder of its own"),
            "{fault}"
        );
    }
}

#[test]
fn a_cut_off_last_line_costs_no_record_before_it() {
    let text = start(1).to_line() + &start(2).to_line() + &start(3).to_line()[..40];
    let (folder, file) = read_file(text.as_bytes());
    assert_eq!(folder.records, [start(1), start(2)]);
    assert_eq!(
        problems(&folder),
        [format!(
            "line 3 of `{file}`: the record is cut off, as its process died or its disk was full: run its cell again"
        )],
    );
    assert!(folder.problems[0].is_cut_off());
}

#[test]
fn a_last_line_that_lacks_only_its_line_feed_is_a_record() {
    let (folder, _) = read_file(start(1).to_line().trim_end().as_bytes());
    assert_eq!(folder.records, [start(1)]);
    assert!(folder.problems.is_empty(), "{folder:?}");
}

#[test]
fn bytes_that_are_not_utf_8_cost_their_line_alone() {
    let line = start(1).to_line();
    let bytes = [line.as_bytes(), b"{\"v\":\xff}\n", line.as_bytes()].concat();
    let (folder, file) = read_file(&bytes);
    assert_eq!(folder.records, [start(1), start(1)]);
    assert_eq!(
        problems(&folder),
        [format!(
            "line 2 of `{file}`: not a record, as it is not UTF-8: point RUNTIME_MATRIX_REPORT at a folder of its own"
        )],
    );
    assert!(!folder.problems[0].is_cut_off());
}

#[test]
fn blank_lines_and_carriage_returns_are_passed_over() {
    let (folder, _) = read_file(start(1).to_line().replace('\n', "\r\n\r\n\n").as_bytes());
    assert_eq!(folder.records, [start(1)]);
    assert!(folder.problems.is_empty(), "{folder:?}");
}

#[test]
fn records_come_in_the_order_of_files_and_lines() {
    let dir = tempfile::tempdir().unwrap();
    for (name, seeds) in [("c", [5, 6]), ("a", [1, 2]), ("b", [3, 4])] {
        let text = seeds.map(|seed| start(seed).to_line()).concat();
        fs::write(dir.path().join(name).with_extension("jsonl"), text).unwrap();
    }
    let folder = read_dir(dir.path()).unwrap();
    assert_eq!(folder.records, [1, 2, 3, 4, 5, 6].map(start));
}

#[test]
fn other_files_and_deeper_folders_are_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("notes.txt"), "hello").unwrap();
    Writer::create(&dir.path().join("deeper"))
        .unwrap()
        .write(&start(1))
        .unwrap();
    let folder = read_dir(dir.path()).unwrap();
    assert!(
        folder.records.is_empty() && folder.problems.is_empty(),
        "{folder:?}"
    );
}

#[test]
fn a_file_that_cannot_be_read_costs_no_other() {
    let dir = tempfile::tempdir().unwrap();
    let folder_with_a_wrong_name = dir.path().join("a.jsonl");
    fs::create_dir(&folder_with_a_wrong_name).unwrap();
    Writer::create(dir.path())
        .unwrap()
        .write(&start(1))
        .unwrap();
    let folder = read_dir(dir.path()).unwrap();
    assert_eq!(folder.records, [start(1)]);
    let [problem] = &problems(&folder)[..] else {
        panic!("{folder:?}");
    };
    let head = format!(
        "cannot read records from `{}`: ",
        folder_with_a_wrong_name.display()
    );
    assert!(problem.starts_with(&head), "{problem}");
}

#[test]
fn a_folder_that_is_missing_is_named() {
    let error = read_dir(Path::new("no/such/folder"))
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("cannot read records from `no/such/folder`: "),
        "{error}"
    );
    assert!(
        error.ends_with(": name the folder that RUNTIME_MATRIX_REPORT pointed at"),
        "{error}",
    );
}

#[test]
fn what_a_writer_wrote_is_read_back() {
    let dir = tempfile::tempdir().unwrap();
    let mut end = plain_end();
    end.id.test = Cow::Borrowed("tests::\"ünïcode\"\n\\\u{2028}\u{1F980}");
    let records = [start(1), Record::End(end)];
    let writer = Writer::create(dir.path()).unwrap();
    for record in &records {
        writer.write(record).unwrap();
    }
    assert_eq!(read_dir(dir.path()).unwrap().records, records);
}
