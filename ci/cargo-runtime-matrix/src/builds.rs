//! Which builds of a package there are to run: one with all runtimes, or where that fails, one for each.

use anyhow::Result;

use crate::{
    args::Args,
    cargo::Cargo,
    compile::{BuildError, Built, compile},
    package::Subject,
    runtimes::{Runtimes, feature_of, is_built_in},
};

/// A build with the cells that are run from it.
#[derive(Debug)]
pub(crate) struct Variant {
    /// The features of runtime-matrix that it is built with.
    features: Vec<&'static str>,
    /// Whether it stands for `sim` and for third-party runtimes, which no feature switches on.
    has_featureless: bool,
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
    /// The feature that does not build; none if nothing builds at all.
    pub(crate) feature: Option<&'static str>,
    /// The compiler's first error.
    pub(crate) error: String,
}

impl Variant {
    /// Returns the features of runtime-matrix that it is built with.
    pub(crate) fn features(&self) -> &[&'static str] {
        &self.features
    }

    /// Tells whether a cell that the listing shows is run from this build.
    pub(crate) fn runs(&self, cell: &str) -> bool {
        match feature_of(cell) {
            Some(feature) => self.features.contains(&feature),
            None => self.has_featureless,
        }
    }

    /// Tells whether a built-in cell is there for each test that does not leave it out.
    pub(crate) fn offers(&self, cell: &str) -> bool {
        is_built_in(cell) && feature_of(cell).is_none_or(|feature| self.features.contains(&feature))
    }
}

/// Builds the package with all runtimes; if that fails, with each feature alone to find out which build.
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
    let compile = |features: &[&str]| compile(cargo, args, subject, features, say);
    let together = match compile(&features)? {
        Ok(built) => {
            return Ok(Builds {
                variants: vec![Variant {
                    features,
                    has_featureless: true,
                    built,
                }],
                ..Builds::default()
            });
        }
        Err(error) => error,
    };
    if features.is_empty() {
        return Ok(Builds::nothing(together));
    }
    say("the build with all runtimes failed: building each alone");
    each_alone(subject.name(), &together, features, &compile)
}

/// Builds with these features of runtime-matrix.
type Compile<'a> = dyn Fn(&[&str]) -> Result<Result<Built, BuildError>> + 'a;

fn each_alone(
    package: &str,
    together: &BuildError,
    features: Vec<&'static str>,
    compile: &Compile<'_>,
) -> Result<Builds> {
    let mut builds = match compile(&[])? {
        Ok(built) => Builds {
            variants: vec![Variant {
                features: Vec::new(),
                has_featureless: true,
                built,
            }],
            ..Builds::default()
        },
        Err(error) => return Ok(Builds::nothing(error)),
    };
    for feature in features {
        match compile(&[feature])? {
            Ok(built) => builds.variants.push(Variant {
                features: vec![feature],
                has_featureless: false,
                built,
            }),
            Err(BuildError(error)) => builds.failures.push(BuildFailure {
                feature: Some(feature),
                error,
            }),
        }
    }
    if builds.failures.is_empty() {
        let first = together.0.lines().next().unwrap_or_default();
        builds.notes.push(format!(
            "`{package}` builds with each runtime alone, but not with all at once ({first}): each ran from a \
             build of its own"
        ));
    }
    Ok(builds)
}

impl Builds {
    fn nothing(BuildError(error): BuildError) -> Builds {
        Builds {
            failures: vec![BuildFailure {
                feature: None,
                error,
            }],
            ..Builds::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Builds in the imagination: it fails where `fails` says so.
    fn each(fails: fn(&[&str]) -> bool) -> Builds {
        let together = BuildError("error: all at once\nmore".to_owned());
        each_alone("chat", &together, vec!["tokio", "smol"], &|features| {
            Ok(if fails(features) {
                Err(BuildError(format!("error: with {features:?}")))
            } else {
                Ok(Built::default())
            })
        })
        .unwrap()
    }

    fn cells(builds: &Builds) -> Vec<Vec<&'static str>> {
        let variants = builds.variants.iter();
        variants
            .map(|variant| {
                crate::runtimes::ids()
                    .filter(|id| variant.runs(id))
                    .collect()
            })
            .collect()
    }

    #[test]
    fn each_runtime_runs_from_its_own_build() {
        let builds = each(|features| features == ["tokio"]);
        assert_eq!(cells(&builds), [["sim"], ["smol"]]);
        assert_eq!(builds.failures[0].feature, Some("tokio"));
        assert_eq!(builds.failures[0].error, "error: with [\"tokio\"]");
        assert!(builds.variants[0].runs("a_third_party"));
        assert!(!builds.variants[1].runs("a_third_party"), "it runs once");
    }

    #[test]
    fn what_builds_apart_but_not_together_runs_apart() {
        let builds = each(|_| false);
        assert_eq!(
            cells(&builds).concat(),
            ["sim", "tokio_current_thread", "tokio_multi_thread", "smol"]
        );
        assert_eq!(builds.notes.len(), 1);
        assert!(builds.notes[0].contains("(error: all at once)"));
    }

    #[test]
    fn without_any_build_nothing_runs() {
        let builds = each(|features| features.is_empty());
        assert!(builds.variants.is_empty());
        assert_eq!(builds.failures[0].feature, None);
    }
}
