//! A test with nothing in it: a fault that it notices says nothing of anybody's tests.

use std::{
    env,
    process::{Command, ExitCode, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use runtime_matrix::{__private::StandIn, Cell, Runtime, RuntimeFactory, Verdict};
use runtime_matrix_faulty::Fault;

/// What makes this program run an empty test on a fault. Not for people.
const ARGUMENT: &str = "__empty-test";
const LIMIT: Duration = Duration::from_secs(3);

/// Runs an empty test, if the arguments say so: 0 if it passes.
pub(crate) fn asked_for(args: impl IntoIterator<Item = String>) -> Option<ExitCode> {
    let mut args = args.into_iter().skip(1);
    args.next().filter(|first| first == ARGUMENT)?;
    let fault = args.next().unwrap_or_default();
    let passes = StandIn::named(&fault).is_ok_and(|fault| {
        let cell = Cell::new(&fault).timeout(Some(LIMIT)).teardown(LIMIT / 3);
        cell.run(|_: Runtime| async {}).verdict() == Verdict::Pass
    });
    Some(ExitCode::from(u8::from(!passes)))
}

/// Tells whether an empty test notices the fault, in a process of its own, which the fault may take down.
///
/// # Errors
///
/// Fails if the process cannot be started.
pub(super) fn notices(fault: &'static Fault) -> Result<bool> {
    let binary = env::current_exe().context("the path of this program is not known")?;
    let mut child = Command::new(binary)
        .args([ARGUMENT, fault.id()])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .context("this program cannot be started again")?;
    let until = Instant::now() + 4 * LIMIT;
    while Instant::now() < until {
        if let Some(status) = child.try_wait().context("a process cannot be waited for")? {
            return Ok(!status.success());
        }
        thread::sleep(Duration::from_millis(5));
    }
    let _ = child.kill();
    let _ = child.wait();
    Ok(true)
}
