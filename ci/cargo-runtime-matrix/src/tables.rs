//! Reads tables that runs have written, and says what is wrong with a file that is none.

use std::{fs, io, path::Path};

use anyhow::Result;
use serde::Deserialize;

use crate::{
    exit::Stop,
    table::{Table, VERSION},
};

/// A table with the name of its file.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) table: Table,
}

/// What is in any version of a table.
#[derive(Deserialize)]
struct Head {
    version: u64,
    tool: String,
}

/// Reads the table in a file.
///
/// # Errors
///
/// Fails if there is none, if it is of a newer version, and if it was cut off.
pub(crate) fn read(path: &Path) -> Result<Named> {
    let name = path.display().to_string();
    if path.is_dir() {
        return Err(Stop::usage(format!(
            "`{name}` is a folder: name the tables in it, as in `{name}/*.json`"
        )));
    }
    let bytes = fs::read(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Stop::usage(format!(
            "there is no table `{name}`: `cargo runtime-matrix --report json={name}` writes one"
        )),
        _ => Stop::usage(format!("the table `{name}` cannot be read ({error})")),
    })?;
    let table = parse(&bytes).map_err(|fault| Stop::usage(format!("`{name}` {fault}")))?;
    Ok(Named { name, table })
}

/// Reads a table, or says what is wrong with it, after the name of its file.
fn parse(bytes: &[u8]) -> Result<Table, String> {
    let head: Head = serde_json::from_slice(bytes).map_err(|error| fault(&error))?;
    if head.version > VERSION.into() {
        return Err(format!(
            "has version {} of the table, written by cargo-runtime-matrix {}, and this one knows version \
             {VERSION}: update cargo-runtime-matrix",
            head.version, head.tool
        ));
    }
    serde_json::from_slice(bytes).map_err(|error| fault(&error))
}

fn fault(error: &serde_json::Error) -> String {
    let not_ours = "name a file that `cargo runtime-matrix --report json=PATH` has written";
    if error.is_eof() {
        format!(
            "is cut off in line {}, as its run was ended or its disk was full: run it again",
            error.line().max(1)
        )
    } else if error.is_data() {
        format!("is no table of cargo-runtime-matrix ({error}): {not_ours}")
    } else {
        format!("is no table, as it is not JSON ({error}): {not_ours}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault_of(text: &str) -> String {
        parse(text.as_bytes()).unwrap_err()
    }

    #[test]
    fn a_table_is_read() {
        let table = Table::new();
        let text = serde_json::to_string(&table).unwrap();
        assert_eq!(parse(text.as_bytes()).unwrap(), table);
        let newer = text.replacen('{', "{\"a_new_key\":[1],", 1);
        assert_eq!(parse(newer.as_bytes()).unwrap(), table, "keys may be added");
    }

    #[test]
    fn a_table_of_another_version_is_none_that_is_cut_off() {
        let text = serde_json::to_string(&Table::new()).unwrap();
        let newer = text.replacen("\"version\":1", "\"version\":2", 1);
        let told = fault_of(&newer);
        assert!(
            told.starts_with("has version 2 of the table, written by cargo-runtime-matrix "),
            "{told}"
        );
        assert!(
            told.ends_with("this one knows version 1: update cargo-runtime-matrix"),
            "{told}"
        );
    }

    #[test]
    fn each_part_of_a_table_is_cut_off() {
        let text = serde_json::to_string(&Table::new()).unwrap();
        for end in 0..text.len() {
            let told = fault_of(&text[..end]);
            assert!(told.starts_with("is cut off in line 1, "), "{end}: {told}");
        }
    }

    #[test]
    fn what_is_not_ours_is_told() {
        let ours = "name a file that `cargo runtime-matrix --report json=PATH` has written";
        for (text, told) in [
            (
                "{}",
                "is no table of cargo-runtime-matrix (missing field `version` at line 1 column 2)",
            ),
            (
                "[]",
                "is no table of cargo-runtime-matrix (invalid length 0, expected struct Head with 2 elements",
            ),
            (
                "<html>",
                "is no table, as it is not JSON (expected value at line 1 column 1)",
            ),
            (
                "\u{fffd}",
                "is no table, as it is not JSON (expected value at line 1 column 1)",
            ),
            (
                "{\"version\":1,\"tool\":\"0.1.0\"}",
                "is no table of cargo-runtime-matrix (missing field `exit` at line 1 column 28)",
            ),
        ] {
            let fault = fault_of(text);
            assert!(fault.starts_with(told), "{text}: {fault}");
            assert!(fault.ends_with(ours), "{text}: {fault}");
        }
    }
}
