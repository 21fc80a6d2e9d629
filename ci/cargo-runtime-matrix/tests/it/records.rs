//! The folder of the records, kept and in trouble.

use std::{env, fs, process::Command};

use crate::fixture::{Outcome, on};

/// Runs one quick test with records there.
fn run_with_records(path: &str) -> Outcome {
    on("green", &["ping", "--runtimes", "sim", "--records", path]).run()
}

#[test]
fn records_and_output_are_kept_where_asked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new");
    for run in 1..=2 {
        run_with_records(path.to_str().unwrap()).assert_code(0);
        let kept: Vec<_> = fs::read_dir(&path).unwrap().flatten().collect();
        assert_eq!(
            kept.len(),
            run,
            "each process has a folder of its own: {kept:?}"
        );
        for folder in kept {
            let read = runtime_matrix_report::read_dir(&folder.path()).unwrap();
            assert_eq!(read.records.len(), 3, "runtime, start and end");
            assert!(folder.path().join("output.txt").is_file());
        }
    }
}

#[test]
fn a_file_is_no_folder() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let path = file.path().to_str().unwrap();
    run_with_records(path).assert_error(
        1,
        &format!("--records `{path}` is not a folder: name one, or a path where one can be made"),
    );
}

#[test]
fn a_folder_that_cannot_be_made_is_our_trouble() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let path = file.path().join("records");
    let path = path.to_str().unwrap();
    run_with_records(path).assert_error(
        70,
        &format!(
            "the folder of the records, `{path}`, cannot be written (Not a directory (os error 20)): make \
             room, or name another with --records"
        ),
    );
}

/// Not even an administrator makes a folder there.
#[test]
#[cfg(target_os = "linux")]
fn a_folder_that_cannot_be_written_is_told_before_anything_is_built() {
    for (path, code, message) in [
        (
            "/proc/records",
            70,
            "the folder of the records, `/proc/records`, cannot be written (No such file or directory (os error 2)): \
             make room, or name another with --records",
        ),
        (
            "/dev/full",
            1,
            "--records `/dev/full` is not a folder: name one, or a path where one can be made",
        ),
    ] {
        let outcome = run_with_records(path);
        outcome.assert_error(code, message);
        assert_eq!(outcome.stderr.lines().count(), 1, "{}", outcome.stderr);
    }
}

/// A limit on the size of files stands for a disk that is full.
#[test]
fn a_full_disk_is_our_trouble() {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 1; exec \"$0\" \"$@\""])
        .arg(env!("CARGO_BIN_EXE_cargo-runtime-matrix"))
        .args(["--offline", "--records"])
        .arg(folder.path())
        .args([
            "--manifest-path",
            concat!(env!("CARGO_MANIFEST_DIR"), "/../../suite/Cargo.toml"),
        ])
        .output()
        .unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(70), "{stderr}");
    assert!(
        stderr.contains("cannot be written (File too large (os error 27)): make room"),
        "{stderr}"
    );
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        0,
        "what did fit does not stay"
    );
}

#[test]
fn records_that_vanish_are_our_trouble() {
    let outcome = on("aborts", &["vandal", "--runtimes", "sim"]).run();
    outcome.assert_code(70);
    assert_eq!(outcome.stdout, "");
    let last = outcome.stderr.trim_end().lines().last().unwrap();
    assert!(
        last.starts_with("error: cannot read records from `")
            && last.contains("no such file or directory"),
        "{last}"
    );
}
