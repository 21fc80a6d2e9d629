use std::{borrow::Borrow, fmt::Write};

use crate::cancel::{disturbance::Disturbance, swept::Swept};

/// Returns a cancel-safety table in Markdown of several sweeps, a row for each.
///
/// `ok` is a disturbance that found nothing, `unsafe` one that did, and `-` one that does not apply or was not
/// tried. The last column says what was found.
///
/// ```
/// use runtime_matrix::cancel;
///
/// let give_way = cancel::sweep(|_| async {}, |rt, (): &mut ()| Box::pin(rt.yield_now()));
/// let swept = give_way.named("give way").run();
/// let table = cancel::table([&swept]);
/// assert!(table.contains("| give way | ok | ok | ok | ok | ok | ok | ok | ok | ok |  |"), "{table}");
/// ```
#[must_use]
pub fn table<S: Borrow<Swept>>(sweeps: impl IntoIterator<Item = S>) -> String {
    let mut text = String::from("| operation |");
    for disturbance in Disturbance::ALL {
        let _ = write!(text, " {} |", disturbance.id());
    }
    text.push_str(" notes |\n|---|");
    text.push_str(&"---|".repeat(Disturbance::ALL.len() + 1));
    text.push('\n');
    for swept in sweeps {
        row(&mut text, swept.borrow());
    }
    text
}

fn row(text: &mut String, swept: &Swept) {
    let _ = write!(text, "| {} |", plain(&swept.name));
    for disturbance in Disturbance::ALL {
        let _ = write!(text, " {} |", verdict(swept, disturbance));
    }
    let findings = swept.findings().iter().map(|finding| {
        let id = finding.disturbance().map_or("undisturbed", Disturbance::id);
        format!("{id}: {}", finding.message())
    });
    let notes = findings
        .chain(swept.notes.iter().cloned())
        .chain(swept.refused.clone());
    let notes: Vec<_> = notes.map(|note| plain(&note)).collect();
    let _ = writeln!(text, " {} |", notes.join("; "));
}

fn verdict(swept: &Swept, disturbance: Disturbance) -> &'static str {
    let mut findings = swept.findings().iter();
    if findings.any(|finding| finding.disturbance() == Some(disturbance)) {
        return "unsafe";
    }
    let (_, reached) = swept.tried.get(&disturbance).copied().unwrap_or_default();
    // The guard on polls is there in every replay.
    let is_guard = disturbance == Disturbance::LongPoll && swept.replays > 0;
    if reached > 0 || is_guard { "ok" } else { "-" }
}

/// Returns text that cannot break out of its column.
fn plain(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
