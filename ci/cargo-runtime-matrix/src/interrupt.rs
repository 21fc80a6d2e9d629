//! Ctrl-C, and the other signals that ask a program to end: the first ends what runs and lets the run be told, the
//! second ends it all at once.
//!
//! The signals are the process's, and so is what is kept here.

use std::{
    process,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
};

use anyhow::{Context, Result};

use crate::{
    exit::{Exit, Stop},
    signal::{self, Whom},
};

static IS_HEEDED: AtomicBool = AtomicBool::new(false);
static ASKED: AtomicUsize = AtomicUsize::new(0);
/// The processes that run for us.
static RUNNING: Mutex<Vec<Whom>> = Mutex::new(Vec::new());

/// A process that is told to end when we are.
#[derive(Debug)]
pub(crate) struct Enrolled(Whom);

/// Heeds the signals from now on.
///
/// # Errors
///
/// Fails if the system does not let us.
pub(crate) fn heed() -> Result<()> {
    if !IS_HEEDED.swap(true, SeqCst) {
        ctrlc::set_handler(asked).context("Ctrl-C cannot be heeded")?;
    }
    Ok(())
}

/// Tells whether the signals are heeded; where they are not, they end us as any other program.
pub(crate) fn is_heeded() -> bool {
    IS_HEEDED.load(SeqCst)
}

/// Tells whether we have been asked to end.
pub(crate) fn is_asked() -> bool {
    ASKED.load(SeqCst) > 0
}

/// Goes on unless we have been asked to end.
///
/// # Errors
///
/// Fails if we have.
pub(crate) fn check() -> Result<()> {
    if is_asked() {
        return Err(Stop::with(
            Exit::Interrupted,
            "interrupted before any test had run: there is nothing to tell",
        ));
    }
    Ok(())
}

/// Keeps a process in mind for as long as what is returned lives, which has to end before it is waited for: its
/// number may be another process's afterwards.
pub(crate) fn enroll(whom: Whom) -> Enrolled {
    let mut running = running();
    running.push(whom);
    if is_asked() {
        // Whoever asked did not see it yet.
        signal::terminate(whom);
    }
    Enrolled(whom)
}

impl Enrolled {
    /// Does what ends the life of the process, if it has ended by then; no signal is sent meanwhile.
    pub(crate) fn reap<T>(&self, wait: impl FnOnce() -> Option<T>) -> Option<T> {
        let mut running = running();
        let ended = wait();
        if ended.is_some() {
            running.retain(|whom| *whom != self.0);
        }
        ended
    }
}

impl Drop for Enrolled {
    fn drop(&mut self) {
        running().retain(|whom| *whom != self.0);
    }
}

fn asked() {
    let before = ASKED.fetch_add(1, SeqCst);
    let running = running();
    if before == 0 {
        running.iter().copied().for_each(signal::terminate);
        return;
    }
    running.iter().copied().for_each(signal::kill);
    process::exit(Exit::Interrupted.code().into());
}

fn running() -> MutexGuard<'static, Vec<Whom>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}
