//! Which builds of a package there are to run: one for all cells that want the same features of the package, or where
//! that fails, one for each runtime.

use anyhow::Result;

use crate::{
    args::Args,
    cargo::Cargo,
    compile::{BuildError, Built, compile},
    config::{Config, Own},
    package::Subject,
    runtimes::{self, Runtimes, feature_of, is_built_in},
};

/// A build with the cells that are run from it.
#[derive(Debug)]
pub(crate) struct Variant {
    /// The package's own features that its cells want.
    own: Own,
    /// The features of runtime-matrix that it is built with.
    features: Vec<&'static str>,
    /// The built-in cells that are run from it; it may have others.
    cells: Vec<&'static str>,
    /// Whether third-party runtimes are run from it, which no feature switches on.
    has_third_party: bool,
    pub(crate) built: Built,
}

/// The builds of a package.
#[derive(Debug, Default)]
pub(crate) struct Builds {
    pub(crate) variants: Vec<Variant>,
    pub(crate) failures: Vec<BuildFailure>,
    pub(crate) notes: Vec<String>,
}

/// A build that failed.
#[derive(Clone, Debug)]
pub(crate) struct BuildFailure {
    /// The feature of runtime-matrix that does not build; none if it does not build without one.
    pub(crate) feature: Option<&'static str>,
    /// The package's own features that were on for these cells.
    pub(crate) own: Vec<String>,
    /// The cells that would have been run from it.
    pub(crate) cells: Vec<&'static str>,
    /// The compiler's first error.
    pub(crate) error: String,
}

/// Cells that want the same of a build.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Group {
    /// The package's own features.
    own: Own,
    /// The features of runtime-matrix.
    features: Vec<&'static str>,
    cells: Vec<&'static str>,
    has_third_party: bool,
}

impl Variant {
    /// Returns the package's own features that its cells want.
    pub(crate) fn own(&self) -> &Own {
        &self.own
    }

    /// Returns the features of runtime-matrix that it is built with.
    pub(crate) fn features(&self) -> &[&'static str] {
        &self.features
    }

    /// Tells whether a cell that the listing shows is run from this build.
    pub(crate) fn runs(&self, cell: &str) -> bool {
        if is_built_in(cell) {
            self.cells.contains(&cell)
        } else {
            self.has_third_party
        }
    }

    /// Tells whether a built-in cell is there for each test that does not leave it out.
    pub(crate) fn offers(&self, cell: &str) -> bool {
        is_built_in(cell) && feature_of(cell).is_none_or(|feature| self.features.contains(&feature))
    }
}

/// Builds the package for all cells that want the same; if that fails, for each runtime to find out which build.
///
/// # Errors
///
/// Fails where cargo cannot be run, and if a runtime was asked for that there is not.
pub(crate) fn build(
    cargo: &Cargo,
    args: &Args,
    subject: &Subject,
    runtimes: &Runtimes,
    say: &dyn Fn(&str),
) -> Result<Builds> {
    let matrix = &subject.matrix;
    let features = runtimes.features(&matrix.features, &matrix.version)?;
    let groups = groups(&subject.config, runtimes, &features, args.isolate);
    let compile = |own: &Own, features: &[&str]| compile(cargo, args, subject, own, features, say);
    let mut builds = Builds::default();
    for group in &groups {
        if groups.len() > 1 {
            say(&format!(
                "    Building `{}` for {}",
                subject.name(),
                group.told()
            ));
        }
        match compile(&group.own, &group.features)? {
            Ok(built) => builds.variants.push(group.variant(built)),
            // Whether it is that feature is no question, and the other groups tell which tests there are.
            Err(error) if groups.len() > 1 && group.features.len() < 2 => {
                builds.fail(group, group.features.first().copied(), error);
            }
            Err(error) if group.features.is_empty() => builds.fail(group, None, error),
            Err(together) => {
                say(&format!(
                    "the build with {} failed: building each alone",
                    if groups.len() > 1 {
                        group.told()
                    } else {
                        "all runtimes".to_owned()
                    }
                ));
                each_alone(&mut builds, subject.name(), &together, group, &compile)?;
            }
        }
    }
    Ok(builds)
}

/// Returns the cells that are run, by what they want of a build; third-party runtimes want what `sim` does.
fn groups(
    config: &Config,
    runtimes: &Runtimes,
    features: &[&'static str],
    isolate: bool,
) -> Vec<Group> {
    let mut groups = Vec::new();
    let is_there = |id: &str| feature_of(id).is_none_or(|feature| features.contains(&feature));
    for id in runtimes::ids().filter(|id| runtimes.has(id) && is_there(id)) {
        let feature = feature_of(id);
        let group = Group::find(&mut groups, config.own(id), feature, isolate);
        group.cells.push(id);
        if let Some(feature) = feature.filter(|feature| !group.features.contains(feature)) {
            group.features.push(feature);
        }
    }
    if *runtimes == Runtimes::All || !runtimes.third_party().is_empty() {
        Group::find(&mut groups, config.own("sim"), None, isolate).has_third_party = true;
    }
    groups
}

/// Builds with these features: the package's own, and those of runtime-matrix.
type Compile<'a> = dyn Fn(&Own, &[&str]) -> Result<Result<Built, BuildError>> + 'a;

fn each_alone(
    builds: &mut Builds,
    package: &str,
    together: &BuildError,
    group: &Group,
    compile: &Compile<'_>,
) -> Result<()> {
    let failed_before = builds.failures.len();
    let cells_of = |feature: Option<&str>| {
        let cells = group.cells.iter().copied();
        cells.filter(|cell| feature_of(cell) == feature).collect()
    };
    match compile(&group.own, &[])? {
        Ok(built) => {
            let featureless = Group {
                features: Vec::new(),
                cells: cells_of(None),
                ..group.clone()
            };
            builds.variants.push(featureless.variant(built));
        }
        Err(error) => {
            builds.fail(group, None, error);
            return Ok(());
        }
    }
    for &feature in &group.features {
        let alone = Group {
            features: vec![feature],
            cells: cells_of(Some(feature)),
            has_third_party: false,
            ..group.clone()
        };
        match compile(&group.own, &[feature])? {
            Ok(built) => builds.variants.push(alone.variant(built)),
            Err(error) => builds.fail(&alone, Some(feature), error),
        }
    }
    if builds.failures.len() == failed_before {
        let first = together.0.lines().next().unwrap_or_default();
        builds.notes.push(format!(
            "`{package}` builds with each runtime alone, but not with all at once ({first}): each ran from a \
             build of its own"
        ));
    }
    Ok(())
}

impl Builds {
    fn fail(
        &mut self,
        group: &Group,
        feature: Option<&'static str>,
        BuildError(error): BuildError,
    ) {
        self.failures.push(BuildFailure {
            feature,
            own: group.own.features.clone(),
            cells: group.cells.clone(),
            error,
        });
    }
}

impl Group {
    /// Returns the group with these features of the package, or a new one; where each runtime is isolated, only with
    /// that feature of runtime-matrix.
    fn find<'a>(
        groups: &'a mut Vec<Group>,
        own: Own,
        feature: Option<&str>,
        isolate: bool,
    ) -> &'a mut Group {
        let is_it = |group: &Group| {
            group.own == own && (!isolate || group.features.first().copied() == feature)
        };
        let index = groups.iter().position(is_it).unwrap_or_else(|| {
            groups.push(Group {
                own,
                ..Group::default()
            });
            groups.len() - 1
        });
        &mut groups[index]
    }

    fn variant(&self, built: Built) -> Variant {
        Variant {
            own: self.own.clone(),
            features: self.features.clone(),
            cells: self.cells.clone(),
            has_third_party: self.has_third_party,
            built,
        }
    }

    /// Returns the cells, with the features of the package that are on for them.
    fn told(&self) -> String {
        let cells = match self.cells.is_empty() {
            true => "third-party runtimes".to_owned(),
            false => self.cells.join(", "),
        };
        match self.own.features.is_empty() {
            true => cells,
            false => format!("{cells} with {}", self.own.features.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests;
