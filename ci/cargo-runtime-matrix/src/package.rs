//! The packages that are to be run, as cargo's metadata tells them.

use std::path::{Path, PathBuf};

use anyhow::Result;
use cargo_metadata::{CargoOpt, Metadata, MetadataCommand, Package, PackageId};

use crate::{
    args::{Args, Selection},
    cargo::Cargo,
    config::{Config, Own},
    exit::Stop,
    nearest::nearest,
    runtimes,
};

const MATRIX: &str = "runtime-matrix";

/// A package whose tests are run.
#[derive(Debug)]
pub(crate) struct Subject {
    pub(crate) package: Package,
    pub(crate) matrix: Matrix,
    /// The features that the user asked for, as far as they are this package's.
    pub(crate) features: Vec<String>,
    /// What its Cargo.toml says of its runs.
    pub(crate) config: Config,
    /// The names of all packages of its workspace.
    pub(crate) members: Vec<String>,
}

/// The runtime-matrix that a package depends on.
#[derive(Debug)]
pub(crate) struct Matrix {
    /// What stands before its features on the command line: `runtime-matrix/`, or the dependency's other
    /// name; nothing in its own package.
    prefixes: Vec<String>,
    pub(crate) version: String,
    /// The features that add cells, of those that there are.
    pub(crate) features: Vec<&'static str>,
    /// Whether it has faulty runtimes.
    pub(crate) has_faults: bool,
}

impl Subject {
    pub(crate) fn name(&self) -> &str {
        &self.package.name
    }

    /// Returns the folder of the package, where cargo runs its tests.
    pub(crate) fn folder(&self) -> &Path {
        let manifest = self.package.manifest_path.as_std_path();
        manifest.parent().unwrap_or(manifest)
    }

    /// Returns all features of a build as the command line calls them: those of runtime-matrix, those that the user
    /// asked for, and those of its own that a cell wants.
    pub(crate) fn all_features(&self, own: &Own, features: &[&str]) -> Vec<String> {
        let mut all = self.matrix.qualified(features);
        all.extend(self.features.iter().cloned());
        let others = own
            .features
            .iter()
            .filter(|own| !self.features.contains(own));
        all.extend(others.cloned());
        all
    }
}

impl Matrix {
    /// Returns what the command line calls the features, which are ours.
    pub(crate) fn qualified(&self, features: &[&str]) -> Vec<String> {
        let prefixes = self.prefixes.iter();
        prefixes
            .flat_map(|prefix| {
                features
                    .iter()
                    .map(move |feature| format!("{prefix}{feature}"))
            })
            .collect()
    }
}

/// Returns the packages that the arguments name, or that cargo would take.
///
/// # Errors
///
/// Fails where there is no package, or none with the dependency, and on a feature that no package has.
pub(crate) fn subjects(args: &Args, cargo: &Cargo) -> Result<Vec<Subject>> {
    let metadata = metadata(args, cargo)?;
    let mut subjects = Vec::new();
    let mut without = Vec::new();
    let members = metadata.workspace_packages().into_iter();
    let members: Vec<String> = members.map(|package| package.name.to_string()).collect();
    for package in named(args, &metadata)? {
        match matrix_of(package, &metadata) {
            Some(matrix) => subjects.push(Subject {
                package: package.clone(),
                matrix,
                features: Vec::new(),
                config: Config::read(package)?,
                members: members.clone(),
            }),
            None => without.push(package.name.as_str()),
        }
    }
    let must_have_it = subjects.is_empty() || !args.selection.packages.is_empty();
    if let Some(first) = without.first().filter(|_| must_have_it) {
        return Err(Stop::usage(format!(
            "`{first}` does not depend on runtime-matrix: `cargo runtime-matrix init` or \
             `cargo add --dev runtime-matrix` adds it; or name another package with -p"
        )));
    }
    hand_out_features(args, &mut subjects)?;
    Ok(subjects)
}

fn metadata(args: &Args, cargo: &Cargo) -> Result<Metadata> {
    let mut command = MetadataCommand::new();
    command.cargo_path(cargo.program());
    if let Some(path) = &args.selection.manifest_path {
        command.manifest_path(path);
    }
    exec(command, &args.selection, Vec::new(), cargo)
}

/// Returns what cargo resolves for the package of that manifest, with these features of its dependencies.
///
/// # Errors
///
/// Fails where cargo cannot resolve it.
pub(crate) fn resolved(
    selection: &Selection,
    manifest: &Path,
    features: &[String],
    options: Vec<String>,
    cargo: &Cargo,
) -> Result<Metadata> {
    let mut command = MetadataCommand::new();
    command.cargo_path(cargo.program()).manifest_path(manifest);
    if !features.is_empty() {
        command.features(CargoOpt::SomeFeatures(features.to_vec()));
    }
    if selection.all_features {
        command.features(CargoOpt::AllFeatures);
    }
    if selection.no_default_features {
        command.features(CargoOpt::NoDefaultFeatures);
    }
    exec(command, selection, options, cargo)
}

/// Returns the package that is to be set up, and the root of its workspace.
///
/// # Errors
///
/// Fails where there is none, and where there are several.
pub(crate) fn to_set_up(args: &Args, cargo: &Cargo) -> Result<(Package, PathBuf)> {
    let mut command = MetadataCommand::new();
    command.cargo_path(cargo.program()).no_deps();
    if let Some(path) = &args.selection.manifest_path {
        command.manifest_path(path);
    }
    let metadata = exec(command, &args.selection, Vec::new(), cargo)?;
    let root = metadata.workspace_root.clone().into_std_path_buf();
    match named(args, &metadata)?.as_slice() {
        [package] => Ok(((*package).clone(), root)),
        several => {
            let names: Vec<&str> = several
                .iter()
                .map(|package| package.name.as_str())
                .collect();
            Err(Stop::usage(format!(
                "there are {} packages here ({}): name one with -p",
                names.len(),
                names.join(", ")
            )))
        }
    }
}

fn exec(
    mut command: MetadataCommand,
    selection: &Selection,
    mut options: Vec<String>,
    cargo: &Cargo,
) -> Result<Metadata> {
    options.extend(selection.cargo_options().into_iter().map(str::to_owned));
    options.push("--color=never".to_owned());
    command.other_options(options);
    command.exec().map_err(|error| match error {
        cargo_metadata::Error::CargoMetadata { stderr } => {
            let text = stderr.trim();
            // What cargo is doing comes before what is wrong.
            let error = text.find("error: ").map(|start| &text[start + 7..]);
            Stop::usage(error.unwrap_or(text))
        }
        cargo_metadata::Error::Io(error) => cargo.not_started(&error),
        other => anyhow::Error::new(other).context("cargo's metadata cannot be read: update cargo"),
    })
}

/// Returns the packages that are named, or those that cargo would take in that folder.
fn named<'a>(args: &Args, metadata: &'a Metadata) -> Result<Vec<&'a Package>> {
    let members = metadata.workspace_packages();
    if !args.selection.packages.is_empty() {
        let names = args.selection.packages.iter();
        return names.map(|name| member(name, &members)).collect();
    }
    if args.selection.workspace {
        return Ok(members);
    }
    // Those of the folder that cargo was called in.
    Ok(metadata.workspace_default_packages())
}

fn member<'a>(spec: &str, members: &[&'a Package]) -> Result<&'a Package> {
    let (name, version) = match spec.split_once('@') {
        Some((name, version)) => (name, Some(version)),
        None => (spec, None),
    };
    let is_it = |package: &&&Package| {
        package.name == name && version.is_none_or(|version| package.version.to_string() == version)
    };
    if let Some(package) = members.iter().find(is_it) {
        return Ok(package);
    }
    let names = members.iter().map(|package| package.name.as_str());
    let near = nearest(name, names, 1);
    let hint = match near.first() {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`cargo metadata` lists those that there are".to_owned(),
    };
    Err(Stop::usage(format!(
        "there is no package `{spec}` in the workspace: {hint}"
    )))
}

/// Returns the runtime-matrix that a package uses: its dependency, or itself.
fn matrix_of(package: &Package, metadata: &Metadata) -> Option<Matrix> {
    if package.name == MATRIX {
        return Some(matrix(package, vec![String::new()]));
    }
    let nodes = &metadata.resolve.as_ref()?.nodes;
    let node = nodes.iter().find(|node| node.id == package.id)?;
    let used = node
        .deps
        .iter()
        .find_map(|dependency| named_matrix(&dependency.pkg, metadata))?;
    let declared = package.dependencies.iter();
    let mut prefixes: Vec<String> = declared
        .filter(|dependency| dependency.name == MATRIX)
        .map(|dependency| format!("{}/", dependency.rename.as_deref().unwrap_or(MATRIX)))
        .collect();
    prefixes.sort();
    prefixes.dedup();
    Some(matrix(used, prefixes))
}

fn named_matrix<'a>(id: &PackageId, metadata: &'a Metadata) -> Option<&'a Package> {
    let mut packages = metadata.packages.iter();
    packages.find(|package| package.id == *id && package.name == MATRIX)
}

fn matrix(package: &Package, prefixes: Vec<String>) -> Matrix {
    let mut features = runtimes::features();
    features.retain(|feature| package.features.contains_key(*feature));
    Matrix {
        prefixes,
        version: package.version.to_string(),
        features,
        has_faults: package.features.contains_key("faults"),
    }
}

/// Gives each package those of the user's features that it has: cargo fails on the others.
fn hand_out_features(args: &Args, subjects: &mut [Subject]) -> Result<()> {
    for feature in args.selection.feature_names() {
        let mut is_known = false;
        for subject in &mut *subjects {
            if let Some(feature) = own_feature(feature, &subject.package) {
                subject.features.push(feature);
                is_known = true;
            }
        }
        if !is_known {
            let names: Vec<_> = subjects.iter().map(Subject::name).collect();
            return Err(Stop::usage(format!(
                "no package that is run has the feature `{feature}` (there is {}): leave it off, or name \
                 another package with -p",
                names.join(", ")
            )));
        }
    }
    Ok(())
}

/// Returns a feature as the package knows it: its own, or one of a dependency.
pub(crate) fn own_feature(feature: &str, package: &Package) -> Option<String> {
    let Some((prefix, rest)) = feature.split_once('/') else {
        return package
            .features
            .contains_key(feature)
            .then(|| feature.to_owned());
    };
    if package.name == prefix {
        return Some(rest.to_owned());
    }
    let prefix = prefix.trim_end_matches('?');
    let mut dependencies = package.dependencies.iter();
    let is_dependency = dependencies
        .any(|dependency| dependency.rename.as_ref().unwrap_or(&dependency.name) == prefix);
    is_dependency.then(|| feature.to_owned())
}
