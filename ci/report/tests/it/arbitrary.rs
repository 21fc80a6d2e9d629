//! Records of every shape, and one plain record of each kind.

use std::{borrow::Cow, time::Duration};

use proptest::{collection::vec, option, prelude::*, sample::select};
use runtime_matrix_report::{
    CardEntry, CellId, End, Leak, Level, LongPoll, Record, Runtime, Start, Verdict,
};

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

fn runtime() -> impl Strategy<Value = Runtime> {
    let entry = (shared(), shared()).prop_map(|(name, value)| CardEntry { name, value });
    let known = (option::of(shared()), option::of(shared()));
    (shared(), known, vec(entry, 0..4), any::<u32>()).prop_map(
        |(runtime, (version, note), card, pid)| Runtime {
            runtime,
            version,
            note,
            card,
            pid,
        },
    )
}

fn start() -> impl Strategy<Value = Start> {
    let runtime = (shared(), option::of(shared()), any::<u32>(), any::<u64>());
    let test = (shared(), select(&Level::OF_TESTS[..]));
    (id(), runtime, test, any::<u32>(), any::<u64>()).prop_map(
        |(id, (runtime, version, workers, seed), (place, level), pid, time_us)| Start {
            id,
            runtime,
            version,
            workers,
            seed,
            place,
            level,
            pid,
            time_us,
        },
    )
}

fn end() -> impl Strategy<Value = End> {
    let texts = (option::of(text()), option::of(text()), option::of(text()));
    let counts = (any::<u64>(), any::<u64>(), any::<u64>(), any::<u64>());
    let unsure = (option::of(any::<u64>()), option::of(vec(text(), 0..4)));
    let leak = (text(), text()).prop_map(|(task, place)| Leak { task, place });
    let poll = (text(), text(), any::<u64>(), any::<u64>(), any::<u64>());
    let poll = poll.prop_map(|(task, place, longest, limit, times)| LongPoll {
        task,
        place,
        longest: Duration::from_micros(longest),
        limit: Duration::from_micros(limit),
        times,
    });
    let lists = (vec(leak, 0..4), option::of(vec(poll, 0..4)));
    let verdict = select(&Verdict::ALL[..]);
    (start(), verdict, texts, counts, unsure, lists).prop_map(
        |(
            start,
            verdict,
            (message, place, frame),
            counts,
            (untracked, threads),
            (leaks, long_polls),
        )| {
            let (micros, tasks, polls, native_drops) = counts;
            End {
                id: start.id,
                runtime: start.runtime,
                version: start.version,
                workers: start.workers,
                seed: start.seed,
                verdict,
                message,
                place,
                frame,
                duration: Duration::from_micros(micros),
                tasks,
                polls,
                untracked,
                native_drops,
                leaks,
                threads,
                long_polls,
                pid: start.pid,
            }
        },
    )
}

pub(crate) fn record() -> impl Strategy<Value = Record> {
    prop_oneof![
        runtime().prop_map(Record::Runtime),
        start().prop_map(Record::Start),
        end().prop_map(Record::End),
    ]
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
        level: Level::Must,
        pid: 4242,
        time_us: 1_000_000,
    }
}

/// A runtime of which nothing is known but its card.
pub(crate) fn plain_runtime() -> Runtime {
    let entry = |name: &'static str, value: &'static str| CardEntry {
        name: name.into(),
        value: value.into(),
    };
    Runtime {
        runtime: "sim".into(),
        version: None,
        note: None,
        card: vec![
            entry("handle_drop", "Detaches"),
            entry("panic_at_join", "Returned"),
        ],
        pid: 4242,
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
        frame: None,
        duration: Duration::from_millis(1),
        tasks: 0,
        polls: 1,
        untracked: None,
        native_drops: 0,
        leaks: Vec::new(),
        threads: None,
        long_polls: None,
        pid,
    }
}
