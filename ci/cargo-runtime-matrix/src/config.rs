//! What a package's Cargo.toml says of its runs.
//!
//! ```toml
//! [package.metadata.runtime-matrix]
//! runtimes = ["sim", "tokio", "smol"]      # those that --runtimes stands for where it is not given
//! baseline = "../runtime-matrix.toml"      # where the baseline is, from this folder
//! tokio = { features = ["rt-tokio"] }      # the package's own features for a cell, or for a family
//! smol = { features = ["rt-smol"], no-default-features = true }
//! ```
//!
//! A cell's own entry counts before that of its family. Cells with the same features are run from one build, others
//! from builds of their own: so features may exclude each other.

use std::{collections::BTreeMap, path::PathBuf};

use anyhow::Result;
use cargo_metadata::Package;

use crate::{
    exit::Stop,
    nearest::nearest,
    package::{Subject, own_feature},
    plan::Plan,
    runtimes::{Runtimes, feature_of, meant, names, stands_for},
    toml_file::{Problems, Section, TomlFile},
};

/// The keys that are no runtimes.
const KEYS: [&str; 2] = ["runtimes", "baseline"];

/// What a package's Cargo.toml says of its runs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Config {
    runtimes: Option<Runtimes>,
    /// Where its baseline is, from the package's folder.
    pub(crate) baseline: Option<PathBuf>,
    /// By cell or family.
    own: BTreeMap<String, Own>,
}

/// Which of a package's own features are on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Own {
    pub(crate) features: Vec<String>,
    pub(crate) no_default_features: bool,
}

impl Config {
    /// Reads what a package's Cargo.toml says.
    ///
    /// # Errors
    ///
    /// Fails on each key, name and feature that there is not.
    pub(crate) fn read(package: &Package) -> Result<Config> {
        if package.metadata.get("runtime-matrix").is_none() {
            return Ok(Config::default());
        }
        let file = TomlFile::read(package.manifest_path.as_std_path())?;
        let has_feature = |name: &str| own_feature(name, package).is_some();
        let features: Vec<&str> = package.features.keys().map(String::as_str).collect();
        read(&file, &has_feature, &features)
    }

    /// Returns the runtimes that are run, if the arguments ask for these.
    pub(crate) fn runtimes<'a>(&'a self, asked: &'a Runtimes) -> &'a Runtimes {
        match asked {
            Runtimes::All => self.runtimes.as_ref().unwrap_or(asked),
            Runtimes::Only(_) => asked,
        }
    }

    /// Returns the package's own features for a cell.
    pub(crate) fn own(&self, cell: &str) -> Own {
        let family = feature_of(cell).and_then(|family| self.own.get(family));
        self.own.get(cell).or(family).cloned().unwrap_or_default()
    }
}

fn read(file: &TomlFile, has_feature: &dyn Fn(&str) -> bool, features: &[&str]) -> Result<Config> {
    let mut problems = Problems::default();
    let mut config = Config::default();
    let metadata = file
        .root()
        .table("package")
        .and_then(|package| package.table("metadata"));
    if let Some(section) = metadata.and_then(|metadata| metadata.table("runtime-matrix")) {
        config.runtimes = runtimes(section, &mut problems);
        config.baseline = section.text("baseline", &mut problems).map(PathBuf::from);
        for name in section.keys().filter(|key| !KEYS.contains(key)) {
            if !names().any(|known| known == name) {
                problems.add(&section.place_of(name), no_key(name));
                continue;
            }
            let Some(cell) = section.table(name) else {
                problems.add(
                    &section.place_of(name),
                    format!("`{name}` wants a table: write {name} = {{ features = [\"…\"] }}"),
                );
                continue;
            };
            let own = own(name, cell, has_feature, features, &mut problems);
            config.own.insert(name.to_owned(), own);
        }
    } else if let Some(metadata) = metadata {
        problems.add(
            &metadata.place_of("runtime-matrix"),
            "`runtime-matrix` wants a table: write [package.metadata.runtime-matrix]",
        );
    }
    problems.check()?;
    Ok(config)
}

fn no_key(name: &str) -> String {
    let known: Vec<&str> = KEYS.into_iter().chain(names()).collect();
    let hint = match nearest(name, known.iter().copied(), 1).first() {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("it takes {}", known.join(", ")),
    };
    format!("[package.metadata.runtime-matrix] has no key `{name}`: {hint}")
}

fn runtimes(section: Section<'_>, problems: &mut Problems) -> Option<Runtimes> {
    let place = section.place_of("runtimes");
    let mut cells: Vec<String> = Vec::new();
    for name in section.texts("runtimes", problems)? {
        if let Some(meant) = meant(&name) {
            problems.add(
                &place,
                format!("there is no runtime `{name}`: did you mean `{meant}`?"),
            );
        }
        for cell in stands_for(&name) {
            if cells.contains(&cell) {
                problems.add(
                    &place,
                    format!("`runtimes` names `{cell}` twice: name each runtime once"),
                );
            }
            cells.push(cell);
        }
    }
    Some(Runtimes::Only(cells))
}

fn own(
    name: &str,
    section: Section<'_>,
    has_feature: &dyn Fn(&str) -> bool,
    known: &[&str],
    problems: &mut Problems,
) -> Own {
    section.check_keys(
        &format!("`{name}`"),
        &["features", "no-default-features"],
        problems,
    );
    let mut features = section.texts("features", problems).unwrap_or_default();
    for feature in features.iter().filter(|feature| !has_feature(feature)) {
        let hint = match nearest(feature, known.iter().copied(), 1).first() {
            Some(near) => format!("did you mean `{near}`?"),
            None if known.is_empty() => "it has none".to_owned(),
            None => format!("it has {}", known.join(", ")),
        };
        problems.add(
            &section.place_of("features"),
            format!("the package has no feature `{feature}`: {hint}"),
        );
    }
    features.sort();
    features.dedup();
    Own {
        features,
        no_default_features: section.flag("no-default-features", problems),
    }
}

/// Checks that the runtimes are there that a Cargo.toml names and that are not built in.
///
/// # Errors
///
/// Fails on one that no test of the package has.
pub(crate) fn check_third_party(subjects: &[Subject], plan: &Plan) -> Result<()> {
    for (index, subject) in subjects.iter().enumerate() {
        let Some(runtimes) = &subject.config.runtimes else {
            continue;
        };
        let known = plan.known.iter();
        let mut cells: Vec<&str> = known
            .filter(|((of, ..), _)| *of == index)
            .flat_map(|(_, cells)| cells)
            .map(String::as_str)
            .collect();
        cells.sort_unstable();
        cells.dedup();
        let mut third_party = runtimes.third_party().into_iter();
        if let Some(name) = third_party.find(|name| !cells.contains(name)) {
            return Err(Stop::usage(format!(
                "there is no runtime `{name}`, which `runtimes` in the Cargo.toml of `{}` names: its tests have {}",
                subject.name(),
                cells.join(", ")
            )));
        }
    }
    Ok(())
}

#[cfg(test)]
impl Config {
    /// Reads the section of a package that has whatever feature is named.
    pub(crate) fn for_tests(text: &str) -> Config {
        let text = format!("[package.metadata.runtime-matrix]\n{text}");
        let file = TomlFile::parse("Cargo.toml", &text).unwrap();
        read(&file, &|_| true, &[]).unwrap()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(text: &str) -> Result<Config, String> {
        let text = format!("[package.metadata.runtime-matrix]\n{text}");
        let file = TomlFile::parse("Cargo.toml", &text).unwrap();
        let features = ["default", "rt-smol", "rt-tokio"];
        read(&file, &|name| features.contains(&name), &features).map_err(|error| error.to_string())
    }

    #[test]
    fn a_cell_counts_before_its_family() {
        let config = config(
            "tokio = { features = [\"rt-tokio\"] }\ntokio_multi_thread.no-default-features = true\n",
        )
        .unwrap();
        let own = |cell| {
            let own = config.own(cell);
            (own.features, own.no_default_features)
        };
        assert_eq!(
            own("tokio_current_thread"),
            (vec!["rt-tokio".to_owned()], false)
        );
        assert_eq!(own("tokio_multi_thread"), (vec![], true));
        assert_eq!(own("smol"), (vec![], false));
    }

    #[test]
    fn the_arguments_count_before_the_default() {
        let config = config("runtimes = [\"sim\", \"tokio\"]\n").unwrap();
        assert!(!config.runtimes(&Runtimes::All).has("smol"));
        let asked = Runtimes::Only(vec!["smol".to_owned()]);
        assert!(config.runtimes(&asked).has("smol") && !config.runtimes(&asked).has("sim"));
    }

    #[test]
    fn all_that_is_wrong_is_told_with_its_line() {
        let text = "runtime = [\"sim\"]\n\
                    runtimes = [\"smoll\", \"tokio\", \"tokio_multi_thread\"]\n\
                    smol = { feature = [\"rt-smol\"] }\n\
                    async_std = [\"rt-smol\"]\n\
                    tokio = { features = [\"rt-tokyo\", \"quarterly\"], no-default-features = 1 }\n";
        assert_eq!(
            config(text).unwrap_err(),
            "Cargo.toml:3: there is no runtime `smoll`: did you mean `smol`?\n\
             Cargo.toml:3: `runtimes` names `tokio_multi_thread` twice: name each runtime once\n\
             Cargo.toml:2: [package.metadata.runtime-matrix] has no key `runtime`: did you mean `runtimes`?\n\
             Cargo.toml:4: `smol` has no key `feature`: did you mean `features`?\n\
             Cargo.toml:5: `async_std` wants a table: write async_std = { features = [\"…\"] }\n\
             Cargo.toml:6: the package has no feature `rt-tokyo`: did you mean `rt-tokio`?\n\
             Cargo.toml:6: the package has no feature `quarterly`: it has default, rt-smol, rt-tokio\n\
             Cargo.toml:6: `no-default-features` wants true or false: write no-default-features = true"
        );
    }
}
