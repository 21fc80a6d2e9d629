//! The alias by which the repository runs its own subcommand.

use std::process::Command;

#[test]
fn the_alias_works_from_a_folder_below_the_root() {
    let output = Command::new(env!("CARGO"))
        .args(["runtime-matrix", "--version"])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../suite/src"))
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        text,
        concat!("cargo-runtime-matrix ", env!("CARGO_PKG_VERSION"), "\n")
    );
}
