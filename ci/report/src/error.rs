#[cfg(feature = "read")]
use std::path::PathBuf;
use std::{fmt, io, path::Path};

/// The reason why records could not be written or read, with the way out.
///
/// It tells the whole story in its text, so it has no source.
#[derive(Debug)]
pub struct Error(Kind);

#[derive(Debug)]
enum Kind {
    Write {
        path: String,
        reason: String,
    },
    #[cfg(feature = "read")]
    Read {
        path: String,
        reason: String,
    },
    #[cfg(feature = "read")]
    Line {
        place: Option<(PathBuf, usize)>,
        fault: Fault,
    },
}

/// What is wrong with a line.
#[cfg(feature = "read")]
#[derive(Debug)]
pub(crate) enum Fault {
    /// It ends too early.
    CutOff,
    /// It is not UTF-8.
    NotUtf8,
    /// It is not one of ours, and why.
    Foreign(String),
    /// It has a version that is newer than ours.
    Newer(u64),
    /// It has a name that this version does not know: what it names, and the name.
    Unknown(&'static str, String),
}

#[cfg(feature = "read")]
impl Error {
    /// Tells whether a line was cut off, which is what a process that dies while it writes leaves behind.
    #[must_use]
    pub fn is_cut_off(&self) -> bool {
        matches!(
            self.0,
            Kind::Line {
                fault: Fault::CutOff,
                ..
            }
        )
    }

    pub(crate) fn read(path: &Path, error: &io::Error) -> Error {
        Error(Kind::Read {
            path: path.display().to_string(),
            reason: reason(error),
        })
    }

    pub(crate) fn line(fault: Fault) -> Error {
        Error(Kind::Line { place: None, fault })
    }

    pub(crate) fn line_of(path: &Path, line: usize, fault: Fault) -> Error {
        Error(Kind::Line {
            place: Some((path.to_owned(), line)),
            fault,
        })
    }
}

impl Error {
    pub(crate) fn write(path: &Path, error: &io::Error) -> Error {
        Error(Kind::Write {
            path: path.display().to_string(),
            reason: reason(error),
        })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Write { path, reason } => write!(
                f,
                "cannot write records to `{path}`: {reason}: point RUNTIME_MATRIX_REPORT at a folder that can be written"
            ),
            #[cfg(feature = "read")]
            Kind::Read { path, reason } => write!(
                f,
                "cannot read records from `{path}`: {reason}: name the folder that RUNTIME_MATRIX_REPORT pointed at"
            ),
            #[cfg(feature = "read")]
            Kind::Line { place, fault } => {
                if let Some((path, line)) = place {
                    write!(f, "line {line} of `{}`: ", path.display())?;
                }
                fault.fmt(f)
            }
        }
    }
}

#[cfg(feature = "read")]
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::CutOff => f.write_str(
                "the record is cut off, as its process died or its disk was full: run its cell again",
            ),
            Fault::NotUtf8 => f.write_str(
                "not a record, as it is not UTF-8: point RUNTIME_MATRIX_REPORT at a folder of its own",
            ),
            Fault::Foreign(reason) => write!(
                f,
                "not a record, {reason}: point RUNTIME_MATRIX_REPORT at a folder of its own"
            ),
            Fault::Newer(version) => write!(
                f,
                "version {version} was written by a newer runtime-matrix: update cargo-runtime-matrix"
            ),
            Fault::Unknown(what, name) => {
                write!(f, "the {what} `{name}` is not known: update cargo-runtime-matrix")
            }
        }
    }
}

impl std::error::Error for Error {}

/// Returns what the system said, in lower case as it stands within a sentence.
fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => text,
    }
}
