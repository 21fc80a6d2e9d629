//! The folder in which each process gets a folder of its own, for its records and its output.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering::Relaxed},
};

use anyhow::{Context, Result};
use runtime_matrix_report::{Record, read_dir};
use tempfile::TempDir;

use crate::exit::Stop;

/// The folder of a run's records.
#[derive(Debug)]
pub(crate) struct Records {
    folder: PathBuf,
    /// How many processes had a folder so far.
    count: AtomicU32,
    /// How many times it was tried whether the folder can be written.
    probes: AtomicU32,
    /// Removes the folder, if the user has not asked for it.
    _temporary: Option<TempDir>,
}

impl Records {
    /// Opens the folder that the user named, or a temporary one.
    ///
    /// # Errors
    ///
    /// Fails if it is not a folder, or cannot be written.
    pub(crate) fn open(named: Option<&Path>) -> Result<Records> {
        let records = match named {
            Some(folder) if folder.exists() && !folder.is_dir() => {
                return Err(Stop::usage(format!(
                    "--records `{}` is not a folder: name one, or a path where one can be made",
                    folder.display()
                )));
            }
            Some(folder) => Records {
                // The processes run in other folders than we do.
                folder: std::path::absolute(folder).context("the current folder is not known")?,
                count: AtomicU32::new(0),
                probes: AtomicU32::new(0),
                _temporary: None,
            },
            None => {
                let temporary = TempDir::with_prefix("runtime-matrix-")
                    .context("no temporary folder for the records: set TMPDIR, or name a folder with --records")?;
                Records {
                    folder: temporary.path().to_owned(),
                    count: AtomicU32::new(0),
                    probes: AtomicU32::new(0),
                    _temporary: Some(temporary),
                }
            }
        };
        records.probe()?;
        Ok(records)
    }

    /// Checks that records can be written.
    ///
    /// # Errors
    ///
    /// Fails if they cannot, saying why.
    pub(crate) fn probe(&self) -> Result<()> {
        // Several processes may end at once, and each has its records looked after.
        let number = self.probes.fetch_add(1, Relaxed);
        let path = self.folder.join(format!("probe-{number}"));
        let written = fs::create_dir_all(&self.folder)
            .and_then(|()| fs::write(&path, [b'\n'; 4096]))
            .and_then(|()| fs::remove_file(&path));
        written.map_err(|error| {
            // What did fit must not stay.
            let _ = fs::remove_file(&path);
            self.cannot_be_written(&error)
        })
    }

    /// Makes a folder for one more process, named for what it runs.
    pub(crate) fn next(&self, what: &str) -> Result<PathBuf> {
        loop {
            let number = 1 + self.count.fetch_add(1, Relaxed);
            let path = self.folder.join(format!("{number:05}-{what}"));
            match fs::create_dir(&path) {
                Ok(()) => return Ok(path),
                // From an earlier run: the user keeps them.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(self.cannot_be_written(&error)),
            }
        }
    }

    fn cannot_be_written(&self, error: &io::Error) -> anyhow::Error {
        anyhow::anyhow!(
            "the folder of the records, `{}`, cannot be written ({error}): make room, or name another with \
             --records",
            self.folder.display(),
        )
    }
}

/// Reads what the process `pid` has recorded in `folder`; another one's records, say of a test binary that a
/// test has run, are not its own. Without `pid`, reads what any process has.
///
/// # Errors
///
/// Fails on what is not a record. One that is cut off is what a process that dies leaves behind.
pub(crate) fn read(folder: &Path, pid: Option<u32>) -> Result<Vec<Record>> {
    let read = read_dir(folder)?;
    if let Some(problem) = read
        .problems
        .into_iter()
        .find(|problem| !problem.is_cut_off())
    {
        return Err(problem.into());
    }
    let mut records = read.records;
    let is_its_own = |writer: u32| pid.is_none_or(|pid| pid == writer);
    records.retain(|record| match record {
        Record::Runtime(runtime) => is_its_own(runtime.pid),
        Record::Start(start) => is_its_own(start.pid),
        Record::End(end) => is_its_own(end.pid),
        _ => false,
    });
    Ok(records)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_process_has_a_folder_of_its_own() {
        let kept = tempfile::tempdir().unwrap();
        let open = || Records::open(Some(kept.path())).unwrap();
        let (first, second) = (open(), open());
        let folders = [&first, &first, &second].map(|records| records.next("it-sim").unwrap());
        assert!(folders[0] != folders[1] && folders[1] != folders[2] && folders[0] != folders[2]);
    }

    #[test]
    fn a_folder_may_be_probed_by_several_at_once() {
        let records = Records::open(None).unwrap();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        records.probe().unwrap();
                    }
                });
            }
        });
    }

    #[test]
    fn what_is_no_record_is_an_error_and_what_is_cut_off_is_not() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.jsonl"), "{\"v\":1,\"kind\":\"st").unwrap();
        assert!(read(folder.path(), Some(1)).unwrap().is_empty());
        fs::write(
            folder.path().join("b.jsonl"),
            "{\"v\":2,\"kind\":\"end\"}\n",
        )
        .unwrap();
        let error = read(folder.path(), Some(1)).unwrap_err().to_string();
        assert!(error.ends_with("update cargo-runtime-matrix"), "{error}");
    }

    #[test]
    fn the_records_of_another_process_are_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let runtime = "{\"v\":1,\"kind\":\"runtime\",\"runtime\":\"sim\",\"card\":[],\"pid\":7}\n";
        fs::write(folder.path().join("a.jsonl"), runtime).unwrap();
        assert_eq!(read(folder.path(), Some(7)).unwrap().len(), 1);
        assert_eq!(read(folder.path(), Some(8)).unwrap().len(), 0);
        assert_eq!(read(folder.path(), None).unwrap().len(), 1);
    }
}
