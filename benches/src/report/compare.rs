//! `compare`: what differs between two reports beyond the noise that both state.

use std::collections::BTreeMap;

use anyhow::Result;
use serde::Serialize;

use super::{
    Exit, args::CompareArgs, circumstances::Circumstances, figure::Figure, model::Report, print,
    table::Table, words,
};

/// What has become of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
enum Change {
    Slower,
    Faster,
    WithinNoise,
    Gone,
    New,
}

/// A figure of both reports.
#[derive(Debug, Serialize)]
struct Row {
    name: String,
    change: Change,
    old: Option<f64>,
    new: Option<f64>,
    /// New by old.
    ratio: Option<f64>,
    /// Within this share of 1, the ratio says nothing: the noise of both together.
    noise: Option<f64>,
}

/// All that two reports say to each other.
#[derive(Debug, Serialize)]
struct Comparison {
    /// What makes figures incomparable, as sentences.
    warnings: Vec<String>,
    rows: Vec<Row>,
}

/// Does what the arguments say.
pub(crate) fn run(args: &CompareArgs) -> Result<Exit> {
    let comparison = compare(&Report::read(&args.old)?, &Report::read(&args.new)?);
    print(&if args.json {
        serde_json::to_string_pretty(&comparison)? + "\n"
    } else {
        comparison.text(args.all)
    })?;
    let is_slower = comparison.count(Change::Slower) > 0;
    Ok(if args.fail && is_slower {
        Exit::Found
    } else {
        Exit::Ok
    })
}

fn compare(old: &Report, new: &Report) -> Comparison {
    let (old_figures, new_figures) = (figures(old, new), figures(new, old));
    let mut rows: Vec<Row> = old_figures
        .iter()
        .map(|(name, old)| row(name, Some(old), new_figures.get(name)))
        .collect();
    let is_new = |(name, _): &(&String, &Figure)| !old_figures.contains_key(*name);
    let news: BTreeMap<&String, &Figure> = new_figures.iter().filter(is_new).collect();
    rows.extend(news.iter().map(|(name, new)| row(name, None, Some(new))));
    rows.sort_by(|one, other| (one.change, &one.name).cmp(&(other.change, &other.name)));
    Comparison {
        warnings: warnings(old, new),
        rows,
    }
}

/// Returns the figures of the commands that are in the other report too: the others are told as a whole.
fn figures(report: &Report, other: &Report) -> BTreeMap<String, Figure> {
    let mut report = report.clone();
    report.timed.take_if(|_| other.timed.is_none());
    report.process.take_if(|_| other.process.is_none());
    report.compile.take_if(|_| other.compile.is_none());
    report.figures()
}

fn row(name: &str, old: Option<&Figure>, new: Option<&Figure>) -> Row {
    let both = old.zip(new);
    let ratio = both.map(|(old, new)| new.p50 / old.p50);
    let noise = both.map(|(old, new)| (1.0 + old.noise) * (1.0 + new.noise) - 1.0);
    let change = match (old, new, ratio.zip(noise)) {
        (_, None, _) => Change::Gone,
        (None, ..) => Change::New,
        (.., Some((ratio, noise))) if ratio > 1.0 + noise => Change::Slower,
        (.., Some((ratio, noise))) if ratio < 1.0 / (1.0 + noise) => Change::Faster,
        _ => Change::WithinNoise,
    };
    Row {
        name: name.to_owned(),
        change,
        old: old.map(|figure| figure.p50),
        new: new.map(|figure| figure.p50),
        // Where the old one is zero, there is none.
        ratio: ratio.filter(|ratio| ratio.is_finite()),
        noise,
    }
}

fn warnings(old: &Report, new: &Report) -> Vec<String> {
    let (old, new) = (parts(old), parts(new));
    let mut warnings = Vec::new();
    for (which, one, other) in [("earlier", &old, &new), ("later", &new, &old)] {
        let alone = one.keys().filter(|command| !other.contains_key(*command));
        warnings.extend(alone.map(|command| {
            format!("`{command}` is in the {which} report alone, and is not compared")
        }));
    }
    for (command, (old, is_complete)) in &old {
        let Some((new, is_new_complete)) = new.get(command) else {
            continue;
        };
        if !(*is_complete && *is_new_complete) {
            warnings.push(format!("`{command}` was ended early in one of the reports"));
        }
        let pairs = [
            ("machine", &old.cpu, &new.cpu),
            ("compiler", &old.rustc, &new.rustc),
            ("system", &old.os, &new.os),
            ("kernel", &old.kernel, &new.kernel),
        ];
        let differing = pairs.iter().filter(|(_, old, new)| old != new);
        warnings.extend(
            differing
                .map(|(what, old, new)| format!("`{command}`: another {what}: {old}, then {new}")),
        );
        if old.cores != new.cores {
            warnings.push(format!(
                "`{command}`: {} cores, then {}",
                old.cores, new.cores
            ));
        }
        for (which, load) in [("earlier", old.busy()), ("later", new.busy())] {
            warnings.extend(load.map(|load| {
                format!("`{command}`: the machine was busy in the {which} run, its load average {load:.1}")
            }));
        }
        warnings.extend(crates(command, old, new));
    }
    warnings
}

fn parts(report: &Report) -> BTreeMap<&'static str, (&Circumstances, bool)> {
    let timed = report
        .timed
        .as_ref()
        .map(|run| ("report", (&run.circumstances, run.complete)));
    let others = [("process", &report.process), ("compile", &report.compile)];
    let others = others.into_iter().filter_map(|(command, run)| {
        let run = run.as_ref()?;
        Some((command, (&run.circumstances, run.complete)))
    });
    timed.into_iter().chain(others).collect()
}

fn crates(command: &str, old: &Circumstances, new: &Circumstances) -> Vec<String> {
    let changed = old.crates.iter().filter_map(|(name, old)| {
        let new = new.crates.get(name).filter(|new| *new != old)?;
        Some(format!("`{command}`: {name} {old}, then {new}"))
    });
    changed.collect()
}

impl Comparison {
    fn count(&self, change: Change) -> usize {
        self.rows.iter().filter(|row| row.change == change).count()
    }

    fn text(&self, has_all: bool) -> String {
        let mut text: String = self
            .warnings
            .iter()
            .map(|warning| format!("note: {warning}\n"))
            .collect();
        text += &format!(
            "{} figures: {} slower, {} faster, {} within the noise, {} gone, {} new\n",
            self.rows.len(),
            self.count(Change::Slower),
            self.count(Change::Faster),
            self.count(Change::WithinNoise),
            self.count(Change::Gone),
            self.count(Change::New),
        );
        let shown = self
            .rows
            .iter()
            .filter(|row| has_all || row.change != Change::WithinNoise);
        let mut table = Table::of(["figure", "is", "old", "new", "new by old", "noise of both"]);
        table.rows = shown.map(Row::cells).collect();
        if !table.rows.is_empty() {
            text += &format!("\n{}", table.markdown());
        }
        text
    }
}

impl Row {
    fn cells(&self) -> Vec<String> {
        let number =
            |value: Option<f64>, word: fn(f64) -> String| value.map_or("–".to_owned(), word);
        let word = if self.name.ends_with("ns") {
            words::time
        } else if self.name.ends_with("bytes") {
            words::bytes
        } else {
            words::number
        };
        let change = match self.change {
            Change::Slower if self.name.ends_with("bytes") => "more",
            Change::Faster if self.name.ends_with("bytes") => "less",
            Change::Slower => "slower",
            Change::Faster => "faster",
            Change::WithinNoise => "within the noise",
            Change::Gone => "gone",
            Change::New => "new",
        };
        vec![
            format!("`{}`", self.name),
            change.to_owned(),
            number(self.old, word),
            number(self.new, word),
            number(self.ratio, words::number),
            number(self.noise, words::percent),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example;

    fn figure(p50: f64, noise: f64) -> Figure {
        Figure {
            p10: p50,
            p50,
            p90: p50,
            noise,
            samples: 20,
        }
    }

    fn change(old: Figure, new: Figure) -> Change {
        row("a", Some(&old), Some(&new)).change
    }

    #[test]
    fn what_differs_by_less_than_the_noise_of_both_is_within_it() {
        assert_eq!(
            change(figure(100.0, 0.05), figure(110.0, 0.05)),
            Change::WithinNoise
        );
        assert_eq!(
            change(figure(110.0, 0.05), figure(100.0, 0.05)),
            Change::WithinNoise
        );
    }

    #[test]
    fn what_differs_by_more_is_slower_or_faster() {
        assert_eq!(
            change(figure(100.0, 0.05), figure(111.0, 0.05)),
            Change::Slower
        );
        assert_eq!(
            change(figure(111.0, 0.05), figure(100.0, 0.05)),
            Change::Faster
        );
    }

    #[test]
    fn the_noise_of_either_counts() {
        assert_eq!(
            change(figure(100.0, 0.01), figure(130.0, 0.4)),
            Change::WithinNoise
        );
    }

    #[test]
    fn a_report_is_within_the_noise_of_itself() {
        let comparison = compare(&example::report(), &example::report());
        assert!(comparison.rows.len() > 5 && comparison.warnings.is_empty());
        assert_eq!(comparison.count(Change::WithinNoise), comparison.rows.len());
    }

    #[test]
    fn a_command_of_one_report_alone_is_one_line() {
        let (old, mut new) = (example::report(), example::report());
        new.process = None;
        for (comparison, which) in [
            (compare(&old, &new), "earlier"),
            (compare(&new, &old), "later"),
        ] {
            let wanted = format!("`process` is in the {which} report alone, and is not compared");
            assert_eq!(comparison.warnings, [wanted]);
            assert_eq!(comparison.count(Change::WithinNoise), comparison.rows.len());
        }
    }

    #[test]
    fn another_machine_and_compiler_are_pointed_out() {
        let mut new = example::report();
        let circumstances = &mut new.timed.as_mut().unwrap().circumstances;
        circumstances.cpu = "Another".to_owned();
        circumstances.rustc = "rustc 1.99.0".to_owned();
        circumstances.load = [Some(0.5), Some(9.0)];
        circumstances
            .crates
            .insert("tokio".to_owned(), "2.0.0".to_owned());
        let said = compare(&example::report(), &new).warnings.join("\n");
        for word in [
            "another machine",
            "another compiler",
            "busy in the later run",
            "then 2.0.0",
        ] {
            assert!(said.contains(word), "{said}");
        }
    }

    #[test]
    fn the_text_names_what_is_slower() {
        let mut new = example::report();
        let timed = &mut new.timed.as_mut().unwrap().found;
        timed.workloads[0].ways[0].time.p50 *= 2.0;
        timed.curves.clear();
        insta::assert_snapshot!(compare(&example::report(), &new).text(false));
    }
}
