//! Wakes that come from outside of a cell while nothing in it can run: the clock cannot foresee them.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use crate::{
    clock::virtual_clock,
    sync::lock,
    tracking::{current::Current, failure::title, node::Node, tracker::Tracker},
};

/// How many there were after time had begun to move, and the first of them.
#[derive(Debug, Default)]
pub(crate) struct ForeignWakes {
    count: AtomicU64,
    first: Mutex<Option<First>>,
}

#[derive(Clone, Debug)]
struct First {
    woken: String,
    from: Duration,
    to: Duration,
}

impl Tracker {
    /// Notes a wake that comes from nowhere in the cell, after time has moved: it may have come too late.
    ///
    /// A worker that holds a wake back makes it before it is parked, and so is not taken for one.
    #[inline]
    pub(crate) fn note_foreign_wake(&self, node: &Node) {
        if virtual_clock::is_firing() || Current::is_any() {
            return;
        }
        if let Some(clock) = self.clock.as_virtual() {
            if clock.now() > Duration::ZERO && self.is_idle() && !self.is_closing() {
                clock.foreign_wakes.note(clock.timers().last_jump(), node);
            }
        }
    }
}

impl ForeignWakes {
    fn note(&self, (from, to): (u64, u64), node: &Node) {
        if self.count.fetch_add(1, Relaxed) == 0 {
            *lock(&self.first) = Some(First {
                woken: title(node),
                from: Duration::from_nanos(from),
                to: Duration::from_nanos(to),
            });
        }
    }

    /// Says what is known of them, for a cell that has failed.
    pub(crate) fn told(&self) -> Option<String> {
        let First { woken, from, to } = lock(&self.first).clone()?;
        let more = match self.count.load(Relaxed) {
            0 | 1 => String::new(),
            count => format!(", the first of {count} such wakes"),
        };
        Some(format!(
            "{woken} was woken from outside of the cell, after virtual time had moved from {from:?} to \
             {to:?}{more}: by a native timer, or by a thread of your own, which the clock cannot foresee; keep \
             time where it is with `Clock::hold` until such a wake has come"
        ))
    }
}
