//! Ctrl-C: what runs is ended, and what is known is told.

use std::{
    process::{Child, ExitStatus},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
};

use anyhow::{Context, Result};

static IS_ASKED: AtomicBool = AtomicBool::new(false);
/// The process that runs for us; there is never more than one.
static RUNNING: Mutex<Option<Child>> = Mutex::new(None);

/// Heeds Ctrl-C from now on; a second one ends the program at once.
pub(crate) fn heed() -> Result<()> {
    let asked = || {
        if IS_ASKED.swap(true, SeqCst) {
            std::process::exit(130);
        }
        end();
    };
    ctrlc::set_handler(asked).context("Ctrl-C cannot be heeded")
}

/// Tells whether the program has been asked to end.
pub(crate) fn is_asked() -> bool {
    IS_ASKED.load(SeqCst)
}

/// Keeps the process in mind.
pub(crate) fn enroll(child: Child) {
    *running() = Some(child);
    if is_asked() {
        // Whoever asked did not see it yet.
        end();
    }
}

/// Waits for the process that was enrolled, which has closed its output.
pub(crate) fn wait() -> Result<ExitStatus> {
    let child = running().take();
    let mut child = child.context("no process was started")?;
    child.wait().context("the process cannot be waited for")
}

/// Ends the process, if one runs; it may have ended by itself.
pub(crate) fn end() {
    if let Some(child) = running().as_mut() {
        let _ = child.kill();
    }
}

fn running() -> std::sync::MutexGuard<'static, Option<Child>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}
