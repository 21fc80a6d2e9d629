//! The log in words.

use std::fmt::Write;

use crate::logs::{level::Level, record::Record};

/// A log that is longer is cut in the middle.
const MOST: usize = 200;

/// The report of a failed test shows that many records, the last ones.
const LAST: usize = 20;

/// Returns the records under a heading, each with its number in the list.
pub(super) fn whole(heading: &str, records: &[Record]) -> String {
    let mut text = format!("  {heading}:");
    let left_out = records.len().saturating_sub(MOST);
    for (index, record) in records.iter().enumerate() {
        if left_out > 0 && index == MOST / 2 {
            let _ = write!(text, "\n    … {left_out} more …");
        }
        if index < MOST / 2 || index >= MOST / 2 + left_out {
            let _ = write!(text, "\n    {}. {}", index + 1, indented(record, "       "));
        }
    }
    text
}

/// Returns the last records of the whole log, for a report.
pub(super) fn last(records: &[Record], level: Level) -> String {
    let left_out = records.len().saturating_sub(LAST);
    let mut text = match left_out {
        0 => format!("log, from {level} up:"),
        _ => format!(
            "log, from {level} up, the last {LAST} of {} records:",
            records.len()
        ),
    };
    for record in &records[left_out..] {
        let _ = write!(text, "\n  {}", indented(record, "    "));
    }
    text
}

fn indented(record: &Record, indent: &str) -> String {
    record.to_string().replace('\n', &format!("\n{indent}"))
}
