//! The records of a process that still runs, as they come.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    str,
    time::SystemTime,
};

use runtime_matrix_report::{Record, read_line};

/// Reads what is new in a folder of records.
#[derive(Debug, Default)]
pub(crate) struct Follow {
    files: BTreeMap<PathBuf, Seen>,
}

/// How much of a file is known.
#[derive(Debug, Default)]
struct Seen {
    length: u64,
    modified: Option<SystemTime>,
    /// The beginning of a line whose end is not there yet.
    rest: Vec<u8>,
}

/// What is new.
#[derive(Debug, Default)]
pub(crate) struct News {
    pub(crate) records: Vec<Record>,
    /// Whether a file has changed at all: the watchdog of a process touches it while cells run.
    pub(crate) is_alive: bool,
}

impl Follow {
    /// Returns what is new since the last time.
    ///
    /// What is no record is passed over: it is told once the process has ended, when the whole folder is read.
    pub(crate) fn news(&mut self, folder: &Path) -> News {
        let mut news = News::default();
        // A folder that is gone is told then, too.
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.extension().is_some_and(|end| end == "jsonl") {
                let seen = self.files.entry(path.clone()).or_default();
                let _ = seen.read(&path, &mut news);
            }
        }
        news
    }
}

impl Seen {
    fn read(&mut self, path: &Path, news: &mut News) -> io::Result<()> {
        let metadata = fs::metadata(path)?;
        let modified = metadata.modified().ok();
        news.is_alive |= modified != self.modified || metadata.len() != self.length;
        self.modified = modified;
        if metadata.len() <= self.length {
            return Ok(());
        }
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(self.length))?;
        let read = file.read_to_end(&mut self.rest)?;
        self.length += read as u64;
        let mut lines = self.rest.split(|byte| *byte == b'\n');
        let rest = lines.next_back().unwrap_or_default().to_vec();
        let texts = lines.filter_map(|line| str::from_utf8(line).ok());
        news.records
            .extend(texts.filter_map(|line| read_line(line).ok()));
        self.rest = rest;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::{fs::OpenOptions, io::Write};

    use super::*;

    const RECORD: &str =
        "{\"v\":1,\"kind\":\"runtime\",\"runtime\":\"sim\",\"card\":[],\"pid\":7}\n";

    #[test]
    fn each_record_comes_once_and_whole() {
        let folder = tempfile::tempdir().unwrap();
        let mut follow = Follow::default();
        let mut file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(folder.path().join("a.jsonl"))
            .unwrap();
        let (begin, end) = RECORD.split_at(20);
        let mut count = |text: &str| {
            file.write_all(text.as_bytes()).unwrap();
            follow.news(folder.path()).records.len()
        };
        assert_eq!(count(RECORD), 1);
        assert_eq!(count(""), 0);
        assert_eq!(count(begin), 0);
        assert_eq!(count(&format!("{end}no record\n{RECORD}")), 2);
    }

    #[test]
    fn a_file_that_is_touched_is_a_sign_of_life() {
        let folder = tempfile::tempdir().unwrap();
        let mut follow = Follow::default();
        let file = File::create(folder.path().join("a.jsonl")).unwrap();
        assert!(follow.news(folder.path()).is_alive, "it is new");
        assert!(!follow.news(folder.path()).is_alive);
        file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
        assert!(follow.news(folder.path()).is_alive);
        assert!(!follow.news(&folder.path().join("gone")).is_alive);
    }
}
