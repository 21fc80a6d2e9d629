//! Builds a package's test binaries.

use std::{
    ffi::OsString,
    io::{BufRead, BufReader, Read},
    path::PathBuf,
    process::{Child, Stdio},
    thread,
};

use anyhow::{Context, Result};
use cargo_metadata::{Artifact, BuildScript, Message, diagnostic::DiagnosticLevel};

use crate::{args::Args, cargo::Cargo, config::Own, interrupt, package::Subject, signal::Whom};

/// What a build has made.
#[derive(Debug, Default)]
pub(crate) struct Built {
    pub(crate) binaries: Vec<Binary>,
    /// Variables that cargo would set for the binaries, beside the package's own.
    pub(crate) variables: Vec<(String, OsString)>,
    /// Folders of libraries that the binaries may load.
    pub(crate) library_folders: Vec<PathBuf>,
}

/// A test binary.
#[derive(Clone, Debug, Default)]
pub(crate) struct Binary {
    pub(crate) path: PathBuf,
    /// The target's name.
    pub(crate) target: String,
    /// What picks the target on cargo's command line.
    pub(crate) selector: Vec<String>,
}

/// Why a build failed: the compiler's first error, or what cargo said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BuildError(pub(crate) String);

/// Builds the test binaries of `subject` with these features: its own, and those of runtime-matrix.
///
/// Cargo's progress and the compiler's warnings go to `say`.
///
/// # Errors
///
/// Fails where cargo cannot be run. That the package does not build is no error of ours.
pub(crate) fn compile(
    cargo: &Cargo,
    args: &Args,
    subject: &Subject,
    own: &Own,
    features: &[&str],
    say: &dyn Fn(&str),
) -> Result<Result<Built, BuildError>> {
    let mut command = cargo.command("test");
    let format = if cargo.colors {
        "--message-format=json-diagnostic-rendered-ansi"
    } else {
        "--message-format=json"
    };
    command
        .args(["--no-run", format])
        .args(["--package", &subject.package.id.repr]);
    command
        .args(profile_options(args))
        .args(feature_options(args, own));
    let all = subject.all_features(own, features);
    if !all.is_empty() {
        command.arg("--features").arg(all.join(","));
    }
    command.stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().map_err(|error| cargo.not_started(&error))?;
    let (succeeded, messages, complaint) = follow(child, say)?;
    interrupt::check()?;
    let messages: Vec<Message> = Message::parse_stream(&*messages)
        .collect::<Result<_, _>>()
        .context("cargo's messages cannot be read")?;
    if !succeeded {
        return Ok(Err(first_error(&messages).unwrap_or(BuildError(complaint))));
    }
    for text in rendered(&messages, DiagnosticLevel::Warning) {
        say(text.trim_end());
    }
    Ok(Ok(built(messages, subject)))
}

/// Returns the options that choose a profile, which a rerun needs too.
pub(crate) fn profile_options(args: &Args) -> Vec<&'static str> {
    let options = [(args.selection.release, "--release")];
    given(&options)
}

/// Returns the options about the package's own features, but for the list.
pub(crate) fn feature_options(args: &Args, own: &Own) -> Vec<&'static str> {
    let no_default_features = args.selection.no_default_features || own.no_default_features;
    let options = [
        (args.selection.all_features, "--all-features"),
        (no_default_features, "--no-default-features"),
    ];
    given(&options)
}

fn given(options: &[(bool, &'static str)]) -> Vec<&'static str> {
    let given = options.iter().filter(|(given, _)| *given);
    given.map(|(_, option)| *option).collect()
}

/// Waits for cargo. Returns whether it succeeded, its messages, and what it said last.
fn follow(mut child: Child, say: &dyn Fn(&str)) -> Result<(bool, Vec<u8>, String)> {
    let mut stdout = child.stdout.take().context("cargo's output is piped")?;
    let stderr = child.stderr.take().context("cargo's output is piped")?;
    let messages = thread::spawn(move || {
        let mut messages = Vec::new();
        stdout.read_to_end(&mut messages).map(|_| messages)
    });
    let enrolled = interrupt::enroll(Whom::Process(child.id()));
    let mut complaint: Vec<String> = Vec::new();
    for line in BufReader::new(stderr).split(b'\n') {
        let line = line.context("cargo's output cannot be read")?;
        let line = String::from_utf8_lossy(&line).into_owned();
        say(&line);
        if plain(&line).starts_with("error") {
            complaint.clear();
        }
        complaint.push(line);
    }
    // All that it writes has been read: what is left is its end.
    drop(enrolled);
    let status = child.wait().context("cargo cannot be waited for")?;
    let messages = messages
        .join()
        .map_err(|_| anyhow::anyhow!("the thread that reads cargo's messages panicked"))?
        .context("cargo's messages cannot be read")?;
    Ok((status.success(), messages, plain(&complaint.join("\n"))))
}

fn first_error(messages: &[Message]) -> Option<BuildError> {
    let first = rendered(messages, DiagnosticLevel::Error).next()?;
    Some(BuildError(plain(first.trim_end())))
}

/// Returns what the compiler said at that level, as it would print it.
fn rendered(messages: &[Message], level: DiagnosticLevel) -> impl Iterator<Item = &str> {
    messages.iter().filter_map(move |message| match message {
        Message::CompilerMessage(message) if message.message.level == level => {
            message.message.rendered.as_deref()
        }
        _ => None,
    })
}

fn built(messages: Vec<Message>, subject: &Subject) -> Built {
    let mut built = Built::default();
    for message in messages {
        match message {
            Message::CompilerArtifact(artifact) if artifact.package_id == subject.package.id => {
                built.add(artifact);
            }
            Message::BuildScriptExecuted(script) => built.add_script(script, subject),
            _ => {}
        }
    }
    built
}

impl Built {
    fn add(&mut self, artifact: Artifact) {
        let Some(path) = artifact.executable else {
            return;
        };
        let target = artifact.target;
        if artifact.profile.test {
            let selector = match target.kind.first().map(ToString::to_string).as_deref() {
                Some(kind @ ("test" | "bin" | "example" | "bench")) => {
                    vec![format!("--{kind}"), target.name.clone()]
                }
                _ => vec!["--lib".to_owned()],
            };
            self.binaries.push(Binary {
                path: path.into_std_path_buf(),
                target: target.name,
                selector,
            });
        } else {
            let variable = format!("CARGO_BIN_EXE_{}", target.name);
            self.variables.push((variable, path.into_os_string()));
        }
    }

    fn add_script(&mut self, script: BuildScript, subject: &Subject) {
        for path in &script.linked_paths {
            // `native=/path`, or the path alone.
            let path = path.as_str();
            let path = path.split_once('=').map_or(path, |(_, path)| path);
            self.library_folders.push(path.into());
        }
        if script.package_id == subject.package.id {
            let variables = script.env.into_iter();
            self.variables
                .extend(variables.map(|(name, value)| (name, value.into())));
            let folder = script.out_dir.into_os_string();
            self.variables.push(("OUT_DIR".to_owned(), folder));
        }
    }
}

/// Returns a text without the codes that colour it.
pub(crate) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("\u{1b}[") {
        plain.push_str(&rest[..start]);
        let code = &rest[start + 2..];
        let end = code.find(|letter: char| letter.is_ascii_alphabetic());
        rest = end.map_or("", |end| &code[end + 1..]);
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_taken_out() {
        assert_eq!(plain("\u{1b}[1m\u{1b}[91merror\u{1b}[0m: no"), "error: no");
        assert_eq!(plain("no colours"), "no colours");
        assert_eq!(plain("cut off \u{1b}[1"), "cut off ");
    }
}
