//! What the threads of a process do, as the system tells it: all that can be known of one that does not answer.

use crate::signal::Whom;

/// Returns the threads of the process by their names, each with what it does; nothing where the system does not tell.
#[cfg(target_os = "linux")]
pub(crate) fn of(whom: Whom) -> Option<String> {
    use std::fs;

    let (Whom::Process(pid) | Whom::Group(pid)) = whom;
    let mut threads = Vec::new();
    for entry in fs::read_dir(format!("/proc/{pid}/task")).ok()?.flatten() {
        let stat = fs::read_to_string(entry.path().join("stat"));
        threads.extend(stat.ok().as_deref().and_then(thread));
    }
    threads.sort();
    (!threads.is_empty()).then(|| threads.join(", "))
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn of(_: Whom) -> Option<String> {
    None
}

/// Reads a thread's line, as in `7 (main) S …`: the name may hold anything, a parenthesis too.
#[cfg(target_os = "linux")]
fn thread(stat: &str) -> Option<String> {
    let (before, after) = stat.rsplit_once(')')?;
    let (_, name) = before.split_once('(')?;
    let does = match after.trim_start().chars().next()? {
        'R' => "runs",
        'S' => "waits",
        'D' => "waits for the system",
        'T' | 't' => "is stopped",
        _ => "has ended",
    };
    Some(format!("`{name}` {does}"))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_thread_is_told_by_its_name_and_what_it_does() {
        assert_eq!(thread("7 (main) S 1 2").unwrap(), "`main` waits");
        assert_eq!(thread("7 (a) (b)) T 1").unwrap(), "`a) (b)` is stopped");
        assert_eq!(thread("no line"), None);
    }

    #[test]
    fn our_own_threads_are_told() {
        let threads = of(Whom::Process(std::process::id())).unwrap();
        assert!(threads.contains("` runs"), "{threads}");
        assert_eq!(of(Whom::Process(u32::MAX)), None);
    }
}
