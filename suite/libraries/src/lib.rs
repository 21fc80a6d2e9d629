//! Published libraries, verified on every runtime.
//!
//! There is nothing to use here: all of it is in `tests/it`, a module for each library.
//!
//! A property is an `async fn` over a small trait that names what it uses of the library. The trait is
//! implemented twice: by the library's own types, which is what the tests run, and by a wrapper around them
//! that breaks one thing. A table says which property each breakage must fail, and with which words, so a
//! test that cannot fail does not stay here.
//!
//! | library | version | tests |
//! |---|---|---|
//! | async-broadcast | 0.7.2 | `tests/it/async_broadcast` |
//! | async-channel | 2.5.0 | `tests/it/async_channel` |
//! | async-lock | 3.5.0 | `tests/it/async_lock` |
//! | event-listener | 5.4.2 | `tests/it/event_listener` |
//! | flume | 0.12.0 | `tests/it/flume` |
//! | futures-channel | 0.3.34 | `tests/it/futures_channel` |
//! | futures-util | 0.3.34 | `tests/it/futures_util` |
//! | oneshot | 0.2.1 | `tests/it/oneshot` |
//! | tokio, `sync` | 1.54.1 | `tests/it/tokio_sync` |
