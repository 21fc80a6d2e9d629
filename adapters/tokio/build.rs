//! Finds out which version of Tokio was resolved, so that records can name it.
//!
//! No crate tells its version, but the lock file of the workspace that is being built does. It is
//! looked for upwards from the build folder; where there is none, the version stays unknown.

use std::{env, fs, path::Path};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let out = env::var("OUT_DIR").unwrap_or_default();
    let Some(lock) = Path::new(&out)
        .ancestors()
        .map(|folder| folder.join("Cargo.lock"))
        .find(|lock| lock.is_file())
    else {
        return;
    };
    println!("cargo::rerun-if-changed={}", lock.display());
    let text = fs::read_to_string(&lock).unwrap_or_default();
    if let Some(version) = tokio_one(&text) {
        println!("cargo::rustc-env=RUNTIME_MATRIX_TOKIO_VERSION={version}");
    }
}

/// Returns the version of the one `tokio 1.x` that the lock file names.
fn tokio_one(lock: &str) -> Option<&str> {
    let after_name = lock.split("\nname = \"tokio\"\nversion = \"").skip(1);
    after_name
        .filter_map(|rest| rest.split('"').next())
        .find(|version| version.starts_with("1."))
}
