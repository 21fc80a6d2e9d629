//! The README's table of figures: what the report has, in short.

use std::{collections::BTreeSet, fs, path::PathBuf};

use anyhow::{Context, Result, bail};
use runtime_matrix_benches::{runtimes, workloads};

use super::{
    Exit,
    circumstances::{Circumstances, repository},
    model::{self, Group, Measured, Report},
    print, sections,
    table::Table,
    words,
};

const BEGIN: &str = "<!-- benches -->";
const END: &str = "<!-- /benches -->";

/// The commands that the figures come from.
const COMMANDS: [&str; 3] = ["report", "process", "compile"];

/// Says whether the README has a place for the table.
pub(crate) fn seen() -> Result<()> {
    let (path, text) = read()?;
    split(&text).with_context(|| format!("`{}`", path.display()))?;
    Ok(())
}

/// Puts what the report has into the README.
pub(crate) fn replace(report: &Report) -> Result<()> {
    let is_whole = [
        report.timed.as_ref().map(|run| run.complete),
        report.process.as_ref().map(|run| run.complete),
        report.compile.as_ref().map(|run| run.complete),
    ];
    if is_whole.contains(&Some(false)) {
        bail!("the README stays as it is: the report is incomplete");
    }
    let (path, text) = read()?;
    let (before, _, after) = split(&text)?;
    model::replace(
        &path,
        &format!("{before}{BEGIN}\n\n{}\n{END}{after}", block(report)),
    )
}

/// Says what the README's table lacks of the list of workloads.
pub(crate) fn check() -> Result<Exit> {
    let (path, text) = read()?;
    let (_, block, _) = split(&text).with_context(|| format!("`{}`", path.display()))?;
    let listed = runtimes().iter().flat_map(|factory| workloads(*factory));
    let ids: BTreeSet<&str> = listed.map(|workload| workload.id).collect();
    let ids_of_runtimes: Vec<&str> = runtimes().iter().map(|factory| factory.id()).collect();
    let missing = lacks(block, &ids, &ids_of_runtimes);
    if missing.is_empty() {
        print("the README has all rows and commands\n")?;
        return Ok(Exit::Ok);
    }
    for line in &missing {
        print(&format!("{line}\n"))?;
    }
    print("put a whole report there: `report --readme`\n")?;
    Ok(Exit::Found)
}

fn read() -> Result<(PathBuf, String)> {
    let path = repository().join("README.md");
    let text = fs::read_to_string(&path);
    let text = text.with_context(|| format!("`{}` cannot be read", path.display()))?;
    Ok((path, text))
}

/// Returns what is before, between and after the marks.
fn split(text: &str) -> Result<(&str, &str, &str)> {
    let parts = text.split_once(BEGIN).and_then(|(before, rest)| {
        let (block, after) = rest.split_once(END)?;
        Some((before, block, after))
    });
    parts.with_context(|| {
        format!("the README has no place for the table: write `{BEGIN}` and `{END}` into it")
    })
}

/// Returns a sentence for each row, column and command that the block has not, or has beyond the list.
fn lacks(block: &str, ids: &BTreeSet<&str>, runtimes: &[&str]) -> Vec<String> {
    let rows: BTreeSet<&str> = block
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
        .map(|row| row.0)
        .filter(|name| name.contains('/'))
        .collect();
    let rows_missing = ids
        .difference(&rows)
        .map(|id| format!("the README has no row for `{id}`"));
    let rows_beyond = rows
        .difference(ids)
        .map(|id| format!("the README has a row for `{id}`, which is not in the list"));
    let columns = runtimes
        .iter()
        .filter(|id| !block.contains(&format!("| `{id}` ")))
        .map(|id| format!("the README has no figures of `{id}`"));
    let commands = COMMANDS
        .iter()
        .filter(|command| !block.contains(&format!(" -- {command}")))
        .map(|command| format!("the README does not name the command `{command}`"));
    rows_missing
        .chain(rows_beyond)
        .chain(columns)
        .chain(commands)
        .collect()
}

fn block(report: &Report) -> String {
    let mut text = String::new();
    if let Some(run) = &report.timed {
        text += &origin(&run.circumstances);
        text += &format!(
            "\nMedians in release: the suite's time, its noise in {} runs, and how many times the first way's that \
             is (the runtime's own, where it has one). Where the suite has no way, it is the time of the first.\n\n",
            run.found.repeats
        );
        text += &matrix(&run.found.workloads, &sections::ids(&run.found)).markdown();
    }
    let others = [
        ("a process of empty tests", &report.process),
        ("a build of tests", &report.compile),
    ];
    for (what, run) in others {
        if let Some(run) = run {
            text += &format!("\n{}\n", origin(&run.circumstances));
            text += &groups(what, &run.found).markdown();
        }
    }
    text
}

fn origin(of: &Circumstances) -> String {
    let load = of
        .load
        .map(|load| load.map_or("?".to_owned(), |load| format!("{load:.1}")));
    format!(
        "`{}`, {}, {}: {}, {} cores, load {} to {}, {}.\n",
        of.command,
        of.day(),
        of.commit.as_deref().unwrap_or("no commit"),
        of.cpu,
        of.cores,
        load[0],
        load[1],
        of.rustc.split(" (").next().unwrap_or(&of.rustc)
    )
}

/// A row for each workload, a column for each runtime.
fn matrix(workloads: &[Measured], ids: &[&str]) -> Table {
    let of_release = || workloads.iter().filter(|one| one.profile == "release");
    let mut columns: Vec<&str> = Vec::new();
    for measured in of_release() {
        if !columns.contains(&&*measured.runtime) {
            columns.push(&measured.runtime);
        }
    }
    let mut table = Table::of(["what one takes"]);
    table
        .head
        .extend(columns.iter().map(|id| format!("`{id}`")));
    for id in ids {
        let all: Vec<&Measured> = of_release().filter(|one| one.id == *id).collect();
        let Some(first) = all.first() else { continue };
        let mut row = vec![format!("`{id}`: {}", first.unit)];
        row.extend(columns.iter().map(|column| {
            let measured = all.iter().find(|one| one.runtime == *column);
            measured.map_or(String::new(), |measured| cell(measured))
        }));
        table.rows.push(row);
    }
    table
}

fn cell(measured: &Measured) -> String {
    let suite = measured.ways.iter().find(|way| way.way == "suite");
    let Some(way) = suite.or(measured.ways.first()) else {
        return String::new();
    };
    let ratio = way.beside.as_ref().map_or(String::new(), |beside| {
        format!(", ×{}", words::number(beside.ratio.p50))
    });
    sections::short(&way.time) + &ratio
}

/// A row for each variant beside the first of its group, which it is held against.
fn groups(what: &str, all: &[Group]) -> Table {
    let mut table = Table::of([
        what,
        "by hand",
        "by the suite",
        "times that",
        "processors, times that",
    ]);
    for group in all {
        let Some((first, others)) = group.variants.split_first() else {
            continue;
        };
        for variant in others {
            let (Some(hand), Some(wall)) =
                (first.figures.get("wall_ns"), variant.figures.get("wall_ns"))
            else {
                continue;
            };
            let ratio = |measure: &str| {
                let ratio = variant.ratios.get(measure);
                ratio.map_or("–".to_owned(), |ratio| {
                    words::spread(ratio, words::number)
                })
            };
            table.rows.push(vec![
                format!(
                    "{}, {} tests, {}: `{}`",
                    group.name, group.size, group.profile, first.name
                ),
                sections::short(hand),
                sections::short(wall),
                ratio("wall_ns"),
                ratio("cpu_ns"),
            ]);
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_block_lacks_is_said() {
        let ids = BTreeSet::from(["task/yield", "task/spawn"]);
        let block = "`cargo run -- report`\n| what one takes | `sim` |\n| `task/yield`: a yield | 1 |\n| `task/old`: x | 1 |\n";
        let said = lacks(block, &ids, &["sim", "smol"]);
        let wanted = [
            "the README has no row for `task/spawn`",
            "the README has a row for `task/old`, which is not in the list",
            "the README has no figures of `smol`",
            "the README does not name the command `process`",
            "the README does not name the command `compile`",
        ];
        assert_eq!(said, wanted);
    }

    #[test]
    fn a_report_as_the_block_of_the_readme() {
        insta::assert_snapshot!(block(&crate::report::example::report()));
    }

    #[test]
    fn a_readme_without_marks_has_no_place() {
        let said = split("a README").unwrap_err().to_string();
        assert!(said.contains(BEGIN), "{said}");
        assert!(split(&format!("a {BEGIN} b {END} c")).is_ok());
    }
}
