//! Explores the orders in which the tasks of a test can run, on `sim`: many of them by chance, or all of them.
//!
//! Whatever a schedule of `sim` does is legal, so a test that fails under one has a bug that some runtime, or some load,
//! will bring out. What is found is made as short as it goes, and replayed by one line.
//!
//! ```
//! use std::sync::{Arc, atomic::{AtomicU32, Ordering::SeqCst}};
//! use runtime_matrix::{Runtime, Verdict, explore::Explorer};
//!
//! let found = Explorer::new().run(|rt: Runtime| async move {
//!     let count = Arc::new(AtomicU32::new(0));
//!     let add = |rt: Runtime, count: Arc<AtomicU32>| async move {
//!         let before = count.load(SeqCst);
//!         rt.yield_now().await;
//!         count.store(before + 1, SeqCst); // whatever was added meanwhile is lost
//!     };
//!     let one = rt.spawn(add(rt.clone(), count.clone()));
//!     let two = rt.spawn(add(rt.clone(), count.clone()));
//!     one.await.unwrap();
//!     two.await.unwrap();
//!     assert_eq!(count.load(SeqCst), 2, "an update was lost");
//! });
//! let found = found.failure().expect("some order loses an update");
//! assert_eq!(found.outcome().verdict(), Verdict::Panic);
//! assert!(found.script().choices().len() < 8, "it is the shortest that was found");
//! ```
//!
//! # By chance, or all
//!
//! [`Explorer::run`] mixes strategies over some seeds: first in, first out; last in, first out; random; by priorities
//! (PCT), which finds a bug of few ordering constraints with a probability that is known; with disturbances and a waker
//! for each poll. [`Explorer::exhaustive`] runs all orders of a small test, which is a proof for that many tasks.
//!
//! # Equal states
//!
//! Orders are many, states are few. If the body says what its tasks share, with [`state`], an exhaustive exploration
//! does not go on from a state in which it has been before. Two states are the same if the shared state is, the virtual
//! time, which tasks are ready, which wait and which have ended, and, for each task, *all that it has seen*: the shared state
//! at the beginning of each of its polls. What a task holds itself is a function of what it has seen, as long as it is
//! deterministic, so the same tasks can go on in the same ways from both. Without [`state`] nothing is left out.
//!
//! # Standstills and livelocks
//!
//! When nothing is ready, no timer is set and no blocking job runs, a run ends as a deadlock at once: every wake has to be the
//! test's own. A run that takes more [steps](Explorer::steps) than it may ends too, as a livelock.
//!
//! # Known limitations
//!
//! * The body has to be deterministic but for the order: a body that reads the machine's time or a random number, walks
//!   through a `HashMap`, starts threads or keeps statics from run to run is found out and named as far as the
//!   order of its tasks shows it.
//! * Blocking jobs follow no schedule after their first 10 ms.
//! * Orders are explored at the grain of polls: what happens between two awaits is one step.

mod exhaustive;
mod exploration;
mod explorer;
mod plan;
mod replay;
mod seeds;
mod shrink;
mod subject;

use std::{hash::Hash, sync::Arc};

pub use exploration::{Exploration, Found};
pub use explorer::Explorer;
pub use replay::{NotAReplay, Replay};
pub use runtime_matrix_sim::{Disturbances, NotAScript, Schedule, Script};

pub(crate) use subject::Subject;

use crate::tracking::{course, current::Current};

/// Says, at the beginning of a body, what all state is that its tasks share, so that an [exhaustive](Explorer::exhaustive)
/// exploration can tell when it has been there before.
///
/// `share` returns it, or as much of it as tells two states apart. *All* of it means: each value that more than one task can
/// reach, what waits in channels, whether an event is set, and who waits in which order where that decides who is woken.
/// What is left out makes the proof one of less than it says. It is called between two polls, so it may lock what the tasks
/// lock, if they do not hold it across an await.
///
/// Does nothing in a cell that is not explored.
///
/// ```
/// use std::sync::{Arc, atomic::{AtomicU32, Ordering::SeqCst}};
/// use runtime_matrix::{Runtime, explore::{self, Explorer}};
///
/// let body = |rt: Runtime| async move {
///     let count = Arc::new(AtomicU32::new(0));
///     let shared = count.clone();
///     explore::state(move || shared.load(SeqCst));
///     let add = |rt: Runtime, count: Arc<AtomicU32>| async move {
///         count.fetch_add(1, SeqCst);
///         rt.yield_now().await;
///     };
///     let tasks: Vec<_> = (0..3).map(|_| rt.spawn(add(rt.clone(), count.clone()))).collect();
///     for task in tasks {
///         task.await.unwrap();
///     }
///     assert_eq!(count.load(SeqCst), 3);
/// };
/// let explored = Explorer::new().exhaustive(10_000).run(body);
/// assert!(explored.is_complete() && explored.failure().is_none() && explored.pruned() > 0);
/// ```
///
/// # Panics
///
/// Panics outside of a cell.
#[track_caller]
pub fn state<S: Hash>(share: impl Fn() -> S + Send + Sync + 'static) {
    let tracker = Current::tracker().expect(
        "`explore::state` is called in no test: call it at the beginning of an explored body",
    );
    if let Some(course) = &tracker.probe.course {
        course.compare_by(Arc::new(move || course::hash(&share())));
    }
}
