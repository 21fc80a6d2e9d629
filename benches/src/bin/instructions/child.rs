//! What runs under callgrind: work between marks, which callgrind sees by the name of a function.

use std::hint::black_box;

/// The function before which callgrind writes down what it has counted; it matches however names are mangled.
pub(crate) const MARK: &str = "*a_part_of_the_count_begins*";

/// How often the work is done once and twice: what a process does once and never again is in one of these pairs only,
/// and the median has it not.
pub(crate) const PAIRS: usize = 3;

/// Does the work often enough to warm up, and then, in pairs, `count` times and twice as often.
pub(crate) fn run(count: u64, work: impl Fn(u64)) {
    work(2 * count);
    for pair in 0..PAIRS {
        a_part_of_the_count_begins(pair);
        work(count);
        a_part_of_the_count_begins(pair);
        work(2 * count);
    }
    a_part_of_the_count_begins(PAIRS);
}

#[inline(never)]
fn a_part_of_the_count_begins(part: usize) {
    // One without an effect might be left out.
    black_box(part);
}
