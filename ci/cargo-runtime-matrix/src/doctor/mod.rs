//! What is linked for a package and by whom, and what of it makes runs impossible or their results doubtful.
//!
//! # Known limitations
//!
//! Features are those that `cargo metadata` resolves: of the whole workspace, dev-dependencies included, for this
//! machine's platform, with each runtime of runtime-matrix switched on.

mod checks;
mod compiler;
mod graph;
mod print;

use std::path::Path;

use anyhow::Result;
use cargo_metadata::Metadata;
use serde::Serialize;

use crate::{
    args::DoctorArgs,
    cargo::Cargo,
    doctor::{compiler::Compiler, graph::Graph},
    exit::Exit,
    package::{self, Subject},
    self_check::code,
    width::width,
};

/// What was found.
#[derive(Debug, Serialize)]
struct Report {
    version: u32,
    tool: &'static str,
    #[serde(serialize_with = "code")]
    exit: Exit,
    packages: Vec<Patient>,
}

/// What was found of a package.
#[derive(Debug, Serialize)]
struct Patient {
    package: String,
    version: String,
    runtime_matrix: String,
    runtimes: Vec<Linked>,
    findings: Vec<Finding>,
}

/// A crate that runs futures, as it is linked into the tests.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Linked {
    name: String,
    version: String,
    features: Vec<String>,
    by: By,
    /// The shortest way from the package to it.
    path: Vec<String>,
}

/// Who brings a crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
enum By {
    /// The package itself, for its users too.
    Library,
    /// Its dev-dependencies.
    Tests,
    /// runtime-matrix alone, for a cell.
    Matrix,
}

/// Something to know or to do.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Finding {
    level: Level,
    finding: String,
    advice: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
enum Level {
    /// Makes runs impossible.
    Problem,
    Warning,
    Note,
}

/// Looks at each package that the arguments name.
///
/// # Errors
///
/// Fails where there is no package with the dependency.
pub(crate) fn run(args: &DoctorArgs) -> Result<(String, Exit)> {
    let run = args.run();
    let cargo = Cargo::new(&run, false);
    let compiler = Compiler::ask();
    let mut packages = Vec::new();
    for subject in package::subjects(&run, &cargo)? {
        packages.push(look_at(&subject, args, &cargo, compiler.as_ref())?);
    }
    let is_ill = |patient: &Patient| {
        let mut findings = patient.findings.iter();
        findings.any(|finding| finding.level == Level::Problem)
    };
    let report = Report {
        version: 1,
        tool: env!("CARGO_PKG_VERSION"),
        exit: if packages.iter().any(is_ill) {
            Exit::Usage
        } else {
            Exit::Ok
        },
        packages,
    };
    let exit = report.exit;
    let text = if args.json {
        serde_json::to_string_pretty(&report)? + "\n"
    } else {
        print::text(&report, width(args.width))
    };
    Ok((text, exit))
}

fn look_at(
    subject: &Subject,
    args: &DoctorArgs,
    cargo: &Cargo,
    compiler: Option<&Compiler>,
) -> Result<Patient> {
    let mut findings = Vec::new();
    let metadata = match resolved(subject, args, cargo, compiler, &subject.matrix.features) {
        Ok(metadata) => metadata,
        // Its runtimes may not be there to be looked at, as without the network.
        Err(error) => {
            let first = error.to_string();
            let first = first.lines().next().unwrap_or_default().to_owned();
            findings.push(Finding {
                level: Level::Warning,
                finding: format!("the runtimes of runtime-matrix cannot be resolved: {first}"),
                advice: "without them no run can be built: let cargo use the network once"
                    .to_owned(),
            });
            resolved(subject, args, cargo, compiler, &[])?
        }
    };
    let graph = Graph::of(&subject.package.id, &metadata);
    let runtimes = graph.runtimes();
    findings.extend(checks::all(subject, &graph, &runtimes, compiler));
    let workspace = metadata.workspace_root.join("Cargo.toml");
    findings.extend(checks::resolver(workspace.as_std_path()));
    findings.sort();
    Ok(Patient {
        package: subject.name().to_owned(),
        version: subject.package.version.to_string(),
        runtime_matrix: subject.matrix.version.clone(),
        runtimes,
        findings,
    })
}

/// Returns what cargo resolves with these features of runtime-matrix switched on.
fn resolved(
    subject: &Subject,
    args: &DoctorArgs,
    cargo: &Cargo,
    compiler: Option<&Compiler>,
    features: &[&str],
) -> Result<Metadata> {
    let mut names = subject.matrix.qualified(features);
    names.extend(subject.features.iter().cloned());
    let manifest: &Path = subject.package.manifest_path.as_std_path();
    let mut options = Vec::new();
    if let Some(compiler) = compiler {
        options.extend(["--filter-platform".to_owned(), compiler.host.clone()]);
    }
    package::resolved(&args.selection, manifest, &names, options, cargo)
}
