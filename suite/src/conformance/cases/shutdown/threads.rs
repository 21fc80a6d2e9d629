//! Threads that instances leave behind.

use std::{
    fs, thread,
    time::{Duration, Instant},
};

use crate::conformance::lab::Lab;

/// A leak grows in each of so many rounds; what is started once for the whole process does not.
const ROUNDS: usize = 3;
/// A thread that was joined may be listed for a moment more: the first count is the least of those made within that long.
const MOMENT: Duration = Duration::from_millis(10);

/// Uses that many instances, one after the other, and fails the case if threads stay behind; `what` names those that
/// should not.
///
/// All threads of the process count, whatever their names. One that stays for the whole process is no leak, and one of
/// a pool that lingers may take its time to end: what fails is a process that has more threads after each of several
/// rounds than after the round before.
#[track_caller]
pub(in crate::conformance::cases) fn leave_none(
    lab: &Lab,
    number: usize,
    what: &str,
    use_one: impl Fn(),
) {
    use_one();
    let mut before = least(lab);
    let mut counts = vec![before.to_string()];
    for _ in 0..ROUNDS {
        for _ in 0..number {
            use_one();
        }
        if lab.comes(what, || count(lab) <= before) {
            return;
        }
        before = count(lab);
        counts.push(before.to_string());
    }
    lab.fail(
        what,
        format!(
            "the process had ever more threads, {}, with {number} more instances each time",
            counts.join(", ")
        ),
    );
}

fn least(lab: &Lab) -> usize {
    let end = Instant::now() + MOMENT;
    let mut least = count(lab);
    while Instant::now() < end {
        thread::sleep(Duration::from_millis(1));
        least = least.min(count(lab));
    }
    least
}

fn count(lab: &Lab) -> usize {
    match fs::read_dir("/proc/self/task") {
        Ok(threads) => threads.count(),
        Err(_) => lab.leave("this system does not tell of a process's threads"),
    }
}
