use crate::{
    explain::{Entry, Kind},
    wrap::wrapped,
};

/// Returns the entries one below the other, each with what there is to know of it.
pub(super) fn entries(entries: &[&Entry], width: Option<usize>) -> String {
    let told: Vec<String> = entries.iter().map(|entry| told(entry, width)).collect();
    told.join("\n")
}

fn told(entry: &Entry, width: Option<usize>) -> String {
    let mut text = format!("{} ({})\n", entry.name, entry.kind.word());
    text += &wrapped(&format!("  {}", entry.sentence), "  ", width);
    for fact in &entry.facts {
        let line = format!("  {}: {}", fact.name, fact.value);
        text += &wrapped(&line, "    ", width);
    }
    text
}

/// Returns all names, kind by kind, cases by their areas.
pub(super) fn names(entries: &[&Entry], width: Option<usize>) -> String {
    let mut text = String::new();
    let mut kind = None;
    for part in entries.chunk_by(|one, next| group(one) == group(next)) {
        if kind.replace(part[0].kind) != Some(part[0].kind) {
            let blank = if text.is_empty() { "" } else { "\n" };
            text += &format!("{blank}{}:\n", part[0].kind.heading());
        }
        let names: Vec<&str> = part.iter().map(|entry| entry.name.as_str()).collect();
        text += &wrapped(&format!("  {}", names.join(", ")), "    ", width);
    }
    text + "\n`cargo runtime-matrix explain NAME` says what one of them means\n"
}

fn group(entry: &Entry) -> (Kind, &str) {
    let area = entry.name.split_once("::").map_or("", |(area, _)| area);
    (entry.kind, area)
}
