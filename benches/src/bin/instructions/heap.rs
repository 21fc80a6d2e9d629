//! What else lies on the heap of a child, so that no figure depends on it unseen.
//!
//! What a block of memory costs depends on what lies around it, and that on paths, variables and files of the system
//! that the process has read: a count that is right here would be wrong on the next machine. So the C library is told
//! to keep all small blocks that were freed and to give nothing back, and each count has other blocks before it.

use std::hint::black_box;

/// What the C library's allocator is told.
pub(crate) const TUNABLES: &str = "glibc.malloc.tcache_count=65535:glibc.malloc.trim_threshold=1073741824:\
                                   glibc.malloc.mmap_threshold=1073741824:glibc.malloc.top_pad=67108864";

/// No block is larger.
const LARGEST: u64 = 1_500;

/// Leaves blocks and holes on the heap, others for each seed. They lie there for as long as what is returned does.
pub(crate) fn litter(seed: u64) -> Vec<Vec<u8>> {
    let mut kept = Vec::new();
    // A xorshift generator: no more than other numbers for each seed is asked of it.
    let mut random = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    for block in 0..200 + 37 * seed {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let bytes = Vec::with_capacity(usize::try_from(8 + random % LARGEST).unwrap_or(8));
        if block % 3 == 0 {
            kept.push(bytes);
        } else {
            black_box(bytes);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_seed_leaves_other_blocks_and_the_same_each_time() {
        let sizes = |seed| -> Vec<usize> { litter(seed).iter().map(Vec::capacity).collect() };
        assert_eq!(sizes(1), sizes(1));
        assert!(sizes(1).len() > 50 && sizes(1)[..50] != sizes(2)[..50]);
    }
}
