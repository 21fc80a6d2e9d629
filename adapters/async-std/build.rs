//! Finds out which version of async-std was resolved, so that records can name it.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if let Some(locked) = runtime_matrix_core::locked("async-std", "1.") {
        println!("cargo::rerun-if-changed={}", locked.file.display());
        println!("cargo::rustc-env=RUNTIME_VERSION={}", locked.version);
    }
}
