mod fields;

use std::{
    fs, io,
    path::{Path, PathBuf},
    str,
};

use serde::de::DeserializeOwned;
use serde_json::Value;

use self::fields::{EndFields, RuntimeFields, StartFields};
use crate::{Error, Record, VERSION, error::Fault};

/// What a folder of records holds.
#[derive(Debug, Default)]
pub struct Folder {
    /// The records, ordered by the names of their files and then by line.
    pub records: Vec<Record>,
    /// The lines and files that could not be read, in the same order. They cost no other record.
    pub problems: Vec<Error>,
}

/// Reads the records of all `*.jsonl` files in the folder `dir`, but not in folders below it.
///
/// What cannot be read is listed beside the records, never lost in silence; it may be harmless
/// ([`Error::is_cut_off`]). An empty folder holds no records: whether that is a fault is for the caller
/// to say.
///
/// # Errors
///
/// Fails where the folder cannot be listed.
///
/// ```
/// let dir = tempfile::tempdir()?;
/// std::fs::write(dir.path().join("a.jsonl"), "{\"v\":2}\n{\"v\":1,\"kind\":\"st")?;
///
/// let folder = runtime_matrix_report::read_dir(dir.path())?;
/// let [newer, cut_off] = &folder.problems[..] else { panic!("{folder:?}") };
/// assert!(newer.to_string().starts_with("line 1 of `"));
/// assert!(newer.to_string().ends_with(
///     "version 2 was written by a newer runtime-matrix: update cargo-runtime-matrix"
/// ));
/// assert!(cut_off.is_cut_off());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read_dir(dir: &Path) -> Result<Folder, Error> {
    let paths = files(dir).map_err(|error| Error::read(dir, &error))?;
    let mut folder = Folder::default();
    for path in &paths {
        match fs::read(path) {
            Ok(bytes) => folder.add(path, &bytes),
            Err(error) => folder.problems.push(Error::read(path, &error)),
        }
    }
    Ok(folder)
}

/// Reads one record from its line, with or without the line feed that ends it.
///
/// Keys that this version does not know are ignored.
///
/// # Errors
///
/// Fails on what is not one whole record of a [`VERSION`] up to ours.
///
/// ```
/// let error = runtime_matrix_report::read_line("{}").unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "not a record, as it has no version: point RUNTIME_MATRIX_REPORT at a folder of its own",
/// );
/// ```
pub fn read_line(line: &str) -> Result<Record, Error> {
    parse(line).map_err(Error::line)
}

impl Folder {
    fn add(&mut self, path: &Path, bytes: &[u8]) {
        for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
            if line.trim_ascii().is_empty() {
                continue;
            }
            match decode(line).and_then(parse) {
                Ok(record) => self.records.push(record),
                Err(fault) => self.problems.push(Error::line_of(path, index + 1, fault)),
            }
        }
    }
}

fn files(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "jsonl") {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

fn decode(line: &[u8]) -> Result<&str, Fault> {
    // An error without a length: the line ends within a character.
    str::from_utf8(line)
        .map_err(|error| error.error_len().map_or(Fault::CutOff, |_| Fault::NotUtf8))
}

fn parse(line: &str) -> Result<Record, Fault> {
    let value: Value = serde_json::from_str(line).map_err(|error| syntax(&error))?;
    match value["v"].as_u64() {
        None | Some(0) => return Err(Fault::Foreign("as it has no version".to_owned())),
        Some(version) if version > VERSION.into() => return Err(Fault::Newer(version)),
        Some(_) => {}
    }
    match value["kind"].as_str() {
        Some("runtime") => {
            shape::<RuntimeFields>(value).map(|fields| Record::Runtime(fields.into()))
        }
        Some("start") => shape::<StartFields>(value)?.into_start().map(Record::Start),
        Some("end") => shape::<EndFields>(value)?.into_end().map(Record::End),
        Some(kind) => Err(Fault::Unknown("kind", kind.to_owned())),
        None => Err(Fault::Foreign("as it has no kind".to_owned())),
    }
}

fn syntax(error: &serde_json::Error) -> Fault {
    if error.is_eof() {
        Fault::CutOff
    } else {
        Fault::Foreign(format!("as it is not JSON from column {}", error.column()))
    }
}

fn shape<T: DeserializeOwned>(value: Value) -> Result<T, Fault> {
    serde_json::from_value(value)
        .map_err(|error| Fault::Foreign(format!("as its keys do not fit ({error})")))
}
