//! Who is told that a run takes more steps than it may.

use std::{
    future::pending,
    num::NonZeroUsize,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::SeqCst},
    },
};

use runtime_matrix_core::{Options, RuntimeFactory};
use runtime_matrix_sim::{Config, Disturbances, Schedule, Sim, Simulation};

use crate::{
    bounded::bounded,
    gate::Gate,
    world::{World, panic_text, yield_now},
};

/// Runs a root that sleeps so often and then yields until it has had `polls` more polls; returns how often the end of the budget was told.
fn told(config: Config, budget: u64, sleeps: u32, polls: u32) -> (u32, Simulation) {
    let count = Arc::new(AtomicU32::new(0));
    let counts = Arc::clone(&count);
    let simulation = Sim::with(config).with_budget(budget, move || {
        counts.fetch_add(1, SeqCst);
    });
    let world = World(simulation.build(&Options::default()).unwrap());
    world.block_on(async {
        for _ in 0..sleeps {
            world.sleep(1_000).await;
        }
        for _ in 1..polls {
            yield_now().await;
        }
    });
    drop(world);
    (count.load(SeqCst), simulation)
}

#[test]
fn a_run_within_its_budget_is_not_told_of() {
    bounded(|| {
        let (count, simulation) = told(Config::default(), 12, 2, 10);
        assert_eq!((count, simulation.steps()), (0, 12));
    });
}

#[test]
fn a_run_beyond_its_budget_is_told_of_once() {
    bounded(|| {
        let (count, simulation) = told(Config::default(), 11, 2, 10);
        assert_eq!((count, simulation.steps()), (1, 12));
        assert_eq!(told(Config::default(), 1, 0, 100).0, 1);
    });
}

#[test]
fn a_wake_that_is_held_back_is_a_step_to_come() {
    bounded(|| {
        let config = Config {
            disturbances: Disturbances {
                late_wakes: 1,
                ..Disturbances::default()
            },
            ..Config::default()
        };
        assert_eq!(told(config, 9, 0, 10).0, 1);
    });
}

#[test]
fn the_budget_is_spent_by_the_steps_of_all() {
    bounded(|| {
        let steps = Arc::new(AtomicU32::new(0));
        let (counts, told_at) = (Arc::clone(&steps), Arc::new(AtomicU32::new(0)));
        let (seen, tells) = (Arc::clone(&steps), Arc::clone(&told_at));
        let config = Config {
            workers: NonZeroUsize::new(2),
            schedule: Schedule::Fifo,
            ..Config::default()
        };
        let simulation = Sim::with(config).with_budget(25, move || {
            tells.store(seen.load(SeqCst), SeqCst);
        });
        let world = World(simulation.build(&Options::default()).unwrap());
        let task = world.spawn(async move {
            for _ in 0..20 {
                counts.fetch_add(1, SeqCst);
                yield_now().await;
            }
        });
        world.block_on(async {
            for _ in 0..20 {
                steps.fetch_add(1, SeqCst);
                yield_now().await;
            }
            task.join_native().await;
        });
        assert_eq!(told_at.load(SeqCst), 25);
    });
}

#[test]
fn whoever_is_told_may_end_the_run() {
    bounded(|| {
        let gate = Gate::default();
        let opens = gate.clone();
        let simulation = Sim::with(Config::default()).with_budget(50, move || opens.open());
        let world = World(simulation.build(&Options::default()).unwrap());
        let task = world.spawn(async {
            loop {
                yield_now().await;
            }
        });
        world.block_on(async {
            gate.wait_open().await;
            task.cancel().await;
        });
        drop(world);
        assert!(simulation.steps() > 50, "{}", simulation.steps());
    });
}

#[test]
fn a_panic_of_whoever_is_told_ends_the_run_and_nothing_else() {
    bounded(|| {
        let simulation = Sim::with(Config::default()).with_budget(50, || panic!("too long"));
        let world = World(simulation.build(&Options::default()).unwrap());
        let spins = async {
            loop {
                yield_now().await;
            }
        };
        assert_eq!(panic_text(|| world.block_on(spins)), "too long");
        world.block_on(yield_now());
        world.spawn(pending()).detach();
        assert_eq!(world.alive(), 1);
    });
}

#[test]
fn each_instance_has_the_whole_budget() {
    bounded(|| {
        let count = Arc::new(AtomicU32::new(0));
        let counts = Arc::clone(&count);
        let simulation = Sim::with(Config::default()).with_budget(5, move || {
            counts.fetch_add(1, SeqCst);
        });
        for _ in 0..3 {
            let world = World(simulation.build(&Options::default()).unwrap());
            world.block_on(async {
                for _ in 0..10 {
                    yield_now().await;
                }
            });
        }
        assert_eq!((count.load(SeqCst), simulation.steps()), (3, 11));
    });
}
