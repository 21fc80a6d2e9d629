use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    process,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use crate::{Error, Record};

/// A file of records that grows, shared by all threads of a process.
///
/// Each record goes to the system whole and at once, so a process that aborts right after
/// [`write`](Writer::write) loses nothing, and the lines of two threads never mingle.
#[derive(Debug)]
pub struct Writer {
    path: PathBuf,
    lines: Mutex<Lines>,
}

#[derive(Debug)]
struct Lines {
    file: File,
    /// The last write failed and may have left a part of a line.
    torn: bool,
}

impl Writer {
    /// Creates a new file in the folder `dir`, which is created too where it is missing.
    ///
    /// The file belongs to this writer alone: any number of processes and writers may share a folder.
    /// The names of files sort by the time at which they were created.
    ///
    /// # Errors
    ///
    /// Fails where the folder or the file cannot be created, naming the folder.
    ///
    /// ```
    /// use runtime_matrix_report::Writer;
    ///
    /// let file = tempfile::NamedTempFile::new()?;
    /// let error = Writer::create(file.path()).unwrap_err().to_string();
    /// assert!(error.ends_with(
    ///     "`: not a folder: point RUNTIME_MATRIX_REPORT at a folder that can be written"
    /// ));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn create(dir: &Path) -> Result<Writer, Error> {
        let (path, file) = create_file(dir).map_err(|error| Error::write(dir, &error))?;
        Ok(Writer::to(path, file))
    }

    /// Appends `record` to the file.
    ///
    /// # Errors
    ///
    /// Fails where the file does not take the whole line (the disk is full), naming the file. Later
    /// records start on a line of their own.
    pub fn write(&self, record: &Record) -> Result<(), Error> {
        let line = record.to_line();
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines
            .append(line)
            .map_err(|error| Error::write(&self.path, &error))
    }

    /// Gives the file a new time, by which whoever follows it sees that the process is alive although it has nothing to
    /// record.
    ///
    /// # Errors
    ///
    /// Fails where the system does not let one, naming the file.
    pub fn touch(&self) -> Result<(), Error> {
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines
            .file
            .set_modified(SystemTime::now())
            .map_err(|error| Error::write(&self.path, &error))
    }

    fn to(path: PathBuf, file: File) -> Writer {
        let lines = Mutex::new(Lines { file, torn: false });
        Writer { path, lines }
    }
}

impl Lines {
    fn append(&mut self, mut line: String) -> io::Result<()> {
        if self.torn {
            line.insert(0, '\n');
        }
        let written = self.file.write_all(line.as_bytes());
        self.torn = written.is_err();
        written
    }
}

fn create_file(dir: &Path) -> io::Result<(PathBuf, File)> {
    if dir.exists() && !dir.is_dir() {
        return Err(io::Error::other("not a folder"));
    }
    fs::create_dir_all(dir)?;
    loop {
        let path = dir.join(next_name());
        match OpenOptions::new().append(true).create_new(true).open(&path) {
            // Another container that shares the folder may have processes of the same ids.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            file => return Ok((path, file?)),
        }
    }
}

/// Returns a name that no other process picks and this one never again.
fn next_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let time = SystemTime::now().duration_since(UNIX_EPOCH);
    let nanos = time.unwrap_or_default().as_nanos();
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("{nanos:020}-{}-{count:06}.jsonl", process::id())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::os::{fd::OwnedFd, unix::net::UnixDatagram};

    use super::*;
    use crate::{CellId, Level, Start};

    fn record() -> Record {
        Record::Start(Start {
            id: CellId {
                package: "chat".into(),
                target: "it".into(),
                test: "ping".into(),
                cell: "sim".into(),
            },
            runtime: "sim".into(),
            version: None,
            workers: 1,
            seed: 0,
            place: "tests/it/main.rs:1:1".into(),
            level: Level::Must,
            pid: 1,
            time_us: 1_000_000,
        })
    }

    fn full_disk() -> File {
        File::options().append(true).open("/dev/full").unwrap()
    }

    #[test]
    fn a_record_is_one_write() {
        // A datagram socket keeps each write apart, which a file does not.
        let (ours, theirs) = UnixDatagram::pair().unwrap();
        let writer = Writer::to("socket".into(), File::from(OwnedFd::from(theirs)));
        writer.write(&record()).unwrap();

        let mut buffer = [0; 4096];
        let len = ours.recv(&mut buffer).unwrap();
        assert_eq!(buffer[..len], *record().to_line().as_bytes());
    }

    #[test]
    fn a_full_disk_is_named() {
        let writer = Writer::to("/dev/full".into(), full_disk());
        assert_eq!(
            writer.write(&record()).unwrap_err().to_string(),
            "cannot write records to `/dev/full`: no space left on device (os error 28): point RUNTIME_MATRIX_REPORT at a folder that can be written",
        );
    }

    #[test]
    fn a_file_that_takes_no_writes_is_named() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let writer = Writer::to(file.path().into(), File::open(file.path()).unwrap());
        assert_eq!(
            writer.write(&record()).unwrap_err().to_string(),
            format!(
                "cannot write records to `{}`: bad file descriptor (os error 9): point RUNTIME_MATRIX_REPORT at a folder that can be written",
                file.path().display(),
            ),
        );
    }

    #[test]
    fn a_record_after_a_torn_one_has_a_line_of_its_own() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let writer = Writer::to(file.path().into(), full_disk());
        writer.write(&record()).unwrap_err();

        // The disk has room again, and the file holds what fitted on it.
        let mut part_of_a_line = file.reopen().unwrap();
        part_of_a_line.write_all(b"{\"v\":1,\"ki").unwrap();
        writer.lines.lock().unwrap().file = part_of_a_line;
        writer.write(&record()).unwrap();
        writer.write(&record()).unwrap();

        let line = record().to_line();
        assert_eq!(
            fs::read_to_string(file.path()).unwrap(),
            format!("{{\"v\":1,\"ki\n{line}{line}"),
        );
    }
}
