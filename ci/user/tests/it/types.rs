//! What the attribute leaves to the type checker, which points at the user's own code.

use std::{
    env,
    process::{Command, Stdio},
};

#[test]
fn errors_point_at_what_is_wrong() {
    let output = Command::new(env!("CARGO"))
        .args([
            "check",
            "--tests",
            "--package=wrong",
            "--message-format=short",
            "--quiet",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env(
            "CARGO_TARGET_DIR",
            concat!(env!("CARGO_TARGET_TMPDIR"), "/wrong"),
        )
        .env_remove("RUSTFLAGS")
        .stdin(Stdio::null())
        .output()
        .expect("cargo runs");
    assert!(!output.status.success());
    let text = String::from_utf8(output.stderr).expect("cargo writes text");
    // The place and the code: what else it says, each compiler says in its own words.
    let errors = text.lines().filter_map(|line| {
        let end = line.find("]: ")?;
        line.contains(": error[").then(|| &line[..=end])
    });
    let errors: Vec<_> = errors.collect();
    let expected: Vec<_> = include_str!("../../wrong/errors.txt").lines().collect();
    assert_eq!(errors, expected, "{text}");
}
