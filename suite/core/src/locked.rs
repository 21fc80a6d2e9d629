use std::{env, fs, path::PathBuf};

/// The version of a package that a workspace has locked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locked {
    /// The version, as in `1.54.1`.
    pub version: String,
    /// The lock file that says so.
    pub file: PathBuf,
}

/// Finds out, in an adapter's build script, which version of its runtime was resolved.
///
/// No crate tells its own version, but the lock file of the workspace that is being built does. It is looked
/// for upwards from the build folder; where the two are apart there is none to be found, and the version
/// stays unknown. `series` is what the version begins with, as in `1.`.
///
/// ```no_run
/// // build.rs
/// println!("cargo::rerun-if-changed=build.rs");
/// if let Some(locked) = runtime_matrix_core::locked("smol", "2.") {
///     println!("cargo::rerun-if-changed={}", locked.file.display());
///     println!("cargo::rustc-env=SMOL_VERSION={}", locked.version);
/// }
/// ```
#[must_use]
pub fn locked(package: &str, series: &str) -> Option<Locked> {
    let out = PathBuf::from(env::var_os("OUT_DIR")?);
    let file = out
        .ancestors()
        .map(|folder| folder.join("Cargo.lock"))
        .find(|file| file.is_file())?;
    let text = fs::read_to_string(&file).ok()?;
    let version = version(&text, package, series)?.to_owned();
    Some(Locked { version, file })
}

/// Returns the version of the package, if the lock file can be that of the build: a target folder may be shared,
/// and one that knows nothing of us is somebody else's.
fn version<'a>(lock: &'a str, package: &str, series: &str) -> Option<&'a str> {
    find(lock, "runtime-matrix-core", "")?;
    find(lock, package, series)
}

/// Returns the first version of that series which the lock file names for the package.
fn find<'a>(lock: &'a str, package: &str, series: &str) -> Option<&'a str> {
    let entry = format!("\nname = \"{package}\"\nversion = \"");
    let after_name = lock.split(&entry).skip(1);
    after_name
        .filter_map(|rest| rest.split('"').next())
        .find(|version| version.starts_with(series))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "version = 4\n\n[[package]]\nname = \"smol\"\nversion = \"1.3.0\"\n\n\
                        [[package]]\nname = \"smol\"\nversion = \"2.0.2\"\nsource = \"…\"\n\n\
                        [[package]]\nname = \"smol-timeout\"\nversion = \"2.9.9\"\n";

    #[test]
    fn takes_the_version_of_the_series() {
        assert_eq!(find(LOCK, "smol", "2."), Some("2.0.2"));
        assert_eq!(find(LOCK, "smol", "1."), Some("1.3.0"));
    }

    #[test]
    fn does_not_guess() {
        assert_eq!(find(LOCK, "smol", "3."), None);
        assert_eq!(find(LOCK, "tokio", "1."), None);
        assert_eq!(find("", "smol", "2."), None);
        assert_eq!(version(LOCK, "smol", "2."), None, "we are not in it");
        let ours =
            format!("{LOCK}\n[[package]]\nname = \"runtime-matrix-core\"\nversion = \"0.1.0\"\n");
        assert_eq!(version(&ours, "smol", "2."), Some("2.0.2"));
    }
}
