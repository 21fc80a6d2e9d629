//! The checks of byte streams: good streams keep all the rules, and each fault breaks the right ones.

mod fault;
mod faulty;
mod good;
mod telling;
mod wire;
