//! Who depends on whom, as cargo resolves it, seen from one package.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use cargo_metadata::{DependencyKind, Metadata, Node, NodeDep, Package, PackageId};

use crate::doctor::{By, Linked};

/// The crates that run futures, or start something that does.
const RUNTIMES: [&str; 14] = [
    "actix-rt",
    "async-compat",
    "async-executor",
    "async-global-executor",
    "async-io",
    "async-std",
    "compio-runtime",
    "embassy-executor",
    "futures-executor",
    "futures-timer",
    "glommio",
    "monoio",
    "smol",
    "tokio",
];

/// The packages that a package's tests are built of.
pub(super) struct Graph<'a> {
    packages: BTreeMap<&'a PackageId, &'a Package>,
    nodes: BTreeMap<&'a PackageId, &'a Node>,
    /// How each package is reached, by the first of those who bring it.
    reached: BTreeMap<&'a PackageId, (By, Vec<&'a PackageId>)>,
}

impl<'a> Graph<'a> {
    pub(super) fn of(root: &PackageId, metadata: &'a Metadata) -> Graph<'a> {
        let resolve = metadata.resolve.iter();
        let nodes = resolve.flat_map(|resolve| &resolve.nodes);
        let mut graph = Graph {
            packages: metadata
                .packages
                .iter()
                .map(|package| (&package.id, package))
                .collect(),
            nodes: nodes.map(|node| (&node.id, node)).collect(),
            reached: BTreeMap::new(),
        };
        for by in [By::Library, By::Tests, By::Matrix] {
            graph.reach(root, by);
        }
        graph
    }

    /// Finds what is brought by them and by nobody before them.
    fn reach(&mut self, root: &PackageId, by: By) {
        let Some((&root, _)) = self.nodes.get_key_value(root) else {
            return;
        };
        let mut waiting = VecDeque::from([(root, vec![root])]);
        let mut seen = BTreeSet::new();
        while let Some((id, path)) = waiting.pop_front() {
            if !seen.insert(id) {
                continue;
            }
            self.reached.entry(id).or_insert_with(|| (by, path.clone()));
            let Some(node) = self.nodes.get(id) else {
                continue;
            };
            for dependency in &node.deps {
                if self.follows(dependency, id == root, by) {
                    let mut path = path.clone();
                    path.push(&dependency.pkg);
                    waiting.push_back((&dependency.pkg, path));
                }
            }
        }
    }

    /// Tells whether a dependency is linked into the tests, for those who bring it.
    fn follows(&self, dependency: &NodeDep, of_root: bool, by: By) -> bool {
        let mut kinds = dependency.dep_kinds.iter().map(|kind| kind.kind);
        let is_matrix = self.name(&dependency.pkg) == "runtime-matrix";
        let is_linked = kinds.any(|kind| match kind {
            DependencyKind::Normal => true,
            DependencyKind::Development => of_root && by != By::Library,
            _ => false,
        });
        is_linked && (by == By::Matrix || !is_matrix)
    }

    fn name(&self, id: &PackageId) -> &str {
        self.packages
            .get(id)
            .map_or("", |package| package.name.as_str())
    }

    /// Returns the crates that run futures, by name and version.
    pub(super) fn runtimes(&self) -> Vec<Linked> {
        let reached = self.reached.iter();
        let mut linked: Vec<Linked> = reached
            .filter(|(id, _)| RUNTIMES.contains(&self.name(id)))
            .filter_map(|(id, (by, path))| self.linked(id, *by, path))
            .collect();
        linked.sort_by(|one, other| (&one.name, &one.version).cmp(&(&other.name, &other.version)));
        linked
    }

    fn linked(&self, id: &PackageId, by: By, path: &[&PackageId]) -> Option<Linked> {
        let package = self.packages.get(id)?;
        let node = self.nodes.get(id)?;
        Some(Linked {
            name: package.name.to_string(),
            version: package.version.to_string(),
            features: node
                .features
                .iter()
                .map(ToString::to_string)
                .filter(|feature| !is_a_dependency(package, feature))
                .collect(),
            by,
            path: path.iter().map(|id| self.name(id).to_owned()).collect(),
        })
    }

    /// Returns the versions of a package that are reached.
    pub(super) fn versions(&self, name: &str) -> Vec<&'a Package> {
        let reached = self.reached.keys().filter(|id| self.name(id) == name);
        reached
            .filter_map(|id| self.packages.get(id).copied())
            .collect()
    }

    /// Returns the features of a crate that the library and what it depends on ask for, with all that they switch on;
    /// none if they do not depend on it.
    pub(super) fn asked_for(&self, name: &str) -> Option<BTreeSet<String>> {
        let mut asked = BTreeSet::new();
        let mut is_used = false;
        for (id, _) in self
            .reached
            .iter()
            .filter(|(_, (by, _))| *by == By::Library)
        {
            let (Some(package), Some(node)) = (self.packages.get(id), self.nodes.get(id)) else {
                continue;
            };
            let mut edges = node.deps.iter();
            let uses = edges.any(|dependency| {
                let mut kinds = dependency.dep_kinds.iter();
                self.name(&dependency.pkg) == name
                    && kinds.any(|kind| kind.kind == DependencyKind::Normal)
            });
            if uses {
                is_used = true;
                asked.extend(features_of(package, node, name));
            }
        }
        let table = self.versions(name).first().map(|package| &package.features);
        is_used.then(|| closure(asked, table))
    }
}

/// Tells whether a feature does nothing but switch on the optional dependency of its name.
fn is_a_dependency(package: &Package, feature: &str) -> bool {
    let on = package.features.get(feature);
    on.is_some_and(|on| on.len() == 1 && on[0].strip_prefix("dep:") == Some(feature))
}

/// Returns the features of a dependency that a package asks for itself.
fn features_of(package: &Package, node: &Node, name: &str) -> Vec<String> {
    let declared = package
        .dependencies
        .iter()
        .filter(|dependency| dependency.name == name && dependency.kind == DependencyKind::Normal);
    let mut asked = Vec::new();
    for dependency in declared {
        asked.extend(dependency.features.iter().cloned());
        if dependency.uses_default_features {
            asked.push("default".to_owned());
        }
        let called = dependency.rename.as_deref().unwrap_or(name);
        for feature in &node.features {
            let switched = package.features.get(feature.as_str()).into_iter().flatten();
            asked.extend(switched.filter_map(|other| {
                let (of, feature) = other.split_once('/')?;
                (of.trim_end_matches('?') == called).then(|| feature.to_owned())
            }));
        }
    }
    asked
}

/// Returns these features with those that they switch on.
fn closure(
    asked: BTreeSet<String>,
    table: Option<&BTreeMap<String, Vec<String>>>,
) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let mut waiting: Vec<String> = asked.into_iter().collect();
    while let Some(feature) = waiting.pop() {
        let switched = table.and_then(|table| table.get(&feature));
        for other in switched.into_iter().flatten() {
            if !other.contains(['/', ':']) && !all.contains(other) {
                waiting.push(other.clone());
            }
        }
        all.insert(feature);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_switch_on_others() {
        let feature = |name: &str, on: &[&str]| {
            let on = on.iter().map(|&name| name.to_owned());
            (name.to_owned(), on.collect())
        };
        let table = BTreeMap::from([
            feature("full", &["net", "time"]),
            feature("net", &["dep:mio", "libc/std", "rt"]),
            feature("rt", &[]),
        ]);
        let all = closure(BTreeSet::from(["full".to_owned()]), Some(&table));
        let names: Vec<&str> = all.iter().map(String::as_str).collect();
        assert_eq!(names, ["full", "net", "rt", "time"]);
    }
}
