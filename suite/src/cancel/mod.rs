//! What becomes of an operation that is cancelled, or disturbed in another way, at each point where it waits.
//!
//! In Rust any future may be dropped at any `await`: by `select!`, by a time-out, by the runtime. [`sweep`] runs an
//! operation once to see where it suspends, and then once for each way to [disturb](Disturbance) it at each of these
//! points: first on `sim`, then on each built-in cell. It asks afterwards what has to hold.
//!
//! ```
//! use std::sync::{Arc, Mutex};
//! use runtime_matrix::{Event, cancel};
//!
//! /// Takes an item, says so to another task, and only then returns it.
//! struct Inbox { items: Arc<Mutex<Vec<u32>>>, ready: Event }
//!
//! let swept = cancel::sweep(
//!     |rt| async move {
//!         let inbox = Inbox { items: Arc::new(Mutex::new(vec![7])), ready: Event::new() };
//!         let ready = inbox.ready.clone();
//!         rt.spawn(async move { ready.set() }).detach();
//!         inbox
//!     },
//!     |_, inbox: &mut Inbox| {
//!         Box::pin(async move {
//!             let item = inbox.items.lock().unwrap().pop();
//!             inbox.ready.wait().await;
//!             item
//!         })
//!     },
//! )
//! .conserves(|inbox, output| cancel::Count {
//!     sent: 1,
//!     inside: inbox.items.lock().unwrap().len(),
//!     returned: usize::from(output.is_some()),
//!     ..cancel::Count::default()
//! })
//! .named("Inbox::take")
//! .run();
//!
//! assert!(!swept.is_safe());
//! let finding = &swept.findings()[0];
//! assert_eq!(finding.disturbance(), Some(cancel::Disturbance::DropPending));
//! assert_eq!(finding.message(), "1 of 1 is lost: sent 1, received 0, inside 0, returned 0");
//! ```
//!
//! # What is asked
//!
//! When a disturbance has played out, and nothing can happen any more:
//!
//! * an operation that was left to run has ended ([`Oracle::Ends`]), and nothing has panicked;
//! * each task that waits is polled once more: one that ends was ready, and nobody had woken it ([`Oracle::Wakes`]);
//! * [`check`](Sweep::check): what the user states; [`conserves`](Sweep::conserves): nothing is lost or there twice;
//!   [`restores`](Sweep::restores): a capacity is what it was; [`then`](Sweep::then): a fresh operation ends soon;
//! * no poll took too long ([`Oracle::Polls`]), and the cell itself passed ([`Oracle::Cell`]).
//!
//! # What is run
//!
//! The clock is virtual, and moves on only when nothing else can: an hour of it without an end is how an operation
//! that never ends is found. A poll that does not return is found by its time in real time; its thread is left
//! behind. A failure names the replay, and `RUNTIME_MATRIX_SWEEP="P2@3 on sim"` runs that one alone, in all sweeps of
//! the process.
//!
//! # Known limitations
//!
//! * Where an operation waits is known where it awaits the suite's own, such as a sleep; a count otherwise.
//! * On a real runtime with several threads, how often an operation suspends is chance: a replay whose point is not
//!   reached asks the same of an operation that was not disturbed.
//! * A task that is ready and was not woken is found if it ends by one poll, and not if it goes on to wait.
//! * What a task past the suite does (`tokio::spawn`) is not waited for, and where it can be counted it keeps the
//!   clock from moving: start companions with [`Runtime::spawn`](crate::Runtime::spawn).

mod alone;
mod control;
mod disturbance;
mod disturbed;
mod finding;
mod ledger;
mod oracles;
mod replay;
mod runner;
mod subject;
mod sweep;
mod swept;
mod table;

pub use disturbance::Disturbance;
pub(crate) use disturbance::Rerun;
pub use finding::{Finding, Oracle};
pub use subject::Count;
pub use sweep::{Sweep, sweep};
pub use swept::Swept;
pub use table::table;
