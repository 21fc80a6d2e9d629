//! Published libraries, verified on every runtime: a module for each.

mod async_channel;
mod by_hand;
mod death;
mod kills;
mod property;
mod waiters;
