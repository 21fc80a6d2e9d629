use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use anyhow::Result;

use super::{Again, Baselines, Entry, Expects, judge};
use crate::{
    builds::Builds,
    nearest::nearest,
    package::Subject,
    plan::Plan,
    runtimes::{is_built_in, stands_for},
    table::Cell,
    toml_file::Problems,
};

/// Which entry holds for which cell of a plan.
#[derive(Debug, Default)]
pub(crate) struct Expectations {
    /// By the test's place in the plan, and the cell.
    entries: BTreeMap<(usize, String), Arc<Entry>>,
    /// The entries, or names of theirs, that nothing answers to.
    pub(crate) missing: Vec<Missing>,
    /// The cells that are not run.
    left_out: Vec<(usize, String)>,
}

/// An entry, or the name of a cell in it, that nothing answers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Missing {
    /// Where the entry is.
    pub(crate) place: String,
    /// The cell or family; none if the whole entry is for nothing.
    pub(crate) cell: Option<String>,
    message: String,
}

/// What there is to hold entries against.
#[derive(Clone, Copy)]
pub(crate) struct Ground<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) subjects: &'a [Subject],
    pub(crate) builds: &'a [Builds],
}

/// A test with its cells, whatever the filters say.
struct Known<'a> {
    subject: usize,
    package: &'a str,
    target: &'a str,
    test: &'a str,
    cells: &'a BTreeSet<String>,
}

impl Expectations {
    /// Holds the entries against what there is.
    ///
    /// # Errors
    ///
    /// Fails on a package that there is not, and if two entries want different things of one cell.
    pub(crate) fn new(baselines: &Baselines, ground: Ground<'_>) -> Result<Expectations> {
        let mut problems = Problems::default();
        let known = ground.known();
        check_packages(baselines, ground, &mut problems);
        check_agreement(baselines, &known, &mut problems);
        problems.check()?;

        let mut expectations = Expectations::default();
        for (number, file) in baselines.files.iter().enumerate() {
            for entry in &file.entries {
                let is_its = |subject: usize| baselines.of[subject] == Some(number);
                expectations
                    .missing
                    .extend(ground.missing(entry, &known, &is_its));
            }
        }
        for (index, test) in ground.plan.tests.iter().enumerate() {
            let Some(baseline) = baselines.of(test.subject) else {
                continue;
            };
            let package = ground.subjects[test.subject].name();
            for entry in &baseline.entries {
                if !entry.is_about(package, &test.binary.target, &test.path) {
                    continue;
                }
                let entry = Arc::new(entry.clone());
                for cell in test.listed.iter().filter(|cell| entry.has_cell(cell)) {
                    let place = (index, cell.clone());
                    // Two that want the same are one: the first.
                    expectations.entries.entry(place).or_insert(entry.clone());
                }
            }
        }
        Ok(expectations)
    }

    /// Fails if an entry, or a cell of one, is for nothing.
    pub(crate) fn check(&self) -> Result<()> {
        let mut problems = Problems::default();
        for missing in &self.missing {
            problems.add(&missing.place, &missing.message);
        }
        problems.check()
    }

    /// Takes the cells out of the plan that are not to be run.
    pub(crate) fn leave_out(&mut self, plan: &mut Plan) {
        for batch in &mut plan.batches {
            let (entries, left_out) = (&self.entries, &mut self.left_out);
            batch.tests.retain(|&test| {
                let place = (test, batch.cell.clone());
                let is_left_out = entries
                    .get(&place)
                    .is_some_and(|entry| entry.expects == Expects::Skip);
                if is_left_out {
                    left_out.push(place);
                }
                !is_left_out
            });
        }
        plan.batches.retain(|batch| !batch.tests.is_empty());
    }

    /// Returns the cells that are not run: the test's place in the plan, and what stands in the table.
    pub(crate) fn left_out(&self) -> impl Iterator<Item = (usize, Cell)> {
        self.left_out.iter().filter_map(|place| {
            let entry = self.entries.get(place)?;
            Some((place.0, judge::left_out(&place.1, entry)))
        })
    }

    pub(crate) fn is_flaky(&self, test: usize, cell: &str) -> bool {
        self.of(test, cell)
            .is_some_and(|entry| entry.expects == Expects::Flaky)
    }

    /// Judges a cell by what is expected of it.
    pub(crate) fn judge(&self, test: usize, again: Option<Again>, cell: &mut Cell) {
        if let Some(entry) = self.of(test, &cell.runtime) {
            judge::judge(cell, entry, again);
        }
    }

    fn of(&self, test: usize, cell: &str) -> Option<&Entry> {
        let entry = self.entries.get(&(test, cell.to_owned()))?;
        Some(entry)
    }
}

impl<'a> Ground<'a> {
    fn known(&self) -> Vec<Known<'a>> {
        let known = self.plan.known.iter();
        known
            .map(|((subject, target, test), cells)| Known {
                subject: *subject,
                package: self.subjects[*subject].name(),
                target,
                test,
                cells,
            })
            .collect()
    }

    /// Returns what of an entry is for nothing, in the packages that have its file.
    ///
    /// Where a build failed, or a package is not run, it is not known what there is.
    fn missing(
        &self,
        entry: &Entry,
        known: &[Known<'_>],
        is_its: &dyn Fn(usize) -> bool,
    ) -> Vec<Missing> {
        let is_named = |name: &str| entry.package.as_deref().is_none_or(|named| named == name);
        let subjects = self.subjects.iter().enumerate();
        let mut subjects =
            subjects.filter(|(index, subject)| is_its(*index) && is_named(subject.name()));
        let runs_as_a_whole = subjects.clone().next().is_some()
            && subjects.all(|(index, _)| self.builds[index].failures.is_empty());
        if !runs_as_a_whole {
            return Vec::new();
        }
        let missing = |cell: Option<&String>, message| Missing {
            place: entry.place.clone(),
            cell: cell.cloned(),
            message,
        };
        let its: Vec<&Known<'_>> = known
            .iter()
            .filter(|known| is_its(known.subject) && is_named(known.package))
            .collect();
        let about: Vec<&Known<'_>> = its
            .iter()
            .copied()
            .filter(|known| entry.is_about(known.package, known.target, known.test))
            .collect();
        if about.is_empty() {
            return vec![missing(None, no_test(entry, &its))];
        }
        let names = entry.cells.iter();
        let unanswered = names.filter(|name| self.has_run(name) && !has_cell(&about, name));
        unanswered
            .map(|name| missing(Some(name), no_cell(entry, name, &its)))
            .collect()
    }

    /// Tells whether a cell by that name would be there, if any test had it.
    fn has_run(&self, name: &str) -> bool {
        let variants = self.builds.iter().flat_map(|builds| &builds.variants);
        let mut ids = stands_for(name).into_iter();
        ids.any(|id| !is_built_in(&id) || variants.clone().any(|variant| variant.offers(&id)))
    }
}

fn has_cell(tests: &[&Known<'_>], name: &str) -> bool {
    let ids = stands_for(name);
    tests
        .iter()
        .any(|test| ids.iter().any(|id| test.cells.contains(id)))
}

fn no_test(entry: &Entry, known: &[&Known<'_>]) -> String {
    let targets: BTreeSet<&str> = known.iter().map(|known| known.target).collect();
    if let Some(target) = entry
        .target
        .as_deref()
        .filter(|name| !targets.contains(name))
    {
        let near = nearest(target, targets.iter().copied(), 1);
        let near = near.first().or(targets.first()).copied();
        let hint = near.map(|near| format!(": did you mean `{near}`?"));
        return format!(
            "no test target is called `{target}`{}",
            hint.unwrap_or_default()
        );
    }
    let near = nearest(&entry.test, known.iter().map(|known| known.test), 1);
    let hint = match near.first() {
        Some(near) => format!("the nearest is {near}; name it, or remove the entry"),
        None => "remove the entry, or switch its feature on with -F".to_owned(),
    };
    format!(
        "no test matches `{}`, of {} that have cells: {hint}",
        entry.test,
        known.len()
    )
}

fn no_cell(entry: &Entry, name: &str, known: &[&Known<'_>]) -> String {
    let is_third_party = stands_for(name).iter().all(|id| !is_built_in(id));
    if is_third_party && !has_cell(known, name) {
        let cells: BTreeSet<&str> = known
            .iter()
            .flat_map(|known| known.cells)
            .map(String::as_str)
            .collect();
        let cells: Vec<&str> = cells.into_iter().collect();
        return format!(
            "there is no runtime `{name}`: there is {}",
            cells.join(", ")
        );
    }
    format!(
        "no test that matches `{}` has a cell on `{name}`: take it out of `cells`",
        entry.test
    )
}

/// Finds names of packages that the workspace has not.
fn check_packages(baselines: &Baselines, ground: Ground<'_>, problems: &mut Problems) {
    let Some(first) = ground.subjects.first() else {
        return;
    };
    let entries = baselines.files.iter().flat_map(|file| &file.entries);
    for entry in entries {
        let Some(package) = entry.package.as_ref() else {
            continue;
        };
        if !first.members.contains(package) {
            let members = first.members.iter().map(String::as_str);
            let hint = match nearest(package, members.clone(), 1).first() {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there is {}", members.collect::<Vec<_>>().join(", ")),
            };
            problems.add(
                &entry.place,
                format!("there is no package `{package}` in the workspace: {hint}"),
            );
        }
    }
}

/// Finds entries that want different things of one cell; a pair of them is told once.
fn check_agreement(baselines: &Baselines, known: &[Known<'_>], problems: &mut Problems) {
    let mut told = BTreeSet::new();
    for test in known {
        let Some(baseline) = baselines.of(test.subject) else {
            continue;
        };
        let entries = baseline.entries.iter();
        let about: Vec<&Entry> = entries
            .filter(|entry| entry.is_about(test.package, test.target, test.test))
            .collect();
        for cell in test.cells {
            let mut here = about.iter().filter(|entry| entry.has_cell(cell));
            let Some(first) = here.next() else {
                continue;
            };
            for other in here.filter(|other| other.expects != first.expects) {
                if told.insert((&first.place, &other.place)) {
                    problems.add(
                        &other.place,
                        format!(
                            "`{}` on {cell} is expected to be `{}` here and `{}` at {}: keep one of them",
                            test.test, other.expects, first.expects, first.place
                        ),
                    );
                }
            }
        }
    }
}
