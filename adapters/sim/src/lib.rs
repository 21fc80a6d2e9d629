//! The embedded runtime of `runtime-matrix`: deterministic, seeded, with virtual time.
//!
//! [`Sim`] is the factory. An instance runs its root and all its tasks on the thread that calls
//! `block_on`, and its clock is virtual: minutes of sleeping cost microseconds.
//!
//! ```
//! use std::{pin::pin, time::Duration};
//! use runtime_matrix_core::{Options, RuntimeFactory};
//! use runtime_matrix_sim::Sim;
//!
//! let sim = Sim.build(&Options::default().with_seed(7))?;
//! let (timer, clock) = (sim.timer().unwrap(), sim.native_clock().unwrap());
//! sim.block_on(pin!(async {
//!     timer.sleep(Duration::from_secs(3600)).await;
//!     assert_eq!(clock.now(), Duration::from_secs(3600));
//! }));
//! # Ok::<(), runtime_matrix_core::BuildError>(())
//! ```
//!
//! # Order
//!
//! At each step the seed draws one of the ready tasks; the root counts as one of them. The same seed and
//! the same program give the same schedule, poll by poll. A cancelled task is dropped when it is drawn,
//! so the moment of the drop belongs to the schedule too.
//!
//! That is one of many legal runtimes. [`Sim::with`] makes the others, by a [`Config`]:
//!
//! * another [`Schedule`]: first in first out, last in first out, by priorities, or by a script. A task that has
//!   woken itself has yielded, and under none of them does it keep the others from their turns;
//! * [`Disturbances`]: polls that nobody asked for, and wakes that arrive late;
//! * simulated workers, each with a queue of its own, to which goes what its tasks wake. One worker is what a
//!   current-thread runtime is; with two, what was woken first may come second.
//!
//! Whatever is chosen is a [`Decision`], kept by the [`Simulation`]. The [`Script`] of a run's decisions is a line of text
//! that replays it exactly, whichever schedule it was:
//!
//! ```
//! use std::pin::pin;
//! use runtime_matrix_core::{Options, RuntimeFactory};
//! use runtime_matrix_sim::{Config, Schedule, Script, Sim};
//!
//! let run = |schedule, seed| {
//!     let sim = Sim::with(Config { schedule, ..Config::default() });
//!     let instance = sim.build(&Options::default().with_seed(seed)).unwrap();
//!     let tasks = [1, 2, 3].map(|_| instance.spawn(Box::pin(async {})).join_native());
//!     instance.block_on(pin!(async {
//!         for task in tasks {
//!             task.await;
//!         }
//!     }));
//!     drop(instance);
//!     sim.take_decisions()
//! };
//! let decided = run(Schedule::Random, 7);
//! let script: Script = decided.iter().copied().collect();
//! assert_eq!(run(Schedule::Scripted(script), 0), decided);
//! ```
//!
//! An instance that is built with an [idle hook](runtime_matrix_core::Options::idle_hook) tells it when nothing can
//! happen any more: nothing is ready, no wake is held back, no timer is set and no job runs. It does not declare that
//! it defers wakes: time moves without the instance standing still, so nobody could see then that all wait for a timer.
//!
//! # Time
//!
//! The clock starts at zero and stands still while a task is ready or a blocking job runs. When neither
//! is the case it jumps to the next deadline and wakes the timers of that deadline in the order in which
//! they were created; the seed then draws the order of the tasks. A sleep of zero yields once and needs
//! no timer. A deadline past the end of time is the end of time, [`Duration::MAX`](std::time::Duration::MAX).
//!
//! # Blocking jobs
//!
//! Each job has a thread of its own, because it may block until a task makes progress. To keep a replay
//! exact all the same, a job that begins *has the floor*: no task is polled and no further job begins
//! until it has ended, or until 10 ms of real time have passed. One that says that it waits for a task gives the
//! floor back until then, and the clock may jump.
//!
//! # Known limitations
//!
//! * A replay is exact as far as wakes come from the instance itself. A wake from a foreign thread, and
//!   what a job does after its first 10 ms, happen whenever they happen.
//! * A task that spins (by waking itself, or by sleeping for zero) keeps the clock where it is, so it
//!   must not wait for a time to come. A [budget of steps](Simulation::with_budget) ends such a run.
//! * A foreign thread's wake cannot be foreseen: the clock jumps even if one is about to come.
//! * When nothing is ready, no timer is set and nobody wakes a task, `block_on` waits for good, after it has told
//!   the idle hook: what follows from that is for the suite to decide.
//! * Of more than 1,024 ready tasks the order is not kept exactly: where one is drawn from the middle, the latest
//!   takes its place. A replay is exact all the same.

mod budget;
mod config;
mod decider;
mod decisions;
mod driving;
mod handle;
mod instance;
mod jobs;
mod pct;
mod ready;
mod rng;
mod scheduler;
mod sim;
mod simulation;
mod sleep;
mod still;
mod task;
mod tasks;
mod timers;

pub use config::{Config, Disturbances, Schedule};
pub use decisions::{Decision, DecisionKind, NotAScript, Script};
pub use sim::Sim;
pub use simulation::Simulation;
