//! Writes reports to files: as a whole or not at all, and only where it was tried before the run.

use std::{
    env,
    fs::{self, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    str::FromStr,
};

use anyhow::{Context, Result};
use clap::ValueEnum;
use tempfile::{Builder, NamedTempFile};

use super::{Format, github};
use crate::{args::ReportsArgs, exit::Stop, table::Table};

/// The file to which GitHub's steps add what their summary shows.
const SUMMARY: &str = "GITHUB_STEP_SUMMARY";

/// A report that is asked for, as `FORMAT` or `FORMAT=PATH`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Request {
    format: Format,
    path: Option<PathBuf>,
}

impl Request {
    pub(crate) fn new(format: Format, path: &Path) -> Request {
        let path = Some(path.to_owned());
        Request { format, path }
    }
}

impl FromStr for Request {
    type Err = String;

    fn from_str(text: &str) -> Result<Request, String> {
        let (name, path) = match text.split_once('=') {
            Some((_, "")) => return Err("no path follows on `=`".to_owned()),
            Some((name, path)) => (name, Some(path.into())),
            None => (text, None),
        };
        let format = Format::from_str(name, false).map_err(|_| {
            let names = Format::value_variants().iter().map(|format| format.name());
            let near = crate::nearest::nearest(name, names.clone(), 1);
            let hint = near.first().map(|near| format!("did you mean `{near}`? "));
            format!(
                "there is no format `{name}`: {}there is {}",
                hint.unwrap_or_default(),
                names.collect::<Vec<_>>().join(", ")
            )
        })?;
        Ok(Request { format, path })
    }
}

/// The reports of a run, each with its file.
#[derive(Debug, Default)]
pub(crate) struct Outputs {
    files: Vec<(Format, PathBuf)>,
    /// Whether annotations are printed for GitHub.
    annotates: bool,
    /// The file of a step's summary, which is added to.
    summary: Option<PathBuf>,
}

impl Outputs {
    /// Opens what the arguments ask for, and tries whether it can be written.
    ///
    /// # Errors
    ///
    /// Fails where a report could not be written, and where two would be the same file.
    pub(crate) fn open(args: &ReportsArgs) -> Result<Outputs> {
        let summary = env::var_os(SUMMARY).filter(|path| !path.is_empty());
        let outputs = Outputs::of(args, summary.as_deref().map(Path::new))?;
        for (_, path) in &outputs.files {
            probe(path)?;
        }
        if let Some(path) = &outputs.summary {
            add(path, "").map_err(|error| {
                Stop::usage(format!(
                    "{SUMMARY} names `{}`, which cannot be written ({error}): name a file with \
                     `--report github=PATH`",
                    path.display()
                ))
            })?;
        }
        Ok(outputs)
    }

    fn of(args: &ReportsArgs, summary: Option<&Path>) -> Result<Outputs> {
        let mut outputs = Outputs::default();
        if let Some(folder) = &args.reports {
            let files = Format::FILES.iter();
            let files = files.map(|format| (*format, folder.join(format.file_name())));
            outputs.files.extend(files);
        }
        for Request { format, path } in &args.report {
            outputs.annotates |= *format == Format::Github;
            match (format, path) {
                (Format::Github, None) => {
                    outputs.summary = Some(summary.map(PathBuf::from).ok_or_else(|| {
                        Stop::usage(format!(
                            "`--report github` needs {SUMMARY}, which GitHub sets in each step: name a file \
                             with `--report github=PATH`, or say `--report markdown`"
                        ))
                    })?);
                }
                (format, Some(path)) => outputs.files.push((*format, path.clone())),
                (format, None) => outputs.files.push((*format, format.file_name().into())),
            }
        }
        outputs.check_apart()?;
        Ok(outputs)
    }

    /// Checks that no two reports are one file.
    fn check_apart(&self) -> Result<()> {
        for (index, (format, path)) in self.files.iter().enumerate() {
            let mut before = self.files[..index].iter();
            if let Some((other, _)) = before.find(|(_, other)| other == path) {
                return Err(Stop::usage(format!(
                    "`{}` would be both the {} and the {} report: give each a path of its own",
                    path.display(),
                    other.name(),
                    format.name()
                )));
            }
        }
        Ok(())
    }

    /// Writes all reports, and returns what GitHub is to read from the output of the step.
    ///
    /// # Errors
    ///
    /// Fails if one cannot be written now, although it could before the run.
    pub(crate) fn write(&self, table: &Table, say: &dyn Fn(&str)) -> Result<String> {
        for (format, path) in &self.files {
            let text = match format {
                Format::Github => github::summary(table),
                format => format.render(table)?,
            };
            replace(path, &text).with_context(|| {
                format!(
                    "the {} report `{}` cannot be written",
                    format.name(),
                    path.display()
                )
            })?;
            say(&format!("       Wrote {}", path.display()));
        }
        if let Some(path) = &self.summary {
            add(path, &github::summary(table)).with_context(|| {
                format!(
                    "`{}`, which {SUMMARY} names, cannot be written",
                    path.display()
                )
            })?;
        }
        Ok(if self.annotates {
            github::annotations(table)
        } else {
            String::new()
        })
    }
}

/// Checks that a file can be written, and makes the folder that it is in.
///
/// # Errors
///
/// Fails if it cannot, saying why; that is a fault of the arguments.
pub(crate) fn probe(path: &Path) -> Result<()> {
    if path.exists() && !path.is_file() {
        let what = if path.is_dir() {
            "a folder"
        } else {
            "no regular file"
        };
        return Err(Stop::usage(format!(
            "`{}` is {what}: name a file for the report",
            path.display()
        )));
    }
    let folder = folder(path);
    let mut above = folder.ancestors();
    if let Some(file) = above.find(|above| above.is_file()) {
        return Err(Stop::usage(format!(
            "the report `{}` cannot be written, as `{}` is a file and no folder: name another path",
            path.display(),
            file.display()
        )));
    }
    let tried = fs::create_dir_all(folder).and_then(|()| {
        let mut draft = draft(folder)?;
        draft.as_file_mut().write_all(&[b'\n'; 4096])?;
        draft.close()
    });
    tried.map_err(|error| {
        Stop::usage(format!(
            "the report `{}` cannot be written ({error}): make room, or name another path",
            path.display()
        ))
    })
}

/// Writes a file as a whole: whoever looks sees the old one or the new one.
pub(crate) fn replace(path: &Path, text: &str) -> io::Result<()> {
    // A link stays one.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut draft = draft(folder(&path))?;
    draft.as_file_mut().write_all(text.as_bytes())?;
    draft.persist(&path).map_err(|error| error.error)?;
    Ok(())
}

fn add(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    file.write_all(text.as_bytes())
}

fn folder(path: &Path) -> &Path {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

/// Makes a file beside the one that is to be, with the rights that any new file has.
fn draft(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(".runtime-matrix-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}
