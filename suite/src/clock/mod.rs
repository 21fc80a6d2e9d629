//! The clocks that a cell may live by, what sleeps on them, and what moves them.

pub(crate) mod advance;
pub(crate) mod fallback_timer;
pub(crate) mod foreign_wakes;
pub(crate) mod guards;
pub(crate) mod handle;
pub(crate) mod interval;
pub(crate) mod sleep;
pub(crate) mod source;
pub(crate) mod timers;
pub(crate) mod virtual_clock;
pub(crate) mod words;
