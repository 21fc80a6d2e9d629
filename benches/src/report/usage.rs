//! What processes took: time by the clock, processor time, memory.

use std::{
    collections::BTreeMap,
    env, fs,
    io::Write,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use super::{interrupt, runner::without_settings};

/// Set where this program stands in for rustc: the file that it notes down in what rustc took.
const NOTES: &str = "RUNTIME_MATRIX_BENCHES_RUSTC";

/// What was measured, by its name.
pub(crate) type Measures = BTreeMap<&'static str, f64>;

/// What one call of rustc took.
#[derive(Debug, Deserialize, Serialize)]
struct Note {
    name: String,
    rustc_ns: f64,
    memory_bytes: Option<f64>,
}

/// Runs a program to its end, and returns what it and its children took; `None` after Ctrl-C.
///
/// # Errors
///
/// Fails if the program does; what it printed is told then.
pub(crate) fn run(command: &mut Command) -> Result<Option<Measures>> {
    let mut said = tempfile::tempfile().context("no file can be made for what goes wrong")?;
    without_settings(command);
    command
        .stdin(Stdio::null())
        .stdout(said.try_clone()?)
        .stderr(said.try_clone()?);
    let (began, before) = (Instant::now(), processor_time());
    let child = command.spawn();
    interrupt::enroll(child.with_context(|| format!("{command:?} cannot be started"))?);
    let status = interrupt::wait()?;
    let wall = began.elapsed();
    if interrupt::is_asked() {
        return Ok(None);
    }
    if !status.success() {
        bail!("{command:?} fails ({status}):\n{}", text(&mut said)?);
    }
    let mut measures = Measures::from([("wall_ns", nanoseconds(wall))]);
    if let Some((before, after)) = before.zip(processor_time()) {
        measures.insert("cpu_ns", nanoseconds(after.saturating_sub(before)));
    }
    Ok(Some(measures))
}

fn text(file: &mut fs::File) -> Result<String> {
    use std::io::{Read, Seek, SeekFrom};

    let mut text = String::new();
    file.seek(SeekFrom::Start(0))?;
    file.read_to_string(&mut text)?;
    let lines: Vec<&str> = text.lines().take(60).collect();
    Ok(lines.join("\n"))
}

/// Has this program stand in for rustc, which notes down what it takes.
pub(crate) fn note_rustc(command: &mut Command, notes: &Path) -> Result<()> {
    let program = env::current_exe().context("this program does not know where it is")?;
    command.env("RUSTC_WRAPPER", program).env(NOTES, notes);
    Ok(())
}

/// Returns what rustc took to build the crate of that name, by the last note of it.
pub(crate) fn noted(notes: &Path, name: &str) -> Result<Measures> {
    let text = fs::read_to_string(notes).context("rustc has left no notes")?;
    let notes: Vec<Note> = text
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()
        .context("the notes of rustc cannot be read")?;
    let note = notes.into_iter().rfind(|note| note.name == name);
    let note = note.with_context(|| format!("rustc has not built `{name}`"))?;
    let memory = note.memory_bytes.map(|bytes| ("memory_bytes", bytes));
    Ok([("rustc_ns", note.rustc_ns)]
        .into_iter()
        .chain(memory)
        .collect())
}

/// Where this program stands in for rustc, does that, and returns rustc's exit code.
pub(crate) fn stand_in() -> Option<Result<u8>> {
    let notes = env::var_os(NOTES)?;
    let mut arguments = env::args_os().skip(1);
    let mut rustc = Command::new(arguments.next()?);
    rustc.args(arguments).env_remove(NOTES);
    Some(stood_in(&mut rustc, Path::new(&notes)))
}

fn stood_in(rustc: &mut Command, notes: &Path) -> Result<u8> {
    let began = Instant::now();
    let status = rustc.status().context("rustc cannot be started")?;
    let arguments: Vec<_> = rustc.get_args().collect();
    let name = arguments.windows(2).find(|two| two[0] == "--crate-name");
    if let Some(name) = name {
        let note = Note {
            name: name[1].to_string_lossy().into_owned(),
            rustc_ns: nanoseconds(began.elapsed()),
            memory_bytes: peak_memory(),
        };
        let line = serde_json::to_string(&note)? + "\n";
        let file = fs::OpenOptions::new().create(true).append(true).open(notes);
        // In one piece: cargo may run several at a time.
        file.and_then(|mut file| file.write_all(line.as_bytes()))
            .context("what rustc took cannot be noted down")?;
    }
    Ok(status
        .code()
        .and_then(|code| u8::try_from(code).ok())
        .unwrap_or(101))
}

fn nanoseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e9
}

/// Returns the processor time of all processes that have been waited for.
#[cfg(unix)]
fn processor_time() -> Option<Duration> {
    processor_time_of(nix::sys::resource::UsageWho::RUSAGE_CHILDREN)
}

/// Returns the processor time of this process, all its threads together.
#[cfg(unix)]
pub(crate) fn own_processor_time() -> Option<Duration> {
    processor_time_of(nix::sys::resource::UsageWho::RUSAGE_SELF)
}

#[cfg(unix)]
fn processor_time_of(whom: nix::sys::resource::UsageWho) -> Option<Duration> {
    use nix::sys::time::TimeValLike;

    let usage = nix::sys::resource::getrusage(whom).ok()?;
    let all = usage.user_time() + usage.system_time();
    u64::try_from(all.num_microseconds())
        .ok()
        .map(Duration::from_micros)
}

/// Returns the most memory that one of the processes had that have been waited for, in bytes.
#[cfg(unix)]
fn peak_memory() -> Option<f64> {
    use nix::sys::resource::{UsageWho, getrusage};

    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).ok()?;
    // Of all systems, Apple's counts bytes.
    let unit = if cfg!(target_vendor = "apple") {
        1.0
    } else {
        1024.0
    };
    Some(usage.max_rss() as f64 * unit)
}

#[cfg(not(unix))]
fn processor_time() -> Option<Duration> {
    None
}

#[cfg(not(unix))]
pub(crate) fn own_processor_time() -> Option<Duration> {
    None
}

#[cfg(not(unix))]
fn peak_memory() -> Option<f64> {
    None
}
