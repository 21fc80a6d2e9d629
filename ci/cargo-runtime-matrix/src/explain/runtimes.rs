//! The built-in runtimes, with their cards as the suite's page has them.

use crate::{
    explain::{Entry, Kind},
    page, runtimes,
};

pub(super) fn runtimes() -> Vec<Entry> {
    runtimes::ids().map(entry).collect()
}

fn entry(id: &'static str) -> Entry {
    let (about, note) = words(id);
    let feature = match runtimes::feature_of(id) {
        Some(feature) => format!("runtime-matrix's feature `{feature}`"),
        None => "no feature: it is always there".to_owned(),
    };
    let mut entry = Entry::new(Kind::Runtime, id, about)
        .with("needs", feature)
        .with("note", note);
    // Families and the names of the crates find their cells.
    if let Some(feature) = runtimes::feature_of(id) {
        entry = entry.called(feature);
    }
    let measured = page::version(id).unwrap_or_default();
    let card = page::card(id).unwrap_or_default();
    let card: Vec<String> = card
        .iter()
        .map(|entry| format!("{} {}", entry.name, entry.value))
        .collect();
    entry
        .with("card", card.join(", "))
        .with("measured with", measured)
}

/// Returns what a runtime is, and what whoever picks it should know.
fn words(id: &str) -> (&'static str, &'static str) {
    match id {
        "sim" => (
            "The embedded runtime: one thread, virtual time, and a seed decides the order. All that it does is allowed by \
             `Future`'s contract, so that code which breaks here will break on some runtime.",
            "the seed is printed with each failure and replays it: RUNTIME_MATRIX_SEED",
        ),
        "tokio_current_thread" => (
            "A fresh current-thread runtime of Tokio for each test: tasks run on the thread of `block_on`.",
            "",
        ),
        "tokio_multi_thread" => (
            "A fresh multi-thread runtime of Tokio for each test, with two workers unless the test says otherwise.",
            "",
        ),
        "async_std" => (
            "async-std's global executor, which all tests of a process share.",
            "a legacy runtime, discontinued upstream (RUSTSEC-2025-0052)",
        ),
        "smol" => (
            "A fresh `smol::Executor` for each test, on the test's thread; `smol::spawn` works beside it.",
            "dropping a handle cancels its task",
        ),
        "futures_local" => (
            "`LocalPool` of the futures crate: an executor and nothing else, no timer, no sockets.",
            "nothing runs outside of `block_on`",
        ),
        "futures_pool" => (
            "`ThreadPool` of the futures crate: an executor and nothing else, no timer, no sockets.",
            "a task that wakes itself is polled again at once, so code that waits by yielding keeps a thread",
        ),
        _ => ("A runtime from elsewhere.", ""),
    }
}
