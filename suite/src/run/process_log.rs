//! What the process as a whole remembers of its cells: the records, and the failures so far.

use std::{
    borrow::Cow,
    process,
    sync::{Mutex, OnceLock},
    time::{SystemTime, UNIX_EPOCH},
};

use runtime_matrix_report::{Record, Start, Writer};

use crate::{
    run::{environment::Environment, identity::Identity, outcome::Outcome},
    sync::lock,
};

static FAILURES: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Keeps a failure's report, in case the process is aborted and its captured output lost.
pub(crate) fn note_failure(report: &str) {
    lock(&FAILURES).push(report.to_owned());
}

/// Returns the reports of all failures so far.
pub(crate) fn failures() -> Vec<String> {
    lock(&FAILURES).clone()
}

/// Writes the record of a cell's start.
///
/// # Errors
///
/// Fails if the folder of the records cannot be written; nothing is run then.
pub(crate) fn record_start(identity: &Identity) -> Result<(), String> {
    let Some(writer) = writer()? else {
        return Ok(());
    };
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let start = Start {
        id: identity.id.clone(),
        runtime: Cow::Borrowed(identity.runtime),
        version: identity.version.map(Cow::Borrowed),
        workers: identity.workers(),
        seed: identity.seed,
        place: Cow::Owned(identity.place.to_string()),
        pid: process::id(),
        time_us: u64::try_from(since.as_micros()).unwrap_or(u64::MAX),
    };
    writer
        .write(&Record::Start(start))
        .map_err(|error| error.to_string())
}

/// Writes the record of a cell's end.
///
/// # Errors
///
/// Fails if the folder of the records cannot be written any more.
pub(crate) fn record_end(outcome: &Outcome) -> Result<(), String> {
    let Some(writer) = writer()? else {
        return Ok(());
    };
    writer
        .write(&Record::End(outcome.record().clone()))
        .map_err(|error| error.to_string())
}

/// Returns the process's one writer, if records are asked for.
fn writer() -> Result<Option<&'static Writer>, String> {
    static WRITER: OnceLock<Result<Option<Writer>, String>> = OnceLock::new();
    let writer = WRITER.get_or_init(|| {
        let Some(folder) = &Environment::get()?.report else {
            return Ok(None);
        };
        Writer::create(folder)
            .map(Some)
            .map_err(|error| error.to_string())
    });
    writer.as_ref().map(Option::as_ref).map_err(Clone::clone)
}
