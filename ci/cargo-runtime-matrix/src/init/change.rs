use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use anyhow::Result;
use similar::TextDiff;

use crate::exit::Stop;

/// A file that is to be written.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) path: PathBuf,
    /// What it holds; none if it is not there.
    pub(super) old: Option<String>,
    pub(super) new: String,
}

impl Change {
    /// Writes it. A new file is never written over another one, and one that is there is replaced as a whole.
    pub(super) fn write(&self) -> Result<()> {
        let written = match &self.old {
            None => self.create(),
            Some(_) => self.replace(),
        };
        written.map_err(|error| cannot("written", &self.path, &error))
    }

    fn create(&self) -> io::Result<()> {
        fs::create_dir_all(self.folder())?;
        let mut options = OpenOptions::new();
        let mut file = options.write(true).create_new(true).open(&self.path)?;
        file.write_all(self.new.as_bytes())
    }

    fn replace(&self) -> io::Result<()> {
        let mut draft = tempfile::NamedTempFile::new_in(self.folder())?;
        draft.write_all(self.new.as_bytes())?;
        fs::set_permissions(draft.path(), fs::metadata(&self.path)?.permissions())?;
        draft.persist(&self.path)?;
        Ok(())
    }

    fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new("."))
    }

    /// Returns the change as a unified diff, with the paths as seen from the root.
    pub(super) fn diff(&self, root: &Path) -> String {
        let path = self.path.strip_prefix(root).unwrap_or(&self.path);
        let path = path.display().to_string().replace('\\', "/");
        let before = match &self.old {
            None => "/dev/null".to_owned(),
            Some(_) => format!("a/{path}"),
        };
        let old = self.old.as_deref().unwrap_or_default();
        let diff = TextDiff::from_lines(old, &self.new);
        diff.unified_diff()
            .header(&before, &format!("b/{path}"))
            .to_string()
    }
}

/// Returns the error of a file that cannot be read or written.
pub(super) fn cannot(what: &str, path: &Path, error: &io::Error) -> anyhow::Error {
    Stop::usage(format!("`{}` cannot be {what}: {error}", path.display()))
}
