//! Published libraries, verified on every runtime: a module for each.

mod async_broadcast;
mod async_channel;
mod async_lock;
mod by_hand;
mod cancelling;
mod counter;
mod death;
mod event_listener;
mod flume;
mod futures_channel;
mod futures_util;
mod kills;
mod lock;
mod oneshot;
mod property;
mod tap;
mod tapped;
mod tokio_sync;
mod waiters;
mod waiting;
mod wakers;
