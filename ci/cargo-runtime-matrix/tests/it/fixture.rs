//! Runs the subcommand on a package under `fixtures`.

use std::{
    env,
    ffi::OsStr,
    fs, io,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

/// The cells that a test has which leaves none out, in the order of the vocabulary.
pub(crate) const CELLS: [&str; 7] = [
    "sim",
    "tokio_current_thread",
    "tokio_multi_thread",
    "async_std",
    "smol",
    "futures_local",
    "futures_pool",
];

/// A call of the subcommand.
pub(crate) struct Call {
    command: Command,
}

/// What came of a call.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Calls the subcommand in the folder of a fixture, without the network.
pub(crate) fn on(fixture: &str, args: &[&str]) -> Call {
    let mut call = within(&prepared(fixture), args);
    call.command.arg("--offline");
    call
}

/// Calls the subcommand in that folder.
pub(crate) fn within(folder: &Path, args: &[&str]) -> Call {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-runtime-matrix"));
    command
        .args(args)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target())
        .env("RUST_BACKTRACE", "0")
        .env("RUNTIME_MATRIX_TEARDOWN", "1s")
        // As many as the others have, whatever the machine has.
        .env("ASYNC_STD_THREAD_COUNT", "2")
        .env_remove("CARGO_TERM_COLOR")
        .env_remove("COLUMNS")
        .env_remove("RUNTIME_MATRIX_REPORT");
    Call { command }
}

impl Call {
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<Path>) -> Call {
        self.command.env(name, value.as_ref());
        self
    }

    /// Hands these to the test binaries.
    pub(crate) fn for_the_binaries(mut self, args: &[&str]) -> Call {
        self.command.arg("--").args(args);
        self
    }

    pub(crate) fn run(mut self) -> Outcome {
        Outcome::of(&self.command.output().expect("the subcommand runs"))
    }

    /// Returns the call as a shell takes it, with its standard output in a file.
    pub(crate) fn within_a_terminal(self, stdout: &Path) -> String {
        let quoted = |word: &OsStr| format!("'{}'", word.to_str().expect("words are UTF-8"));
        let folder = self.command.get_current_dir().expect("it has a folder");
        let variables = self.command.get_envs().map(|(name, value)| {
            let name = name.to_str().expect("names are UTF-8");
            match value {
                Some(value) => format!("export {name}={}", quoted(value)),
                None => format!("unset {name}"),
            }
        });
        let words = [self.command.get_program()]
            .into_iter()
            .chain(self.command.get_args())
            .map(quoted);
        format!(
            "cd {}; {}; {} > {}",
            quoted(folder.as_os_str()),
            variables.collect::<Vec<_>>().join("; "),
            words.collect::<Vec<_>>().join(" "),
            quoted(stdout.as_os_str())
        )
    }

    /// Starts the call, whose output is kept for whoever waits for it.
    #[cfg(unix)]
    pub(crate) fn start(mut self) -> std::process::Child {
        self.command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        self.command.spawn().expect("the subcommand runs")
    }
}

impl Outcome {
    pub(crate) fn of(output: &Output) -> Outcome {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("it prints UTF-8");
        Outcome {
            code: output.status.code(),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
        }
    }

    /// Asserts that the call printed nothing but an error, and ended with that code.
    #[track_caller]
    pub(crate) fn assert_error(&self, code: i32, message: &str) {
        assert_eq!(self.code, Some(code), "{self:?}");
        assert_eq!(self.stdout, "");
        let last = self.stderr.trim_end().lines().last().unwrap_or_default();
        assert_eq!(last, format!("error: {message}"), "{}", self.stderr);
    }

    #[track_caller]
    pub(crate) fn assert_code(&self, code: i32) {
        assert_eq!(self.code, Some(code), "{}\n{}", self.stdout, self.stderr);
    }
}

/// Compares the standard output with a snapshot, but for what is not ours: versions.
macro_rules! assert_stdout {
    ($name:literal, $outcome:expr) => {
        insta::with_settings!({
            prepend_module_to_snapshot => false,
            filters => vec![
                (r"(?m)^(\w+)( \d+\.\d+\.\d+)?(, \d+ workers?)? {2,}(\d+ \w)", "$1 [version]$3  $4"),
                (r"at (\w+)-[\d.]+/src/", "at $1-[version]/src/"),
                (r"(thread '\S+') \(\d+\)", "$1"),
            ],
        }, {
            insta::assert_snapshot!($name, $outcome.stdout);
        });
    };
}
pub(crate) use assert_stdout;

/// Returns the folder with what cargo has built, which the fixtures share with the workspace.
pub(crate) fn target() -> PathBuf {
    let binary = Path::new(env!("CARGO_BIN_EXE_cargo-runtime-matrix"));
    let target = binary.parent().and_then(Path::parent);
    target
        .expect("the binary is in a folder of the target's")
        .to_owned()
}

/// Returns a copy of a fixture that may be built, with the workspace's Cargo.lock to begin with: cargo adds
/// the fixture to it, and nothing of that is to be seen in the repository.
pub(crate) fn prepared(fixture: &str) -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = package
        .parent()
        .and_then(Path::parent)
        .expect("the package is in ci");
    let copy = target().join("cargo-runtime-matrix/fixtures").join(fixture);
    copy_folder(&package.join("fixtures").join(fixture), &copy, root);

    let lock = fs::read(root.join("Cargo.lock")).expect("the workspace is locked");
    if write_if_new(&copy.join("Cargo.lock.workspace"), &lock) {
        fs::write(copy.join("Cargo.lock"), &lock).expect("the copy can be written");
    }
    copy
}

fn copy_folder(from: &Path, to: &Path, root: &Path) {
    fs::create_dir_all(to).expect("the target folder can be written");
    for entry in fs::read_dir(from).expect("the fixture is there").flatten() {
        let (path, copy) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            if entry.file_name() != "target" {
                copy_folder(&path, &copy, root);
            }
        } else if entry.file_name() != "Cargo.lock" {
            let text = fs::read_to_string(&path).expect("fixtures are texts");
            let suite = root.join("suite");
            let suite = suite.to_str().expect("the repository's path is UTF-8");
            let text = text.replace("../../../../../suite", suite);
            write_if_new(&copy, text.replace("../../../../suite", suite).as_bytes());
        }
    }
}

/// Writes a file as a whole, unless it is as it should be: cargo builds anew what has a new time.
fn write_if_new(path: &Path, bytes: &[u8]) -> bool {
    match fs::read(path) {
        Ok(old) if old == bytes => return false,
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            panic!("{}: {error}", path.display())
        }
        _ => {}
    }
    let draft = tempfile::NamedTempFile::new_in(path.parent().expect("a file is in a folder"))
        .expect("the target folder can be written");
    fs::write(draft.path(), bytes).expect("the target folder can be written");
    draft.persist(path).expect("a file can be replaced");
    true
}
