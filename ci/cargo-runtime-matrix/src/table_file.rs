//! A table that an earlier run has left in a file.

use std::{fs, path::Path};

use anyhow::Result;
use serde::Deserialize;

use crate::{
    exit::Stop,
    table::{Table, VERSION},
};

/// What each version of the format has in common.
#[derive(Deserialize)]
struct Head {
    version: Option<u64>,
    tool: Option<String>,
    tests: Option<serde::de::IgnoredAny>,
}

/// Reads a table.
///
/// # Errors
///
/// Fails on a file that cannot be read, is cut off, is none of ours, or of a version that is not ours.
pub(crate) fn read(path: &Path) -> Result<Table> {
    let bytes = fs::read(path)
        .map_err(|error| Stop::usage(format!("`{}` cannot be read: {error}", path.display())))?;
    parse(&bytes).map_err(|what| Stop::usage(format!("`{}` {what}", path.display())))
}

fn parse(bytes: &[u8]) -> Result<Table, String> {
    const MADE_BY: &str = "tables are what `cargo runtime-matrix --json` prints";
    if bytes.trim_ascii().is_empty() {
        return Err(format!("is empty: {MADE_BY}"));
    }
    let head: Head = match serde_json::from_slice(bytes) {
        Ok(head) => head,
        Err(error) if error.is_eof() => {
            return Err(format!("is cut off in line {}: run again", error.line()));
        }
        Err(error) => return Err(format!("is no table ({error}): {MADE_BY}")),
    };
    let (Some(version), Some(tool), Some(_)) = (head.version, &head.tool, &head.tests) else {
        return Err(format!("is JSON, but no table: {MADE_BY}"));
    };
    if version != u64::from(VERSION) {
        return Err(format!(
            "is a table of version {version}, made by cargo-runtime-matrix {tool}; this is {}, which reads version \
             {VERSION}: use the same for both",
            env!("CARGO_PKG_VERSION")
        ));
    }
    serde_json::from_slice(bytes).map_err(|error| format!("is no table ({error}): {MADE_BY}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read() {
        let text = serde_json::to_string(&Table::new()).unwrap();
        assert_eq!(parse(text.as_bytes()), Ok(Table::new()));
    }

    #[test]
    fn what_is_no_table_is_told_by_what_is_wrong_with_it() {
        let text = serde_json::to_string(&Table::new()).unwrap();
        let error = |text: &str| parse(text.as_bytes()).unwrap_err();
        assert!(error(" \n").starts_with("is empty: "));
        assert_eq!(
            error(&text[..text.len() / 2]),
            "is cut off in line 1: run again"
        );
        assert!(error("error: what").starts_with("is no table (expected value"));
        assert!(error("{\"faults\":[]}").starts_with("is JSON, but no table"));
        assert!(error("[1]").starts_with("is no table ("));
        let other = text.replace("\"version\":1", "\"version\":7");
        assert!(
            error(&other).starts_with("is a table of version 7, made by"),
            "{other}"
        );
        let wrong = text.replace("\"exit\":0", "\"exit\":9");
        assert!(error(&wrong).starts_with("is no table (9 is no exit code"));
    }
}
