//! The log of a test, captured across its tasks and jobs, and apart from that of any other test.
//!
//! [`Runtime::logs`](crate::Runtime::logs) begins to capture. From then on the test has what it, its tasks and its
//! blocking jobs log, also while they are dropped and while they panic; tests that run at the same time in other threads
//! have theirs. A test that fails shows the end of its log in its report.
//!
//! ```
//! use runtime_matrix::{Runtime, logs::Level, mock::contains};
//!
//! // The code under test.
//! async fn connect(peer: u32) {
//! #   #[cfg(feature = "tracing")]
//!     tracing::info!(peer, "connected to {peer}");
//! }
//!
//! # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: Runtime| async move {
//! let logs = rt.logs().at_level(Level::Debug);
//! rt.spawn(connect(7)).await.unwrap();
//! # #[cfg(feature = "tracing")] {
//! assert_eq!(logs.messages()[0], "connected to 7");
//! logs.with_field("peer", "7").assert_logged_once(Level::Info, contains("connected"));
//! # }
//! logs.assert_not_logged(Level::Warn.., contains("lost"));
//! # }).unwrap();
//! ```
//!
//! ```
//! use runtime_matrix::{Cell, Runtime, Sim};
//!
//! let outcome = Cell::new(&Sim).run(|rt: Runtime| async move {
//!     let _logs = rt.logs();
//! #   #[cfg(feature = "tracing")]
//!     tracing::error!(target: "net", "connection refused");
//! #   #[cfg(not(feature = "tracing"))]
//! #   log::error!(target: "net", "connection refused");
//!     panic!("no peer");
//! });
//! assert!(outcome.report().contains("log, from INFO up:\n    ERROR net: connection refused [the test, "));
//! ```
//!
//! # What is captured
//!
//! | feature | what is logged with |
//! |---|---|
//! | `log` | the crate `log`, with its key-values |
//! | `tracing` | the crate `tracing`: events with their fields, and the spans that they stand in |
//!
//! Neither feature is on by default, and a test that does not ask for its log pays for nothing.
//!
//! # Beside pytest's `caplog`
//!
//! | there | here |
//! |---|---|
//! | `caplog.set_level`, `caplog.at_level` | [`Logs::set_level`], [`Logs::at_level`] |
//! | `caplog.messages` | [`Logs::messages`] |
//! | `caplog.records` | [`Logs::records`] |
//! | `caplog.record_tuples` | [`Record::target`], [`Record::level`] and [`Record::message`] of each |
//! | `caplog.clear()` | [`Logs::clear`] |
//!
//! # Beside other loggers
//!
//! A process has one logger of `log` and one global subscriber of `tracing`. The first test that captures makes them the
//! suite's, for good.
//!
//! * What sets another one *before*, in whatever test of the process, leaves nothing to capture:
//!   [`Runtime::logs`](crate::Runtime::logs) panics and says so. What sets one *after* it fails: `env_logger::init()` and
//!   `tracing_subscriber::fmt::init()` panic, and `try_init()` returns an error, which does no harm.
//! * A subscriber of one thread (`tracing::subscriber::set_default`, `with_default`) goes before the global one: what is
//!   logged under it is not captured.
//! * `log::set_max_level` holds for the whole process. Each test that begins to capture sets it to `Trace`; a test that
//!   lowers it afterwards loses records, its own and others'.
//! * What a crate's features have compiled out (`max_level_off` and the like) is not there to be captured.
//! * `tracing` with its feature `log-always` logs each event with both crates: with both captured it is there twice.
//!
//! # Known limitations
//!
//! * What is logged in threads and tasks that were started past [`Runtime`](crate::Runtime) belongs to no test, and goes
//!   nowhere.
//! * A span is known if it was opened in the test while it was captured, at the log's level or above.
//! * What `tracing` prints while a subscriber of one thread exists anywhere in the process is printed without what its
//!   own `Debug` logs, by a rule of `tracing`'s. Records within records within records are left out from the fifth on.

mod asserting;
mod capture;
mod fields;
mod handle;
mod install;
mod level;
#[cfg(feature = "log")]
mod logger;
mod record;
mod source;
#[cfg(feature = "tracing")]
mod spans;
#[cfg(feature = "tracing")]
mod subscriber;
mod transcript;

pub use handle::Logs;
pub use level::Level;
pub use record::{Record, Span};
pub use source::Source;
