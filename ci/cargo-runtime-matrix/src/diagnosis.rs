//! Says in words why a test differs from runtime to runtime, from its row of the table and nothing else.
//!
//! Each rule needs evidence, and where there is none there is no diagnosis. The more a rule knows the earlier
//! it is asked: what a message betrays, a handle's drop, hidden threads, an entry of the cards, and at last
//! that the verdicts differ.

use runtime_matrix_report::{Symptom, Verdict};

use crate::{
    split::{Split, list, partitions},
    table::{Cell, Column, Diagnosis, Row},
};

/// Returns what there is to say about a row.
pub(crate) fn diagnose(row: &Row, columns: &[Column]) -> Option<Diagnosis> {
    let split = Split::of(row);
    let threads = by_threads(row);
    let cause = by_symptom(&split)
        .or_else(|| by_handle_drop(&split, columns))
        .or_else(|| threads.clone())
        .or_else(|| by_card(&split, columns))
        .or_else(|| differs(&split));
    let mut cause = cause?;
    if let Some(threads) = threads.filter(|threads| threads.sentence != cause.sentence) {
        cause.evidence.push(format!("it also {}", threads.sentence));
    }
    Some(cause)
}

/// A message in the exact words of a runtime.
fn by_symptom(split: &Split<'_>) -> Option<Diagnosis> {
    let symptom_of = |cell: &Cell| cell.message.as_deref().and_then(Symptom::of);
    let mut symptoms: Vec<Symptom> = split.red.iter().copied().filter_map(symptom_of).collect();
    symptoms.sort();
    // The one that most cells show.
    let count = |symptom: &Symptom| symptoms.iter().filter(|other| *other == symptom).count();
    let symptom = *symptoms.iter().max_by_key(|symptom| count(symptom))?;

    let (red, others): (Vec<&Cell>, Vec<&Cell>) = split
        .red
        .iter()
        .copied()
        .partition(|cell| symptom_of(cell) == Some(symptom));
    let mut sentence = format!("{symptom}: {}", sides(&split.green, &red));
    if !others.is_empty() {
        sentence += &format!(", red for another reason on {}", list(&others));
    }
    if let Some(frame) = red.iter().find_map(|cell| cell.frame.as_deref()) {
        sentence += &format!("; first frame outside the runtime: {frame}");
    }
    Some(Diagnosis {
        sentence,
        evidence: messages(&red),
        advice: Some(symptom.advice().to_owned()),
    })
}

/// Red exactly where a native handle cancels (or exactly where it detaches), and handles were dropped.
fn by_handle_drop(split: &Split<'_>, columns: &[Column]) -> Option<Diagnosis> {
    let dropped = |cell: &Cell| cell.native_drops.is_some_and(|count| count > 0);
    if !split.red.iter().copied().all(dropped) {
        return None;
    }
    let partition = partitions(split, columns)
        .into_iter()
        .find(|partition| partition.entry == "handle_drop")?;
    let does = |value: &str| match value {
        "Detaches" => "the handle detaches",
        "Cancels" => "the handle cancels",
        _ => "the handle does otherwise",
    };
    let counts = split.red.iter().map(|cell| {
        let count = cell.native_drops.unwrap_or_default();
        format!("{count} on {}", cell.runtime)
    });
    let counts: Vec<_> = counts.collect();
    Some(Diagnosis {
        sentence: format!(
            "leans on a handle's drop: red where {} ({}), green where {} ({})",
            does(&partition.red),
            list(&split.red),
            does(&partition.green),
            list(&split.green),
        ),
        evidence: vec![format!("native handles dropped: {}", counts.join(", "))],
        advice: Some(
            "cancel or detach the task by name, instead of dropping its handle".to_owned(),
        ),
    })
}

/// Threads that the code under test started, where they were counted.
fn by_threads(row: &Row) -> Option<Diagnosis> {
    let mut found: Vec<(String, Vec<&Cell>)> = Vec::new();
    for cell in &row.cells {
        let Some(threads) = cell.threads.as_ref().filter(|threads| !threads.is_empty()) else {
            continue;
        };
        let names = counted(threads);
        match found.iter_mut().find(|(other, _)| *other == names) {
            Some((_, cells)) => cells.push(cell),
            None => found.push((names, vec![cell])),
        }
    }
    if found.is_empty() {
        return None;
    }
    let told = found.iter().map(|(names, cells)| {
        let plural = if names.contains(", ") { "s" } else { "" };
        format!("thread{plural} {names} on {}", list(cells))
    });
    let told: Vec<_> = told.collect();
    let threads = row.cells.iter().filter_map(|cell| cell.threads.as_ref());
    let what = if threads.flatten().any(|name| is_of_a_runtime(name)) {
        "a hidden runtime"
    } else {
        "threads of its own"
    };
    Some(Diagnosis {
        sentence: format!("starts {what}: {}", told.join("; ")),
        evidence: vec!["each cell had a process of its own, and these threads appeared in it".to_owned()],
        advice: Some(
            "take the timer, the socket or the spawner from the caller, or tell users about the thread"
                .to_owned(),
        ),
    })
}

/// As many entries of the cards may lie apart like the verdicts for that to be a hint.
const MOST_HINTS: usize = 3;

/// How the threads of runtimes are called, as far as the system tells.
const RUNTIMES: [&str; 7] = [
    "async-io",
    "async-std/",
    "blocking-",
    "futures-timer",
    "smol-",
    "tokio-r",
    "async-global-ex",
];

/// Tells whether a thread is a runtime's, by its name.
pub(crate) fn is_of_a_runtime(thread: &str) -> bool {
    RUNTIMES.iter().any(|known| thread.starts_with(known))
}

/// Red and green lie apart exactly as an entry of the cards has it: a hint, not a proof.
fn by_card(split: &Split<'_>, columns: &[Column]) -> Option<Diagnosis> {
    let partitions = partitions(split, columns);
    // Few runtimes lie apart by almost everything, which says nothing.
    if partitions.len() > MOST_HINTS {
        return None;
    }
    let first = partitions.first()?;
    let entries: Vec<_> = partitions
        .iter()
        .map(|partition| format!("`{}`", partition.entry))
        .collect();
    let more = match entries.len() {
        1 => String::new(),
        _ => format!(" (and as {})", entries[1..].join(", ")),
    };
    Some(Diagnosis {
        sentence: format!(
            "the verdicts split exactly as `{}` does{more}: red where it is {} ({}), green where it is {} ({})",
            first.entry,
            first.red,
            list(&split.red),
            first.green,
            list(&split.green),
        ),
        evidence: messages(&split.red),
        advice: Some(
            "this is a hint: look for what leans on that difference, or on another that goes with it"
                .to_owned(),
        ),
    })
}

fn differs(split: &Split<'_>) -> Option<Diagnosis> {
    if split.red.is_empty() || split.green.is_empty() {
        return None;
    }
    let is_told = |cell: &Cell| {
        let says_all = matches!(
            cell.verdict,
            Verdict::Hang | Verdict::Crash | Verdict::Leak | Verdict::Deadlock
        );
        cell.threads.is_some() || says_all
    };
    let advice = "`--census` tells whether it starts threads of its own";
    Some(Diagnosis {
        sentence: format!("differs: {}", sides(&split.green, &split.red)),
        evidence: messages(&split.red),
        advice: (!split.red.iter().copied().all(is_told)).then(|| advice.to_owned()),
    })
}

/// Tells where it is green and where it is red.
fn sides(green: &[&Cell], red: &[&Cell]) -> String {
    if green.is_empty() {
        return format!("red on {}", list(red));
    }
    format!("green on {}, red on {}", list(green), list(red))
}

/// Returns the first line of each message, once.
fn messages(cells: &[&Cell]) -> Vec<String> {
    let mut told: Vec<String> = Vec::new();
    for cell in cells {
        let message = cell.message.as_deref().unwrap_or(cell.verdict.name());
        let line = message.lines().next().unwrap_or_default().to_owned();
        if !told.contains(&line) {
            told.push(line);
        }
    }
    told
}

/// Returns names, each once, with how often it is there.
fn counted(names: &[String]) -> String {
    let mut counted: Vec<(&str, usize)> = Vec::new();
    for name in names {
        match counted.iter_mut().find(|(other, _)| other == name) {
            Some((_, count)) => *count += 1,
            None => counted.push((name, 1)),
        }
    }
    let told = counted.into_iter().map(|(name, count)| match count {
        1 => format!("`{name}`"),
        _ => format!("`{name}` × {count}"),
    });
    told.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
