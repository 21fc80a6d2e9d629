//! Which tests run in which processes.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use anyhow::Result;

use crate::{
    args::Args,
    builds::Builds,
    cargo::Cargo,
    compile::Binary,
    environment,
    exit::{Exit, Stop},
    listing::Listing,
    nearest::nearest,
    package::Subject,
    pattern, process,
    runtimes::{self, Runtimes, is_built_in},
};

/// All that is to be run.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) tests: Vec<PlannedTest>,
    pub(crate) batches: Vec<Batch>,
    /// How many tests have no cells.
    pub(crate) plain: usize,
    pub(crate) notes: Vec<String>,
    /// All tests that have cells, whatever the filters say, with their cells: package, target, path.
    pub(crate) known: BTreeMap<(usize, String, String), BTreeSet<String>>,
    /// The cells of the tests that the filters let through.
    cells: BTreeSet<String>,
    /// The place of each test, by its package, what selects its target, and its path.
    places: HashMap<(usize, Vec<String>, String), usize>,
}

/// A test that the filters let through.
#[derive(Clone, Debug)]
pub(crate) struct PlannedTest {
    /// The package, by its place in the list of subjects.
    pub(crate) subject: usize,
    pub(crate) binary: Binary,
    pub(crate) path: String,
    /// The cells that some build of it has.
    pub(crate) listed: BTreeSet<String>,
}

/// Tests of one binary that run on one runtime.
#[derive(Clone, Debug)]
pub(crate) struct Batch {
    pub(crate) subject: usize,
    /// The build, by its place in the package's list.
    pub(crate) variant: usize,
    pub(crate) binary: Binary,
    pub(crate) cell: String,
    /// The tests, by their places in the plan.
    pub(crate) tests: Vec<usize>,
}

impl Plan {
    /// Adds the tests of a package, which is the next one in the list of subjects.
    ///
    /// # Errors
    ///
    /// Fails if a test binary cannot be started.
    pub(crate) fn add(
        &mut self,
        index: usize,
        subject: &Subject,
        builds: &Builds,
        runtimes: &Runtimes,
        args: &Args,
        cargo: &Cargo,
    ) -> Result<()> {
        for (number, variant) in builds.variants.iter().enumerate() {
            for binary in &variant.built.binaries {
                let command = environment::command(&binary.path, subject, &variant.built, cargo);
                let Some(mut listing) = process::list(command, args.effort.patience())? else {
                    self.notes.push(format!(
                        "`{}` of `{}` does not list its tests as libtest does: it is left to `cargo test`",
                        binary.target,
                        subject.name()
                    ));
                    continue;
                };
                // A test without cells is the same in each build.
                if number == 0 {
                    self.plain += listing.plain;
                }
                for test in &listing.tests {
                    let known = (index, binary.target.clone(), test.path.clone());
                    let cells = self.known.entry(known).or_default();
                    cells.extend(test.cells.iter().cloned());
                }
                listing.retain(&args.filters);
                listing.retain_globs(&args.effort.tests);
                let runs = |cell: &str| variant.runs(cell) && runtimes.has(cell);
                self.add_listing(index, number, binary, listing, &runs);
            }
        }
        Ok(())
    }

    fn add_listing(
        &mut self,
        subject: usize,
        variant: usize,
        binary: &Binary,
        listing: Listing,
        runs: &dyn Fn(&str) -> bool,
    ) {
        let mut batches: Vec<Batch> = Vec::new();
        for test in listing.tests {
            let index = self.test(subject, binary, test.path);
            for cell in test.cells {
                if runs(&cell) {
                    match batches.iter_mut().find(|batch| batch.cell == cell) {
                        Some(batch) => batch.tests.push(index),
                        None => batches.push(Batch {
                            subject,
                            variant,
                            binary: binary.clone(),
                            cell: cell.clone(),
                            tests: vec![index],
                        }),
                    }
                }
                self.cells.insert(cell.clone());
                self.tests[index].listed.insert(cell);
            }
        }
        batches.sort_by_key(|batch| runtimes::order_of(&batch.cell));
        self.batches.extend(batches);
    }

    /// Returns the place of a test, which several builds may have.
    fn test(&mut self, subject: usize, binary: &Binary, path: String) -> usize {
        let key = (subject, binary.selector.clone(), path.clone());
        *self.places.entry(key).or_insert_with(|| {
            self.tests.push(PlannedTest {
                subject,
                binary: binary.clone(),
                path,
                listed: BTreeSet::new(),
            });
            self.tests.len() - 1
        })
    }

    /// Checks that what the user named is there: filters, and runtimes that are not built in.
    ///
    /// # Errors
    ///
    /// Fails if there is nothing to run, with the nearest names.
    pub(crate) fn check(&mut self, args: &Args, runtimes: &Runtimes) -> Result<()> {
        if self.known.is_empty() {
            return Err(nothing(
                "there is no matrix test: write one with `#[runtime_matrix::test]`; tests behind a feature \
                 need -F",
            ));
        }
        if self.tests.is_empty() {
            return Err(nothing(self.no_match(args)));
        }
        for name in runtimes.third_party() {
            if !self.cells.contains(name) {
                let foreign = self.cells.iter().map(String::as_str);
                return Err(runtimes::unknown(
                    name,
                    foreign.filter(|cell| !is_built_in(cell)),
                ));
            }
        }
        if self.batches.is_empty() {
            return Err(nothing(format!(
                "of the tests that match, {} in all, none has a cell on the runtimes that are run: choose others with \
                 --runtimes",
                self.tests.len()
            )));
        }
        for filter in &args.filters {
            if !self.tests.iter().any(|test| test.path.contains(filter)) {
                self.notes.push(format!("no test matches `{filter}`"));
            }
        }
        for glob in &args.effort.tests {
            let is_it = |test: &PlannedTest| pattern::matches(glob, &test.path);
            if !self.tests.iter().any(is_it) {
                self.notes.push(format!("no test is `{glob}`"));
            }
        }
        Ok(())
    }

    fn no_match(&self, args: &Args) -> String {
        let quoted = |names: &[String]| {
            let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
            names.join(" or ")
        };
        let known = self.known.keys().map(|(.., path)| path.as_str());
        let (filters, globs) = (&args.filters, &args.effort.tests);
        let (filter, what) = match (filters.first(), globs.first()) {
            (Some(filter), None) => (filter.as_str(), format!("matches {}", quoted(filters))),
            (None, Some(glob)) => (glob.trim_matches('*'), format!("is {}", quoted(globs))),
            (filter, _) => (
                filter.map_or("", String::as_str),
                format!("matches {} and is {}", quoted(filters), quoted(globs)),
            ),
        };
        let near = nearest(filter, known.clone(), 3);
        let last = filter.rsplit("::").next().unwrap_or(filter);
        let hint = if is_built_in(last) {
            format!("the cell is no part of a filter: leave it off and say `--runtimes {last}`")
        } else if near.is_empty() {
            format!(
                "the first are {}",
                known.take(3).collect::<Vec<_>>().join(", ")
            )
        } else {
            format!("the nearest are {}", near.join(", "))
        };
        let count = self.known.len();
        format!("no test {what}, of {count} that have cells; {hint}")
    }

    /// Returns the tests of a package that would have the cells of a build that failed, by their places.
    ///
    /// Which cells a test leaves out is not known without its build: one that has all cells that were built
    /// is taken to leave out none.
    pub(crate) fn missing<'a>(
        &'a self,
        subject: usize,
        builds: &'a Builds,
    ) -> impl Iterator<Item = usize> + 'a {
        let offered = |id: &str| builds.variants.iter().any(|variant| variant.offers(id));
        let tests = self.tests.iter().enumerate();
        tests
            .filter(move |(_, test)| {
                let mut offered = runtimes::ids().filter(|id| offered(id));
                test.subject == subject && offered.all(|id| test.listed.contains(id))
            })
            .map(|(index, _)| index)
    }
}

#[cfg(test)]
impl Plan {
    /// Returns a plan of so many tests, of which the first ones run on `sim`.
    pub(crate) fn for_tests(count: usize, running: usize) -> Plan {
        let test = |number| PlannedTest {
            subject: 0,
            binary: Binary::default(),
            path: format!("test_{number}"),
            listed: BTreeSet::new(),
        };
        Plan {
            tests: (0..count).map(test).collect(),
            batches: vec![Batch {
                subject: 0,
                variant: 0,
                binary: Binary::default(),
                cell: "sim".to_owned(),
                tests: (0..running).collect(),
            }],
            ..Plan::default()
        }
    }
}

pub(crate) fn nothing(message: impl Into<String>) -> anyhow::Error {
    Stop::with(Exit::NothingRan, message)
}
