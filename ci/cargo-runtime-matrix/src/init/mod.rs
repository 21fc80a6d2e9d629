//! Sets a package up: the dev-dependency, a first test and a workflow.

mod change;
mod manifest;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Result;
use cargo_metadata::{Edition, Package};

use crate::{
    args::InitArgs,
    cargo::Cargo,
    exit::{Exit, Stop},
    init::{
        change::{Change, cannot},
        manifest::{Source, with_dependency},
    },
    package,
};

const TEST: &str = include_str!("first_test.rs");
const WORKFLOW: &str = include_str!("../../workflow.yml");

/// What there is to write, and what was left as it is.
#[derive(Debug, Default)]
struct Plan {
    changes: Vec<Change>,
    notes: Vec<String>,
}

/// Writes what is missing, and returns it as a diff.
///
/// # Errors
///
/// Fails where there is no package to set up, or several, and where a file cannot be read or written.
pub(crate) fn run(args: &InitArgs) -> Result<(String, Exit)> {
    let run = args.run();
    let cargo = Cargo::new(&run, false);
    let (package, workspace) = package::to_set_up(&run, &cargo)?;
    if package.edition == Edition::E2015 {
        return Err(Stop::usage(format!(
            "`{}` is of edition 2015, which has no `async fn`: move it to a newer one with `cargo fix --edition`",
            package.name
        )));
    }
    let plan = Plan::of(&package, &workspace, args.path.as_deref())?;
    if !args.dry_run {
        for change in &plan.changes {
            change.write()?;
        }
    }
    Ok((plan.text(&workspace, args.dry_run), Exit::Ok))
}

impl Plan {
    fn of(package: &Package, workspace: &Path, path: Option<&Path>) -> Result<Plan> {
        let mut plan = Plan::default();
        let manifest = package.manifest_path.as_std_path();
        let folder = manifest.parent().unwrap_or(workspace);
        plan.add_test(folder);
        plan.add_workflow(folder, workspace);
        // At last: whoever finds the dependency there finds all the rest.
        plan.add_dependency(manifest, folder, workspace, path)?;
        Ok(plan)
    }

    fn add_dependency(
        &mut self,
        manifest: &Path,
        folder: &Path,
        workspace: &Path,
        path: Option<&Path>,
    ) -> Result<()> {
        let old = fs::read_to_string(manifest).map_err(|error| cannot("read", manifest, &error))?;
        let root = fs::read_to_string(workspace.join("Cargo.toml")).unwrap_or_default();
        let source = match path {
            Some(path) => Source::Path(relative(folder, &checked(path)?)),
            None if manifest::is_in_the_workspace(&root) => Source::Workspace,
            None => Source::Registry,
        };
        match with_dependency(&old, &source).map_err(|error| {
            Stop::usage(format!(
                "`{}` cannot be edited: {error}",
                manifest.display()
            ))
        })? {
            Some(new) => self.changes.push(Change {
                path: manifest.to_owned(),
                old: Some(old),
                new,
            }),
            None => self.notes.push(format!(
                "`{}` depends on runtime-matrix already",
                shown(manifest, workspace)
            )),
        }
        Ok(())
    }

    fn add_test(&mut self, folder: &Path) {
        let path = folder.join("tests/runtime_matrix.rs");
        self.add_file(path, TEST);
    }

    /// Adds the workflow where it is looked for: at the root of the repository, or else of the workspace.
    fn add_workflow(&mut self, folder: &Path, workspace: &Path) {
        let mut above = folder.ancestors();
        let root = above.find(|folder| folder.join(".git").exists());
        let root = root.unwrap_or(workspace);
        self.add_file(root.join(".github/workflows/runtime-matrix.yml"), WORKFLOW);
        if root != workspace {
            self.notes.push(format!(
                "the workflow runs at the root of the repository, above `{}`: give its steps a `working-directory`",
                shown(workspace, root)
            ));
        }
    }

    fn add_file(&mut self, path: PathBuf, text: &str) {
        if path.exists() {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            self.notes
                .push(format!("`{name}` is there already: it is left as it is"));
            return;
        }
        self.changes.push(Change {
            path,
            old: None,
            new: text.to_owned(),
        });
    }

    /// Returns the diff, and what to do next.
    fn text(&self, root: &Path, dry_run: bool) -> String {
        let mut text: String = self
            .changes
            .iter()
            .map(|change| change.diff(root))
            .collect();
        for note in &self.notes {
            text += &format!("note: {note}\n");
        }
        text += match (self.changes.is_empty(), dry_run) {
            (true, _) => "there is nothing to do; next: `cargo runtime-matrix`\n",
            (false, true) => "nothing has been written: leave --dry-run off to write this\n",
            (false, false) => "written; next: `cargo runtime-matrix`\n",
        };
        text
    }
}

/// Returns the folder of runtime-matrix that the user names.
fn checked(path: &Path) -> Result<PathBuf> {
    let no = |why: String| {
        Stop::usage(format!(
            "--path takes the folder with runtime-matrix's Cargo.toml, and `{}` {why}",
            path.display()
        ))
    };
    let folder = path
        .canonicalize()
        .map_err(|error| no(format!("is none: {error}")))?;
    let text = fs::read_to_string(folder.join("Cargo.toml"))
        .map_err(|error| no(format!("has no Cargo.toml that can be read: {error}")))?;
    match manifest::name(&text).as_deref() {
        Some("runtime-matrix") => Ok(folder),
        Some(other) => Err(no(format!("holds `{other}`"))),
        None => Err(no("holds no package".to_owned())),
    }
}

/// Returns a path as seen from a folder, with the slashes that Cargo.toml has on every system.
fn relative(from: &Path, to: &Path) -> String {
    let from = from.canonicalize().unwrap_or_else(|_| from.to_owned());
    let common = from
        .components()
        .zip(to.components())
        .take_while(|(one, other)| one == other)
        .count();
    if common == 0 {
        return to.to_string_lossy().replace('\\', "/");
    }
    let up = from.components().skip(common).map(|_| "..".to_owned());
    let down = to
        .components()
        .skip(common)
        .map(|part| part.as_os_str().to_string_lossy().into_owned());
    let parts: Vec<String> = up.chain(down).collect();
    match parts.is_empty() {
        true => ".".to_owned(),
        false => parts.join("/"),
    }
}

/// Returns a path as seen from the root, if it is below it.
fn shown(path: &Path, root: &Path) -> String {
    path.strip_prefix(root)
        .unwrap_or(path)
        .display()
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_told_from_the_package() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let package = root.join("a/b");
        fs::create_dir_all(&package).unwrap();
        assert_eq!(relative(&package, &root.join("suite")), "../../suite");
        assert_eq!(relative(&package, &package), ".");
    }
}
