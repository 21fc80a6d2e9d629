//! What can be counted, by its name.

use anyhow::{Context, Result};
use runtime_matrix::RuntimeFactory;
use runtime_matrix_benches::{Way, Workload, runtimes, workloads};
use runtime_matrix_core::Capability;

use crate::child;

/// The areas in which nothing waits for time or for the machine.
const AREAS: &[&str] = &["overhead", "part", "runtime", "task"];

/// What waits for a thread or a socket all the same.
const LEFT_OUT: &[&str] = &[
    "part/server_tcp",
    "part/server_unix",
    "task/wake_from_thread",
];

/// Ways in which nothing of ours is done. They are left out: nobody here can mend what they cost.
const FOREIGN: &[&str] = &[
    "global",
    "mockall",
    "mockall_async_trait",
    "native",
    "shuttle",
    "tokio_paused",
];

/// What takes up to half as much again one time as another, of the same program on the same machine.
const UNSTEADY: &[&str] = &["part/sweep/suite/sim"];

/// More units than this in one go take long under callgrind.
const MOST: u64 = 1_000;

/// So many units are done at least: what a process does now and then, as a table that grows, is spread over them.
const FEWEST: u64 = 128;

/// One way of one workload on one runtime.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Figure {
    /// `<area>/<name>/<way>/<runtime>`.
    pub(crate) name: String,
    /// How many units are done, and then twice as many.
    pub(crate) count: u64,
}

/// Returns what can be counted, of that the names which match, sorted.
pub(crate) fn chosen(only: Option<&str>) -> Vec<Figure> {
    let mut all: Vec<_> = runtimes()
        .iter()
        .flat_map(|factory| of(*factory))
        .map(|(figure, _)| figure)
        .filter(|figure| only.is_none_or(|glob| matches(glob, &figure.name)))
        .collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

/// Returns the work of that name, as a child does it.
pub(crate) fn find(name: &str) -> Result<Work> {
    let mut all = runtimes().iter().flat_map(|factory| of(*factory));
    let found = all.find(|(figure, _)| figure.name == name);
    let (_, way) = found.with_context(|| format!("no figure is called `{name}`"))?;
    Ok(Work(way))
}

/// What is counted.
pub(crate) struct Work(Way);

impl Work {
    pub(crate) fn run(&self, count: u64) {
        child::run(count, |count| {
            let _ = self.0.run(count);
        });
    }
}

fn of(factory: &'static dyn RuntimeFactory) -> Vec<(Figure, Way)> {
    if factory.card().capabilities.has(Capability::Threads) {
        return Vec::new();
    }
    let all = workloads(factory).into_iter().filter(is_counted);
    all.flat_map(|workload| {
        let (id, count) = (workload.id, FEWEST.next_multiple_of(workload.batch));
        let ways = workload.ways.into_iter();
        let counted = ways.filter(|way| !FOREIGN.contains(&way.name));
        counted.map(move |way| {
            let name = format!("{id}/{}/{}", way.name, factory.id());
            (Figure { name, count }, way)
        })
    })
    .filter(|(figure, _)| !UNSTEADY.contains(&figure.name.as_str()))
    .collect()
}

/// Tells whether what a workload does is the same each time.
fn is_counted(workload: &Workload) -> bool {
    AREAS.contains(&workload.area())
        && !LEFT_OUT.contains(&workload.id)
        && workload.batch <= MOST
        && workload.ways.iter().all(|way| !way.once_per_process)
}

/// Tells whether all of a name matches; `*` is anything, also nothing.
pub(crate) fn matches(glob: &str, name: &str) -> bool {
    match glob.split_once('*') {
        None => glob == name,
        Some((start, rest)) => name.strip_prefix(start).is_some_and(|name| {
            let mut tails = name.char_indices().map(|(at, _)| &name[at..]);
            tails.any(|tail| matches(rest, tail)) || matches(rest, "")
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_there_once_and_found() {
        let all = chosen(None);
        assert!(all.windows(2).all(|pair| pair[0].name < pair[1].name));
        assert!(all.iter().all(|figure| find(&figure.name).is_ok()));
        assert!(
            all.iter()
                .any(|figure| figure.name == "task/spawn_from_root/suite/sim")
        );
        assert!(find("task/spawn_from_root/suite/nowhere").is_err());
    }

    #[test]
    fn a_star_is_anything() {
        for glob in ["a/b/c", "*", "a*", "*c", "a*c", "*/b/*", "a/b/c*"] {
            assert!(matches(glob, "a/b/c"), "{glob}");
        }
        for glob in ["", "a", "b*", "*a", "a*b"] {
            assert!(!matches(glob, "a/b/c"), "{glob}");
        }
    }
}
