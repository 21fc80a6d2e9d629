use std::{env, process::Command};

/// The compiler that cargo would use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Compiler {
    /// Its version, major and minor.
    pub(super) version: (u64, u64),
    /// The platform that it is made for.
    pub(super) host: String,
}

impl Compiler {
    /// Asks it; none if it does not answer as rustc does.
    pub(super) fn ask() -> Option<Compiler> {
        let program = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let output = Command::new(program).arg("-vV").output().ok()?;
        Compiler::read(&String::from_utf8(output.stdout).ok()?)
    }

    fn read(text: &str) -> Option<Compiler> {
        let value = |key: &str| {
            let mut lines = text.lines();
            lines.find_map(|line| line.strip_prefix(key)?.strip_prefix(": "))
        };
        Some(Compiler {
            version: version(value("release")?)?,
            host: value("host")?.to_owned(),
        })
    }
}

/// Reads major and minor of a version, as in `1.85` or `1.85.0-nightly`.
pub(super) fn version(text: &str) -> Option<(u64, u64)> {
    let mut parts = text.split(['.', '-']);
    let major = parts.next()?.parse().ok()?;
    let minor = parts.next().and_then(|minor| minor.parse().ok());
    Some((major, minor.unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_of_rustc_is_read() {
        let text = "rustc 1.95.0 (abc 2026-03-21)\nbinary: rustc\nhost: x86_64-unknown-linux-gnu\nrelease: 1.95.0\n";
        let compiler = Compiler::read(text).unwrap();
        assert_eq!(compiler.version, (1, 95));
        assert_eq!(compiler.host, "x86_64-unknown-linux-gnu");
        assert_eq!(Compiler::read("cc 12"), None);
        assert_eq!(version("1.85.0-nightly"), Some((1, 85)));
    }
}
