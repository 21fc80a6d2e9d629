//! The cells that would run: from the build's own listing, and without running any.

use std::collections::BTreeSet;

use anyhow::Result;
use serde::Serialize;

use crate::{
    args::{Args, Effort, ListArgs},
    builds::{self, Builds},
    cargo::Cargo,
    environment,
    exit::{self, Exit},
    package::{self, Subject},
    plan::{Batch, Plan},
    process,
    runtimes::{self, Runtimes},
    self_check::code,
};

/// All tests with their cells.
#[derive(Debug, Serialize)]
struct List {
    version: u32,
    tool: &'static str,
    #[serde(serialize_with = "code")]
    exit: Exit,
    tests: Vec<Listed>,
    /// How many tests have no cells.
    plain_tests: usize,
    /// What does not build: package and first error.
    builds: Vec<(String, String)>,
    notes: Vec<String>,
}

/// A test with its cells.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Listed {
    package: String,
    target: String,
    test: String,
    /// The cells that would run.
    cells: Vec<String>,
    /// Those that the test leaves out, by `skip`, `only`, `requires` or `#[ignore]`.
    left_out: Vec<String>,
}

/// Builds what the arguments name and lists its cells.
///
/// # Errors
///
/// Fails where there is nothing to list.
pub(crate) fn run(args: &ListArgs, say: &dyn Fn(&str)) -> Result<(String, Exit)> {
    let run = args.run();
    let runtimes = Runtimes::parse(&run.runtimes)?;
    let cargo = Cargo::new(&run, false);
    let subjects = package::subjects(&run, &cargo)?;
    let mut plan = Plan::default();
    let mut built = Vec::new();
    for (index, subject) in subjects.iter().enumerate() {
        let builds = builds::build(&cargo, &run, subject, &runtimes, say)?;
        plan.add(index, subject, &builds, &runtimes, &run, &cargo)?;
        built.push(builds);
    }
    let any_failed = built.iter().any(|builds| !builds.failures.is_empty());
    match plan.check(&run, &runtimes) {
        Err(error) if any_failed && exit::of_error(&error) == Exit::NothingRan => {}
        checked => checked?,
    }
    let list = list(&run, &plan, &subjects, &built, &cargo)?;
    let text = if args.json {
        serde_json::to_string_pretty(&list)? + "\n"
    } else {
        list.text()
    };
    Ok((text, list.exit))
}

fn list(
    args: &Args,
    plan: &Plan,
    subjects: &[Subject],
    built: &[Builds],
    cargo: &Cargo,
) -> Result<List> {
    let mut tests: Vec<Listed> = plan
        .tests
        .iter()
        .map(|test| Listed {
            package: subjects[test.subject].name().to_owned(),
            target: test.binary.target.clone(),
            test: test.path.clone(),
            cells: Vec::new(),
            left_out: Vec::new(),
        })
        .collect();
    for batch in &plan.batches {
        let ignored = ignored(batch, &subjects[batch.subject], built, cargo)?;
        for &index in &batch.tests {
            let test = &mut tests[index];
            match ignored.contains(&(test.test.clone(), batch.cell.clone())) {
                true => test.left_out.push(batch.cell.clone()),
                false => test.cells.push(batch.cell.clone()),
            }
        }
    }
    tests.retain(|test| !test.cells.is_empty() || !test.left_out.is_empty());
    for test in &mut tests {
        test.cells
            .sort_by_key(|cell| (runtimes::order_of(cell), cell.clone()));
        test.left_out
            .sort_by_key(|cell| (runtimes::order_of(cell), cell.clone()));
    }
    tests.sort();
    let builds: Vec<(String, String)> = subjects
        .iter()
        .zip(built)
        .flat_map(|(subject, builds)| {
            let failures = builds.failures.iter();
            failures.map(|failure| (subject.name().to_owned(), failure.error.clone()))
        })
        .collect();
    let mut notes = plan.notes.clone();
    notes.extend(
        args.restrictions()
            .iter()
            .map(|part| format!("only {part}")),
    );
    Ok(List {
        version: 1,
        tool: env!("CARGO_PKG_VERSION"),
        exit: if builds.is_empty() {
            Exit::Ok
        } else {
            Exit::BuildFailed
        },
        tests,
        plain_tests: plan.plain,
        builds,
        notes,
    })
}

/// Returns the tests with the cells that libtest would ignore, which are told as left out.
fn ignored(
    batch: &Batch,
    subject: &Subject,
    built: &[Builds],
    cargo: &Cargo,
) -> Result<BTreeSet<(String, String)>> {
    let built = &built[batch.subject].variants[batch.variant].built;
    let mut command = environment::command(&batch.binary.path, subject, built, cargo);
    command.arg("--ignored");
    let listing = process::list(command, Effort::default().patience())?.unwrap_or_default();
    let tests = listing.tests.into_iter().flat_map(|test| {
        let path = test.path;
        test.cells.into_iter().map(move |cell| (path.clone(), cell))
    });
    Ok(tests.collect())
}

impl List {
    /// Returns one line for each test, and the counts.
    fn text(&self) -> String {
        let names: Vec<String> = self.tests.iter().map(|test| self.label(test)).collect();
        let width = names.iter().map(String::len).max().unwrap_or(0);
        let mut text = String::new();
        for (test, name) in self.tests.iter().zip(names) {
            let mut line = format!("{name:width$}  {}", test.cells.join(", "));
            if !test.left_out.is_empty() {
                line += &format!(" (left out: {})", test.left_out.join(", "));
            }
            text += line.trim_end();
            text.push('\n');
        }
        for (package, error) in &self.builds {
            let first = error.lines().next().unwrap_or_default();
            text += &format!("`{package}` does not build everywhere: {first}\n");
        }
        for note in &self.notes {
            text += &format!("note: {note}\n");
        }
        let cells: usize = self.tests.iter().map(|test| test.cells.len()).sum();
        let left_out: usize = self.tests.iter().map(|test| test.left_out.len()).sum();
        let counted = |count: usize, what: &str| match count {
            1 => format!("1 {what}"),
            count => format!("{count} {what}s"),
        };
        text += &counted(self.tests.len(), "test");
        text += &format!(", {}", counted(cells, "cell"));
        if left_out > 0 {
            text += &format!(" and {left_out} left out");
        }
        text + &format!(
            "; {} without cells\n",
            counted(self.plain_tests, "plain test")
        )
    }

    /// Returns what a test is called by, which is no more than tells it apart.
    fn label(&self, test: &Listed) -> String {
        let first = &self.tests[0];
        let mut label = test.test.clone();
        if self.tests.iter().any(|other| other.target != first.target) {
            label = format!("{}::{label}", test.target);
        }
        if self
            .tests
            .iter()
            .any(|other| other.package != first.package)
        {
            label = format!("{}/{label}", test.package);
        }
        label
    }
}
