//! What the process as a whole remembers of its cells: the records, and the failures so far.

use std::{
    borrow::Cow,
    process,
    sync::{Mutex, OnceLock},
    time::{SystemTime, UNIX_EPOCH},
};

use runtime_matrix_core::RuntimeFactory;
use runtime_matrix_report::{CardEntry, Record, Runtime, Start, Writer};

use crate::{
    run::{environment::Environment, identity::Identity, outcome::Outcome},
    sync::lock,
};

/// Returns the process that records are written for: this one, or the one that waits for it.
pub(crate) fn pid() -> u32 {
    let environment = Environment::get().ok();
    let parent = environment.and_then(|environment| environment.alone);
    parent.unwrap_or_else(process::id)
}

static FAILURES: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Keeps a failure's report, in case the process is aborted and its captured output lost.
pub(crate) fn note_failure(report: &str) {
    lock(&FAILURES).push(report.to_owned());
}

/// Returns the reports of all failures so far.
pub(crate) fn failures() -> Vec<String> {
    lock(&FAILURES).clone()
}

/// Writes the record of a runtime, once for the process: it stands before the first start on it.
///
/// # Errors
///
/// Fails if the folder of the records cannot be written; nothing is run then.
pub(crate) fn record_runtime(factory: &dyn RuntimeFactory) -> Result<(), String> {
    static RECORDED: Mutex<Vec<&str>> = Mutex::new(Vec::new());
    let Some(writer) = writer()? else {
        return Ok(());
    };
    let id = factory.id();
    // Held until it is written, so that no start of another thread comes first.
    let mut recorded = lock(&RECORDED);
    if recorded.contains(&id) {
        return Ok(());
    }
    let runtime = Runtime {
        runtime: Cow::Borrowed(id),
        version: factory.version().map(Cow::Borrowed),
        note: factory.note().map(Cow::Borrowed),
        card: card(factory),
        pid: pid(),
    };
    writer
        .write(&Record::Runtime(runtime))
        .map_err(|error| error.to_string())?;
    recorded.push(id);
    Ok(())
}

fn card(factory: &dyn RuntimeFactory) -> Vec<CardEntry> {
    let entries = factory.card().entries().into_iter();
    let entries = entries.map(|entry| CardEntry {
        name: Cow::Borrowed(entry.name),
        value: Cow::Owned(entry.value),
    });
    entries.collect()
}

/// Writes the record of a cell's start.
///
/// # Errors
///
/// Fails if the folder of the records cannot be written; nothing is run then.
pub(crate) fn record_start(identity: impl FnOnce() -> Identity) -> Result<(), String> {
    let Some(writer) = writer()? else {
        return Ok(());
    };
    let identity = identity();
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let start = Start {
        runtime: Cow::Borrowed(identity.runtime),
        version: identity.version.map(Cow::Borrowed),
        workers: identity.workers(),
        seed: identity.seed,
        place: Cow::Owned(identity.place.to_string()),
        level: identity.level,
        id: identity.id,
        pid: pid(),
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

/// Shows whoever follows the records that the process is alive, and that its watchdog is.
pub(crate) fn show_life() {
    // Where the records cannot be written, the next one says so.
    if let Ok(Some(writer)) = writer() {
        let _ = writer.touch();
    }
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
