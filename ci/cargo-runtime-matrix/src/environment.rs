//! The environment that `cargo test` gives a test binary.

use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
};

use cargo_metadata::Package;

use crate::{cargo::Cargo, compile::Built, package::Subject};

/// Where a platform looks for libraries.
const LIBRARY_PATH: &str = if cfg!(windows) {
    "PATH"
} else if cfg!(target_os = "macos") {
    "DYLD_FALLBACK_LIBRARY_PATH"
} else {
    "LD_LIBRARY_PATH"
};

/// Returns a call of a test binary as `cargo test` makes it.
pub(crate) fn command(binary: &Path, subject: &Subject, built: &Built, cargo: &Cargo) -> Command {
    let mut command = Command::new(binary);
    command
        .current_dir(subject.folder())
        .env("CARGO", cargo.program())
        .env("CARGO_MANIFEST_DIR", subject.folder())
        .env("CARGO_MANIFEST_PATH", &subject.package.manifest_path)
        .envs(package_variables(&subject.package))
        .envs(built.variables.iter().map(|(name, value)| (name, value)));
    if let Some(path) = library_path(binary, built) {
        command.env(LIBRARY_PATH, path);
    }
    command
}

fn package_variables(package: &Package) -> [(&'static str, String); 14] {
    let version = &package.version;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let path = |path: &Option<cargo_metadata::camino::Utf8PathBuf>| {
        path.as_ref().map(ToString::to_string).unwrap_or_default()
    };
    let rust_version = package.rust_version.as_ref();
    [
        ("CARGO_PKG_NAME", package.name.to_string()),
        ("CARGO_PKG_VERSION", version.to_string()),
        ("CARGO_PKG_VERSION_MAJOR", version.major.to_string()),
        ("CARGO_PKG_VERSION_MINOR", version.minor.to_string()),
        ("CARGO_PKG_VERSION_PATCH", version.patch.to_string()),
        ("CARGO_PKG_VERSION_PRE", version.pre.to_string()),
        ("CARGO_PKG_AUTHORS", package.authors.join(":")),
        ("CARGO_PKG_DESCRIPTION", text(&package.description)),
        ("CARGO_PKG_HOMEPAGE", text(&package.homepage)),
        ("CARGO_PKG_REPOSITORY", text(&package.repository)),
        ("CARGO_PKG_LICENSE", text(&package.license)),
        ("CARGO_PKG_LICENSE_FILE", path(&package.license_file)),
        (
            "CARGO_PKG_RUST_VERSION",
            rust_version.map(ToString::to_string).unwrap_or_default(),
        ),
        ("CARGO_PKG_README", path(&package.readme)),
    ]
}

/// Returns where the binary finds its libraries: the build scripts' folders, those beside it, the toolchain's.
fn library_path(binary: &Path, built: &Built) -> Option<OsString> {
    let mut folders: Vec<PathBuf> = built.library_folders.clone();
    let beside = binary.parent();
    folders.extend(beside.map(Path::to_owned));
    folders.extend(beside.and_then(Path::parent).map(Path::to_owned));
    folders.extend(toolchain_libraries());
    let before = env::var_os(LIBRARY_PATH).unwrap_or_default();
    folders.extend(env::split_paths(&before));
    env::join_paths(folders).ok()
}

/// Returns the folder of the standard library, which tests of procedural macros load.
fn toolchain_libraries() -> Option<PathBuf> {
    static FOLDER: std::sync::OnceLock<Option<PathBuf>> = std::sync::OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let output = Command::new(rustc)
            .args(["--print", "target-libdir"])
            .output()
            .ok()?;
        let path = String::from_utf8(output.stdout).ok()?;
        Some(PathBuf::from(path.trim_end()))
    });
    folder.clone()
}
