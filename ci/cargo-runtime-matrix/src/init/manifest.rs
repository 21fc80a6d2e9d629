//! A Cargo.toml, in which nothing changes but what is added.

use toml_edit::{DocumentMut, InlineTable, Item, Table, TomlError, Value, value};

const MATRIX: &str = "runtime-matrix";
const DEPENDENCIES: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];

/// Where the dependency comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// The registry, in this program's series.
    Registry,
    /// The workspace, which names it.
    Workspace,
    /// A folder.
    Path(String),
}

/// Returns the text with the dev-dependency, or none if there is a dependency already.
///
/// # Errors
///
/// Fails on what is no TOML.
pub(super) fn with_dependency(text: &str, source: &Source) -> Result<Option<String>, TomlError> {
    let mut manifest: DocumentMut = text.parse()?;
    if depends(&manifest) {
        return Ok(None);
    }
    if manifest.get("dev-dependencies").is_none() {
        let mut table = Table::new();
        if !text.trim().is_empty() {
            table.decor_mut().set_prefix("\n");
        }
        manifest.insert("dev-dependencies", Item::Table(table));
    }
    if let Some(table) = manifest["dev-dependencies"].as_table_like_mut() {
        table.insert(MATRIX, dependency(source));
    }
    let new = manifest.to_string();
    Ok(Some(if text.contains("\r\n") {
        new.replace("\r\n", "\n").replace('\n', "\r\n")
    } else {
        new
    }))
}

fn dependency(source: &Source) -> Item {
    let table = |key: &str, value: Value| {
        let mut table = InlineTable::new();
        table.insert(key, value);
        Item::Value(Value::InlineTable(table))
    };
    match source {
        Source::Registry => value(series(env!("CARGO_PKG_VERSION"))),
        Source::Workspace => table("workspace", true.into()),
        Source::Path(path) => table("path", path.into()),
    }
}

/// Returns what a version's series is called in Cargo.toml: `0.1` of `0.1.3`.
fn series(version: &str) -> String {
    let mut parts = version.splitn(3, '.');
    let (major, minor) = (parts.next().unwrap_or("0"), parts.next().unwrap_or("0"));
    match major {
        "0" => format!("{major}.{minor}"),
        _ => major.to_owned(),
    }
}

/// Tells whether a package depends on runtime-matrix, by whatever name and on whatever platform.
fn depends(manifest: &DocumentMut) -> bool {
    let targets = manifest.get("target").and_then(Item::as_table_like);
    let targets = targets.into_iter().flat_map(|targets| targets.iter());
    let places = targets.filter_map(|(_, target)| target.as_table_like());
    let tables = places.chain([manifest.as_table() as &dyn toml_edit::TableLike]);
    tables
        .flat_map(|place| DEPENDENCIES.map(|name| place.get(name)))
        .flatten()
        .filter_map(Item::as_table_like)
        .any(names_it)
}

fn names_it(dependencies: &dyn toml_edit::TableLike) -> bool {
    dependencies.iter().any(|(name, item)| {
        let package = item.as_table_like().and_then(|item| item.get("package"));
        package.and_then(Item::as_str).unwrap_or(name) == MATRIX
    })
}

/// Tells whether a workspace names the dependency for its members.
pub(super) fn is_in_the_workspace(text: &str) -> bool {
    let Ok(manifest) = text.parse::<DocumentMut>() else {
        return false;
    };
    let workspace = manifest.get("workspace").and_then(Item::as_table_like);
    let dependencies = workspace.and_then(|workspace| workspace.get("dependencies"));
    let dependencies = dependencies.and_then(Item::as_table_like);
    dependencies.is_some_and(|dependencies| dependencies.contains_key(MATRIX))
}

/// Returns the name of the package.
pub(super) fn name(text: &str) -> Option<String> {
    let manifest: DocumentMut = text.parse().ok()?;
    let package = manifest.get("package")?.as_table_like()?;
    Some(package.get("name")?.as_str()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(text: &str) -> String {
        with_dependency(text, &Source::Registry).unwrap().unwrap()
    }

    #[test]
    fn what_is_there_stays_as_it_is() {
        let text = "# mine\n[package]\nname = 'chat' # single\n\n[dev-dependencies]\n# why\ninsta   = \"1\"\n\n[lints]\n";
        let line = format!(
            "runtime-matrix = \"{}\"\n",
            series(env!("CARGO_PKG_VERSION"))
        );
        let expected = text.replace("\"1\"\n", &format!("\"1\"\n{line}"));
        assert_eq!(added(text), expected);
    }

    #[test]
    fn a_table_that_is_missing_comes_last() {
        let text = "[package]\nname = \"chat\"\n";
        assert!(
            added(text)
                .starts_with("[package]\nname = \"chat\"\n\n[dev-dependencies]\nruntime-matrix = ")
        );
        let windows = added("[package]\r\nname = \"chat\"\r\n");
        assert_eq!(
            windows.matches('\n').count(),
            windows.matches("\r\n").count()
        );
    }

    #[test]
    fn it_comes_from_where_it_is_to_come_from() {
        let text = "[package]\n";
        let from = |source: Source| with_dependency(text, &source).unwrap().unwrap();
        let path = from(Source::Path("../suite".to_owned()));
        assert!(
            path.ends_with("runtime-matrix = { path = \"../suite\" }\n"),
            "{path}"
        );
        let workspace = from(Source::Workspace);
        assert!(
            workspace.ends_with("runtime-matrix = { workspace = true }\n"),
            "{workspace}"
        );
        assert!(is_in_the_workspace(
            "[workspace.dependencies]\nruntime-matrix = \"0.1\""
        ));
        assert!(!is_in_the_workspace("[workspace]"));
    }

    #[test]
    fn a_dependency_by_another_name_is_one() {
        for text in [
            "[dev-dependencies]\nruntime-matrix = \"0.1\"",
            "[dependencies]\nmatrix = { package = \"runtime-matrix\", version = \"0.1\" }",
            "[target.'cfg(unix)'.dev-dependencies]\nruntime-matrix.version = \"0.1\"",
        ] {
            assert_eq!(
                with_dependency(text, &Source::Registry).unwrap(),
                None,
                "{text}"
            );
        }
        assert!(with_dependency("[", &Source::Registry).is_err());
    }

    #[test]
    fn a_series_is_what_may_be_updated() {
        assert_eq!(series("0.1.3"), "0.1");
        assert_eq!(series("2.4.0"), "2");
    }
}
