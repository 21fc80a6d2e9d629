//! What is looked for, each with what to do about it.

use std::{fs, path::Path};

use cargo_metadata::{DependencyKind, Edition};

use crate::{
    doctor::{
        By, Finding, Level, Linked,
        compiler::{Compiler, version},
        graph::Graph,
    },
    package::Subject,
};

const MATRIX: &str = "runtime-matrix";

/// The features of Tokio whose lack shows when something runs or is compiled.
const TOKIO: [&str; 12] = [
    "fs",
    "io-std",
    "io-util",
    "macros",
    "net",
    "process",
    "rt",
    "rt-multi-thread",
    "signal",
    "sync",
    "test-util",
    "time",
];

/// Returns what there is to say of a package.
pub(super) fn all(
    subject: &Subject,
    graph: &Graph<'_>,
    runtimes: &[Linked],
    compiler: Option<&Compiler>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(place_of_the_dependency(subject));
    findings.extend(edition(subject));
    findings.extend(rust_version(subject, graph, compiler));
    findings.extend(series(subject));
    findings.extend(two_versions(graph, runtimes));
    findings.extend(hidden_tokio(runtimes));
    findings.extend(tokio_in_full(subject));
    findings.extend(unified(graph, runtimes));
    findings
}

impl Finding {
    fn new(level: Level, finding: impl Into<String>, advice: impl Into<String>) -> Finding {
        Finding {
            level,
            finding: finding.into(),
            advice: advice.into(),
        }
    }
}

fn place_of_the_dependency(subject: &Subject) -> Option<Finding> {
    let declared = subject.package.dependencies.iter();
    let mut kinds = declared
        .filter(|dependency| dependency.name == MATRIX)
        .map(|dependency| dependency.kind);
    if kinds.clone().any(|kind| kind == DependencyKind::Normal) {
        return Some(Finding::new(
            Level::Warning,
            "runtime-matrix stands in [dependencies]: whoever uses the package builds it",
            "move it to [dev-dependencies]",
        ));
    }
    kinds
        .all(|kind| kind == DependencyKind::Build)
        .then(|| {
            Finding::new(
                Level::Problem,
                "runtime-matrix stands in [build-dependencies], where no test can use it",
                "move it to [dev-dependencies]",
            )
        })
        .filter(|_| subject.package.name != MATRIX)
}

fn edition(subject: &Subject) -> Option<Finding> {
    (subject.package.edition == Edition::E2015).then(|| {
        Finding::new(
            Level::Problem,
            "the package is of edition 2015, which has no `async fn`",
            "move it to a newer edition: `cargo fix --edition`",
        )
    })
}

fn rust_version(subject: &Subject, graph: &Graph<'_>, compiler: Option<&Compiler>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let used = graph.versions(MATRIX);
    let Some(needed) = used
        .first()
        .and_then(|package| package.rust_version.clone())
    else {
        return findings;
    };
    let needed = (needed.major, needed.minor);
    let named = format!("{}.{}", needed.0, needed.1);
    if let Some(compiler) = compiler.filter(|compiler| compiler.version < needed) {
        let (major, minor) = compiler.version;
        findings.push(Finding::new(
            Level::Problem,
            format!("rustc is {major}.{minor}, and runtime-matrix needs {named}"),
            "`rustup update`",
        ));
    }
    let promised = subject.package.rust_version.as_ref();
    if let Some(promised) = promised.filter(|promised| (promised.major, promised.minor) < needed) {
        findings.push(Finding::new(
            Level::Note,
            format!(
                "the package promises Rust {}.{}, and its tests need {named}",
                promised.major, promised.minor
            ),
            "in the CI job of the oldest Rust, build the library without its tests: `cargo check --lib`",
        ));
    }
    findings
}

/// The records of another series may say things that this one does not understand.
fn series(subject: &Subject) -> Option<Finding> {
    let ours = version(env!("CARGO_PKG_VERSION"))?;
    let theirs = version(&subject.matrix.version)?;
    let fits = match ours.0 {
        0 => ours == theirs,
        major => major == theirs.0,
    };
    (!fits).then(|| {
        Finding::new(
            Level::Warning,
            format!(
                "runtime-matrix is {} and cargo-runtime-matrix {}: they are made for each other's series",
                subject.matrix.version,
                env!("CARGO_PKG_VERSION")
            ),
            format!(
                "`cargo install cargo-runtime-matrix --version {}`, or update the dependency",
                subject.matrix.version
            ),
        )
    })
}

fn two_versions(graph: &Graph<'_>, runtimes: &[Linked]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for same in runtimes.chunk_by(|one, next| one.name == next.name) {
        if same.len() < 2 {
            continue;
        }
        let told: Vec<String> = same.iter().map(way).collect();
        findings.push(Finding::new(
            Level::Warning,
            format!("there is more than one {}: {}", same[0].name, told.join("; ")),
            "one finds nothing of what the other has started, no reactor and no task: bring those who depend on the older one \
             up to date",
        ));
    }
    let cores = graph.versions("runtime-matrix-core");
    if cores.len() > 1 {
        let versions: Vec<String> = cores.iter().map(|core| core.version.to_string()).collect();
        findings.push(Finding::new(
            Level::Problem,
            format!(
                "there is more than one runtime-matrix-core: {}",
                versions.join(", ")
            ),
            "a runtime from elsewhere is made for another one: bring both to the same series",
        ));
    }
    findings
}

/// Returns a crate with its version and who brings it.
fn way(linked: &Linked) -> String {
    format!("{} by {}", linked.version, linked.path.join(" → "))
}

/// What brings a Tokio along on a runtime that is none.
fn hidden_tokio(runtimes: &[Linked]) -> Vec<Finding> {
    let brings = |linked: &&Linked| {
        let has = |start: &str| linked.features.iter().any(|name| name.starts_with(start));
        match linked.name.as_str() {
            "async-compat" => true,
            "async-std" | "async-global-executor" => has("tokio"),
            _ => false,
        }
    };
    let of_the_package = runtimes.iter().filter(|linked| linked.by != By::Matrix);
    let found = of_the_package.filter(brings).map(|linked| {
        Finding::new(
            Level::Warning,
            format!(
                "{} starts a Tokio of its own on any runtime ({}): what needs Tokio passes on smol by that one",
                linked.name,
                linked.path.join(" → ")
            ),
            "`cargo runtime-matrix --census` tells which tests start it; say so in the documentation, or take it out",
        )
    });
    found.collect()
}

fn tokio_in_full(subject: &Subject) -> Option<Finding> {
    let mut declared = subject.package.dependencies.iter();
    let is_full = declared.any(|dependency| {
        dependency.name == "tokio"
            && dependency.kind == DependencyKind::Normal
            && dependency.features.iter().any(|feature| feature == "full")
    });
    is_full.then(|| {
        Finding::new(
            Level::Warning,
            "the package asks for tokio with `full` in [dependencies]: each user builds all of it",
            "name the features that the library uses",
        )
    })
}

/// What tests have of Tokio that the library did not ask for, and the timer that a runtime of its own would lack.
fn unified(graph: &Graph<'_>, runtimes: &[Linked]) -> Vec<Finding> {
    let Some(asked) = graph.asked_for("tokio") else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    let linked = runtimes
        .iter()
        .find(|linked| linked.name == "tokio" && linked.by == By::Library);
    let has = |feature: &str| {
        linked.is_some_and(|linked| linked.features.iter().any(|name| name == feature))
    };
    let more: Vec<String> = TOKIO
        .into_iter()
        .filter(|feature| has(feature) && !asked.contains(*feature))
        .map(|feature| format!("`{feature}`"))
        .collect();
    if !more.is_empty() {
        findings.push(Finding::new(
            Level::Note,
            format!(
                "in tests tokio has {}, which the library does not ask for: cargo unifies features",
                more.join(", ")
            ),
            "that the library forgot one of them shows only in a build without tests: `cargo check --lib`",
        ));
    }
    if asked.contains("rt") && !asked.contains("time") {
        findings.push(Finding::new(
            Level::Note,
            "the library asks for tokio's `rt` and not for its `time`",
            "a runtime that it builds itself has no timer: sleeps on it panic",
        ));
    }
    findings
}

/// Looks at which resolver the workspace of that Cargo.toml uses.
pub(super) fn resolver(manifest: &Path) -> Option<Finding> {
    let text = fs::read_to_string(manifest).ok()?;
    (resolver_of(&text)? == "1").then(|| {
        Finding::new(
            Level::Warning,
            "the workspace uses resolver 1: what dev-dependencies switch on, the library's own build has too",
            "`resolver = \"2\"` in the workspace's Cargo.toml; until then a feature that the library forgot never shows",
        )
    })
}

/// Returns the resolver that a Cargo.toml asks for, or that its edition does.
fn resolver_of(text: &str) -> Option<String> {
    let toml: toml_edit::DocumentMut = text.parse().ok()?;
    let table = |name: &str| toml.get(name).and_then(toml_edit::Item::as_table_like);
    let named = |name: &str| table(name)?.get("resolver")?.as_str();
    if let Some(resolver) = named("workspace").or_else(|| named("package")) {
        return Some(resolver.to_owned());
    }
    let edition = table("package").and_then(|package| package.get("edition"));
    let inherited = || {
        let package = table("workspace")?.get("package")?;
        package.get("edition")?.as_str()
    };
    let resolver = match edition.and_then(|edition| edition.as_str().or_else(inherited)) {
        Some("2024") => "3",
        Some("2021") => "2",
        _ => "1",
    };
    Some(resolver.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_resolver_is_asked_for_or_goes_with_the_edition() {
        let resolver = |text: &str| resolver_of(text).unwrap();
        assert_eq!(resolver("[workspace]\nresolver = \"2\""), "2");
        assert_eq!(resolver("[workspace]\nmembers = []"), "1");
        assert_eq!(resolver("[package]\nedition = \"2021\""), "2");
        assert_eq!(
            resolver("[package]\nedition = \"2018\"\nresolver = \"2\""),
            "2"
        );
        let inherited =
            "[package]\nedition.workspace = true\n[workspace.package]\nedition = \"2024\"";
        assert_eq!(resolver(inherited), "3");
        assert_eq!(resolver_of("not toml ["), None);
    }
}
