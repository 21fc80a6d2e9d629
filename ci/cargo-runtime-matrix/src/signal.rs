//! Signals to the processes that we have started. Where there are none, as on Windows, nothing is sent: a process is
//! ended by its handle there.

use std::process::Command;

/// Whom a signal is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whom {
    /// A process alone.
    Process(u32),
    /// A process with all that it has started, which has a group of its own.
    Group(u32),
}

/// Puts a process that is not started yet into a group of its own, so that what it starts can be ended with it. A
/// terminal's Ctrl-C does not reach it there.
#[cfg(unix)]
pub(crate) fn put_apart(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(not(unix))]
pub(crate) fn put_apart(_: &mut Command) {}

/// Asks it to end.
pub(crate) fn terminate(whom: Whom) {
    send(whom, Signal::Terminate);
}

/// Lets it go on, if it has been stopped.
pub(crate) fn resume(whom: Whom) {
    send(whom, Signal::Continue);
}

/// Ends it, whatever it does.
pub(crate) fn kill(whom: Whom) {
    send(whom, Signal::Kill);
}

#[derive(Clone, Copy, Debug)]
enum Signal {
    Terminate,
    Continue,
    Kill,
}

#[cfg(unix)]
fn send(whom: Whom, signal: Signal) {
    use rustix::process::{Pid, Signal as Number, kill_process, kill_process_group};
    let number = match signal {
        Signal::Terminate => Number::TERM,
        Signal::Continue => Number::CONT,
        Signal::Kill => Number::KILL,
    };
    let pid = |pid: u32| i32::try_from(pid).ok().and_then(Pid::from_raw);
    // One that has ended meanwhile needs no signal any more.
    let _ = match whom {
        Whom::Process(id) => pid(id).map(|pid| kill_process(pid, number)),
        Whom::Group(id) => pid(id).map(|pid| kill_process_group(pid, number)),
    };
}

#[cfg(not(unix))]
fn send(_: Whom, _: Signal) {}
