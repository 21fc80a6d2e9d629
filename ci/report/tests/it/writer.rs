use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{self, Command},
    sync::Barrier,
    thread,
};

use runtime_matrix_report::{Record, Writer};

use crate::arbitrary::plain_start;

fn files(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).unwrap();
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn refusal(dir: &Path) -> String {
    Writer::create(dir).unwrap_err().to_string()
}

/// Writes 500 starts from each of four threads at once, told apart by seeds from `first` on.
fn write_from_four_threads(writer: &Writer, first: u64) {
    let ready = &Barrier::new(4);
    thread::scope(|scope| {
        for thread in 0..4 {
            scope.spawn(move || {
                ready.wait();
                for seed in 0..500 {
                    let start = plain_start(first + thread * 500 + seed);
                    writer.write(&Record::Start(start)).unwrap();
                }
            });
        }
    });
}

#[test]
fn many_threads_and_writers_share_a_folder_and_each_line_is_whole() {
    let dir = tempfile::tempdir().unwrap();
    thread::scope(|scope| {
        for writer in 0..4 {
            let dir = dir.path();
            scope.spawn(move || {
                write_from_four_threads(&Writer::create(dir).unwrap(), writer * 2_000);
            });
        }
    });

    let files = files(dir.path());
    assert_eq!(files.len(), 4, "each writer has its own file");
    let texts = files.iter().map(|file| fs::read_to_string(file).unwrap());
    let text: String = texts.collect();
    let mut lines: Vec<_> = text.split_inclusive('\n').collect();
    lines.sort_unstable();
    let mut expected =
        Vec::from_iter((0..8_000).map(|seed| Record::Start(plain_start(seed)).to_line()));
    expected.sort_unstable();
    assert_eq!(lines, expected);
}

#[test]
fn an_abort_right_after_a_write_loses_nothing() {
    const DIR: &str = "RUNTIME_MATRIX_REPORT_TEST_ABORT";
    if let Some(dir) = env::var_os(DIR) {
        let writer = Writer::create(Path::new(&dir)).unwrap();
        writer.write(&Record::Start(plain_start(1))).unwrap();
        writer.write(&Record::Start(plain_start(2))).unwrap();
        process::abort();
    }

    let dir = tempfile::tempdir().unwrap();
    let child = Command::new(env::current_exe().unwrap())
        .args([
            "--exact",
            "writer::an_abort_right_after_a_write_loses_nothing",
        ])
        .env(DIR, dir.path())
        .output()
        .unwrap();
    assert!(!child.status.success(), "it did not abort: {child:?}");
    let [file] = &files(dir.path())[..] else {
        panic!("not one file: {child:?}");
    };
    let lines = [1, 2].map(|seed| Record::Start(plain_start(seed)).to_line());
    assert_eq!(fs::read_to_string(file).unwrap(), lines.concat());
}

#[test]
fn files_sort_by_the_time_of_their_creation() {
    let dir = tempfile::tempdir().unwrap();
    let mut in_order = Vec::new();
    for _ in 0..20 {
        let _writer = Writer::create(dir.path()).unwrap();
        let mut new = files(dir.path());
        new.retain(|file| !in_order.contains(file));
        in_order.append(&mut new);
    }
    assert_eq!(in_order, files(dir.path()));
    assert!(
        in_order
            .iter()
            .all(|file| file.extension().unwrap() == "jsonl")
    );
}

#[test]
fn a_missing_folder_is_created_with_its_parents() {
    let dir = tempfile::tempdir().unwrap();
    let deep = dir.path().join("a/b/c");
    Writer::create(&deep).unwrap();
    Writer::create(&deep).unwrap();
    assert_eq!(files(&deep).len(), 2);
}

#[test]
fn a_folder_that_is_a_file_is_refused() {
    let file = tempfile::NamedTempFile::new().unwrap();
    assert_eq!(
        refusal(file.path()),
        format!(
            "cannot write records to `{}`: not a folder: point RUNTIME_MATRIX_REPORT at a folder that can be written",
            file.path().display(),
        ),
    );
}

/// Stands for each folder that the system refuses to create: permissions do not stop root.
#[test]
#[cfg(unix)]
fn a_folder_that_cannot_be_created_is_named_with_the_reason() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let below = file.path().join("below");
    assert_eq!(
        refusal(&below),
        format!(
            "cannot write records to `{}`: not a directory (os error 20): point RUNTIME_MATRIX_REPORT at a folder that can be written",
            below.display(),
        ),
    );
}

#[test]
fn a_touch_gives_the_file_a_new_time_and_writes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let writer = Writer::create(dir.path()).unwrap();
    writer.write(&Record::Start(plain_start(1))).unwrap();
    let [file] = &files(dir.path())[..] else {
        panic!("there is one file")
    };
    let old = std::time::SystemTime::UNIX_EPOCH;
    fs::File::options()
        .append(true)
        .open(file)
        .unwrap()
        .set_modified(old)
        .unwrap();
    let text = fs::read(file).unwrap();
    writer.touch().unwrap();
    assert_ne!(fs::metadata(file).unwrap().modified().unwrap(), old);
    assert_eq!(fs::read(file).unwrap(), text);
}
