//! Records of every shape, and one plain record of each kind.

use std::{borrow::Cow, time::Duration};

use proptest::{collection::vec, option, prelude::*, sample::select};
use runtime_matrix_report::{CellId, End, Leak, Record, Start, Verdict};

/// Any text, and more often than chance would have it what a JSON line must escape.
///
/// proptest's own strategy for strings leaves control characters out.
pub(crate) fn text() -> impl Strategy<Value = String> {
    let special = select(vec![
        '"',
        '\\',
        '/',
        '{',
        '}',
        '\0',
        '\n',
        '\r',
        '\t',
        '\u{8}',
        '\u{c}',
        '\u{1b}',
        '\u{7f}',
        '\u{85}',
        '\u{2028}',
        '\u{2029}',
        '\u{feff}',
        '\u{ffff}',
        '\u{10ffff}',
    ]);
    vec(prop_oneof![special, any::<char>()], 0..12).prop_map(String::from_iter)
}

fn shared() -> impl Strategy<Value = Cow<'static, str>> {
    text().prop_map(Cow::Owned)
}

fn id() -> impl Strategy<Value = CellId> {
    (shared(), shared(), shared(), shared()).prop_map(|(package, target, test, cell)| CellId {
        package,
        target,
        test,
        cell,
    })
}

fn start() -> impl Strategy<Value = Start> {
    let runtime = (shared(), option::of(shared()), any::<u32>(), any::<u64>());
    (id(), runtime, shared(), any::<u32>(), any::<u64>()).prop_map(
        |(id, (runtime, version, workers, seed), place, pid, time_us)| Start {
            id,
            runtime,
            version,
            workers,
            seed,
            place,
            pid,
            time_us,
        },
    )
}

fn end() -> impl Strategy<Value = End> {
    let runtime = (shared(), option::of(shared()), any::<u32>(), any::<u64>());
    let verdict = (
        select(&Verdict::ALL[..]),
        option::of(text()),
        option::of(text()),
    );
    let counts = (
        any::<u64>(),
        any::<u64>(),
        any::<u64>(),
        option::of(any::<u64>()),
    );
    let leak = (text(), text()).prop_map(|(task, place)| Leak { task, place });
    (
        id(),
        runtime,
        verdict,
        counts,
        vec(leak, 0..4),
        any::<u32>(),
    )
        .prop_map(
            |(
                id,
                runtime,
                (verdict, message, place),
                (micros, tasks, polls, untracked),
                leaks,
                pid,
            )| {
                let (runtime, version, workers, seed) = runtime;
                End {
                    id,
                    runtime,
                    version,
                    workers,
                    seed,
                    verdict,
                    message,
                    place,
                    duration: Duration::from_micros(micros),
                    tasks,
                    polls,
                    untracked,
                    leaks,
                    pid,
                }
            },
        )
}

pub(crate) fn record() -> impl Strategy<Value = Record> {
    prop_oneof![start().prop_map(Record::Start), end().prop_map(Record::End),]
}

/// A start that is told from others by its seed.
pub(crate) fn plain_start(seed: u64) -> Start {
    Start {
        id: CellId {
            package: "chat".into(),
            target: "it".into(),
            test: "tests::ping".into(),
            cell: "sim".into(),
        },
        runtime: "sim".into(),
        version: None,
        workers: 1,
        seed,
        place: "tests/it/tests.rs:12:1".into(),
        pid: 4242,
        time_us: 1_000_000,
    }
}

pub(crate) fn plain_end() -> End {
    let Start {
        id,
        runtime,
        version,
        workers,
        seed,
        pid,
        ..
    } = plain_start(7);
    End {
        id,
        runtime,
        version,
        workers,
        seed,
        verdict: Verdict::Pass,
        message: None,
        place: None,
        duration: Duration::from_millis(1),
        tasks: 0,
        polls: 1,
        untracked: None,
        leaks: Vec::new(),
        pid,
    }
}
