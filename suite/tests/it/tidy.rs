//! The rules of the layout, held by the repository itself.

use std::{
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the suite stands in the repository")
        .to_owned()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Returns all files below `folder` that end like that.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder is there").flatten() {
        let (path, name) = (
            entry.path(),
            entry.file_name().to_string_lossy().into_owned(),
        );
        if path.is_dir() && name != "target" && !name.starts_with('.') {
            found.extend(files(&path, ending));
        } else if name.ends_with(ending) {
            found.push(path);
        }
    }
    found
}

#[test]
fn the_top_level_is_fixed() {
    let known = [
        "Cargo.toml",
        "Cargo.lock",
        "suite",
        "adapters",
        "benches",
        "ci",
        "README.md",
        "CHANGELOG.md",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        "target",
    ];
    for entry in fs::read_dir(root())
        .expect("the repository is there")
        .flatten()
    {
        let name = entry.file_name().to_string_lossy().into_owned();
        assert!(
            name.starts_with('.') || known.contains(&name.as_str()),
            "`{name}` does not belong there"
        );
    }
}

#[test]
fn one_file_alone_knows_the_runtime_features() {
    let runtimes = ["async-std", "futures", "smol", "tokio"];
    for path in files(&root().join("suite/src"), ".rs") {
        let text = fs::read_to_string(&path).expect("a source file");
        let conditions =
            text.matches("cfg(feature").count() + text.matches("cfg(not(feature").count();
        let knows = runtimes
            .iter()
            .any(|runtime| text.contains(&format!("(feature = \"{runtime}\"")));
        assert_eq!(knows, path.ends_with("cells.rs"), "{}", path.display());
        // What asks for any feature besides these is found.
        let others = ["conformance", "faults", "log", "streams", "tracing"].map(|feature| {
            let (with, without) = (
                format!("cfg(feature = \"{feature}\")"),
                format!("cfg(not(feature = \"{feature}\"))"),
            );
            text.matches(&with).count() + text.matches(&without).count()
        });
        let of_others: usize = others.iter().sum();
        assert!(knows || conditions == of_others, "{}", path.display());
    }
}

#[test]
fn no_feature_is_on_by_default() {
    // What the subcommand is tried on has all that users' packages have.
    let is_ours = |path: &PathBuf| !path.components().any(|part| part.as_os_str() == "fixtures");
    for manifest in files(&root(), "Cargo.toml").into_iter().filter(is_ours) {
        let text = fs::read_to_string(&manifest).expect("a manifest");
        let default = text.lines().find(|line| line.starts_with("default = ["));
        assert!(
            default.is_none_or(|line| line == "default = []"),
            "{}: {default:?}",
            manifest.display()
        );
    }
}

#[test]
fn the_macros_are_pinned() {
    let version = env!("CARGO_PKG_VERSION");
    let pin = format!("runtime-matrix-macros = {{ version = \"={version}\"");
    assert!(
        read("Cargo.toml").contains(&pin),
        "the suite and its macros go together: `{pin}`"
    );
}

#[test]
fn the_changelog_has_the_version() {
    let heading = format!("## {}", env!("CARGO_PKG_VERSION"));
    assert!(
        read("CHANGELOG.md").contains(&heading),
        "`{heading}` is missing in CHANGELOG.md"
    );
}

#[test]
fn tests_are_neither_ignored_nor_unchecked() {
    // Put together here, so that this file does not accuse itself; the macros' own tests speak of both.
    let (ignored, unchecked) = (format!("#[{}", "ignore"), format!("#[should_{}]", "panic"));
    let folders = [
        "suite/src",
        "suite/tests/it",
        "suite/libraries",
        "suite/verdicts",
        "adapters",
        "benches",
        "ci/cargo-runtime-matrix/src",
        "ci/cargo-runtime-matrix/tests",
        "ci/report",
    ];
    for path in folders
        .iter()
        .flat_map(|folder| files(&root().join(folder), ".rs"))
    {
        for (number, line) in fs::read_to_string(&path)
            .expect("a source file")
            .lines()
            .enumerate()
        {
            let line = line.trim_start();
            let found = line.starts_with(&ignored) || line.starts_with(&unchecked);
            assert!(!found, "{}:{}: {line}", path.display(), number + 1);
        }
    }
}

#[test]
fn what_users_depend_on_is_light() {
    let members = [
        "suite",
        "suite/core",
        "suite/macros",
        "adapters/async-std",
        "adapters/futures",
        "adapters/sim",
        "adapters/smol",
        "adapters/tokio",
        "ci/report",
    ];
    for member in members {
        let manifest = read(&format!("{member}/Cargo.toml"));
        assert!(
            manifest.contains("rust-version.workspace = true"),
            "{member} states the oldest Rust"
        );
        assert!(
            manifest.contains("[lints]\nworkspace = true"),
            "{member} keeps the workspace's lints"
        );
    }
}

#[test]
fn a_runtime_joins_in_under_a_hundred_lines() {
    let readme = read("README.md");
    assert!(readme.contains("each in under a hundred lines"));
    for name in ["async_executor", "bevy_tasks"] {
        let path = format!("suite/examples/{name}.rs");
        assert!(readme.contains(&path), "the README does not name {path}");
        let text = read(&path);
        let lines = text.lines().count();
        assert!(lines < 100, "{path} has {lines} lines");
        let checks = text.matches("\nruntime_matrix::conformance!(").count();
        assert_eq!(checks, 1, "{path} is checked by one line");
    }
}
