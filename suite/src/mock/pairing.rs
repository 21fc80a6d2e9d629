//! Which of several expectations find an event of their own.

/// Gives each of the expected an event of its own, as far as that goes, and returns those that are left
/// without. `fits` says of each of the expected which events would do.
pub(crate) fn unmatched(fits: &[Vec<bool>], events: usize) -> Vec<usize> {
    let mut taken: Vec<Option<usize>> = vec![None; events];
    let mut missing = Vec::new();
    for index in 0..fits.len() {
        if !place(index, fits, &mut taken, &mut vec![false; events]) {
            missing.push(index);
        }
    }
    missing
}

/// Finds an event for one of the expected; others make room for it where they can.
fn place(
    index: usize,
    fits: &[Vec<bool>],
    taken: &mut [Option<usize>],
    tried: &mut [bool],
) -> bool {
    for event in 0..taken.len() {
        if !fits[index][event] || std::mem::replace(&mut tried[event], true) {
            continue;
        }
        let is_free = match taken[event] {
            None => true,
            Some(other) => place(other, fits, taken, tried),
        };
        if is_free {
            taken[event] = Some(index);
            return true;
        }
    }
    false
}
