//! Keeps this process on one core.

/// Keeps this process on the last core that it may use, and returns which that is; `None` where the system has no way
/// to do so or refuses it.
#[cfg(target_os = "linux")]
pub(crate) fn to_one_core() -> Option<usize> {
    use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

    let allowed = sched_getaffinity(None).ok()?;
    // The first core is where most systems serve interrupts.
    let core = (0..CpuSet::MAX_CPU).rfind(|core| allowed.is_set(*core))?;
    let mut one = CpuSet::new();
    one.set(core);
    // Threads that are started from here on inherit it.
    sched_setaffinity(None, &one).ok().map(|()| core)
}

/// Does nothing: only on Linux it is known how.
#[cfg(not(target_os = "linux"))]
pub(crate) fn to_one_core() -> Option<usize> {
    None
}
