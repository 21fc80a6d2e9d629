//! Who decides: the orders of each schedule, and scripts that replay them.

use std::{
    collections::HashSet,
    num::NonZeroUsize,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::SeqCst},
    },
};

use runtime_matrix_core::{Options, RuntimeFactory};
use runtime_matrix_sim::{Config, Decision, DecisionKind, Disturbances, Schedule, Script, Sim};

use crate::{
    bounded::bounded,
    world::{Log, World, taken, yield_now},
};

fn by(schedule: Schedule) -> Config {
    Config {
        schedule,
        ..Config::default()
    }
}

/// Runs a program on an instance of that config; returns what it logged, and what was decided.
pub(crate) fn run(
    config: &Config,
    seed: u64,
    program: impl AsyncFnOnce(&World, Log<u32>),
) -> (Vec<u32>, Vec<Decision>) {
    let simulation = Sim::with(config.clone());
    let log = Log::default();
    {
        let world = World(
            simulation
                .build(&Options::default().with_seed(seed))
                .unwrap(),
        );
        world.block_on(program(&world, log.clone()));
    }
    (taken(&log), simulation.take_decisions())
}

/// Three tasks of three steps, told by the task's number in each of its polls.
pub(crate) async fn three_by_three(world: &World, log: Log<u32>) {
    let tasks: Vec<_> = (1..=3)
        .map(|task| {
            let log = log.clone();
            world.spawn(async move {
                for _ in 0..3 {
                    log.lock().unwrap().push(task);
                    yield_now().await;
                }
            })
        })
        .collect();
    for task in tasks {
        task.join_native().await;
    }
}

/// Three tasks of one step.
async fn three(world: &World, log: Log<u32>) {
    for task in 1..=3 {
        let log = log.clone();
        world
            .spawn(async move { log.lock().unwrap().push(task) })
            .detach();
    }
    yield_now().await;
    yield_now().await;
    yield_now().await;
    yield_now().await;
}

#[test]
fn first_in_first_out_takes_turns() {
    bounded(|| {
        let (order, _) = run(&by(Schedule::Fifo), 0, three_by_three);
        assert_eq!(order, [1, 2, 3, 1, 2, 3, 1, 2, 3]);
    });
}

#[test]
fn last_in_first_out_takes_the_latest() {
    bounded(|| {
        let (order, _) = run(&by(Schedule::Lifo), 0, three);
        assert_eq!(order, [3, 2, 1]);
    });
}

/// What wakes itself has given its turn to the others, under any schedule.
#[test]
fn one_that_yields_starves_nobody() {
    bounded(|| {
        let pct = Schedule::Pct {
            changes: 0,
            steps: 100,
        };
        for schedule in [Schedule::Lifo, pct] {
            for seed in 0..50 {
                run(&by(schedule.clone()), seed, async |world, log| {
                    let done = Arc::new(AtomicU32::new(0));
                    let sets = Arc::clone(&done);
                    world.spawn(async move { sets.store(1, SeqCst) }).detach();
                    while done.load(SeqCst) == 0 {
                        yield_now().await;
                    }
                    log.lock().unwrap().push(1);
                });
            }
        }
    });
}

#[test]
fn each_order_comes_up_by_priorities() {
    bounded(|| {
        let pct = by(Schedule::Pct {
            changes: 2,
            steps: 10,
        });
        let orders: HashSet<_> = (0..500).map(|seed| run(&pct, seed, three).0).collect();
        assert_eq!(orders.len(), 6);
    });
}

/// Returns the order in which the root, as 0, and three tasks are polled first, with a change of priority among so
/// many steps.
fn first_polls(steps: u64, seed: u64) -> Vec<u32> {
    let simulation = Sim::with(by(Schedule::Pct { changes: 1, steps }));
    let options = Options::default().with_seed(seed);
    let world = World(simulation.build(&options).unwrap());
    let log = Log::default();
    let tasks = [1, 2, 3].map(|task| {
        let log = log.clone();
        world.spawn(async move { log.lock().unwrap().push(task) })
    });
    world.block_on(async {
        log.lock().unwrap().push(0);
        for task in tasks {
            task.join_native().await;
        }
    });
    taken(&log)
}

#[test]
fn one_that_loses_its_priority_comes_last() {
    bounded(|| {
        for seed in 0..50 {
            let mut order = first_polls(u64::MAX, seed);
            // The same priorities, but the first step is where one is lost.
            order.rotate_left(1);
            assert_eq!(first_polls(1, seed), order, "seed {seed}");
        }
    });
}

/// Counts the seeds, of a thousand, with which a bug shows: one task must make ten steps while another one, which
/// began before it, makes none between its first and its second.
fn finds(schedule: &Schedule) -> usize {
    let found = |seed: &u64| {
        let (order, _) = run(&by(schedule.clone()), *seed, async |world, log| {
            let steps = [(1_u32, 2), (2, 10), (3, 10), (4, 10)];
            let tasks: Vec<_> = steps
                .map(|(task, steps)| {
                    let (log, world) = (log.clone(), world.clone());
                    world.clone().spawn(async move {
                        for _ in 0..steps {
                            log.lock().unwrap().push(task);
                            // Woken by another task, so that it is no yield.
                            world.spawn(async {}).join_native().await;
                        }
                    })
                })
                .into_iter()
                .collect();
            for task in tasks {
                task.join_native().await;
            }
        });
        let first = order.iter().position(|task| *task == 1).expect("it runs");
        let between = order[first + 1..].iter().take_while(|task| **task != 1);
        let others = between.copied().filter(|task| *task == 2).count();
        others == 10
    };
    (0..1_000).filter(found).count()
}

#[test]
fn priorities_find_what_chance_hardly_does() {
    bounded(|| {
        let by_priority = finds(&Schedule::Pct {
            changes: 1,
            steps: 80,
        });
        let by_chance = finds(&Schedule::Random);
        assert!(by_priority >= 10, "{by_priority} of 1,000 by priority");
        assert!(
            by_priority >= 10 * by_chance,
            "{by_priority} by priority, {by_chance} by chance"
        );
    });
}

/// All there is at once.
fn wild(schedule: Schedule) -> Config {
    Config {
        schedule,
        disturbances: Disturbances {
            spurious_polls: 4,
            late_wakes: 3,
            wake_storms: 5,
        },
        workers: NonZeroUsize::new(2),
    }
}

#[test]
fn any_run_replays_from_what_was_decided() {
    bounded(|| {
        let schedules = [
            Schedule::Random,
            Schedule::Fifo,
            Schedule::Lifo,
            Schedule::Pct {
                changes: 3,
                steps: 40,
            },
        ];
        for schedule in schedules {
            for workers in [None, NonZeroUsize::new(2)] {
                for seed in 0..50 {
                    let config = Config {
                        workers,
                        ..wild(schedule.clone())
                    };
                    let (order, decided) = run(&config, seed, three_by_three);
                    let script: Script = decided.iter().copied().collect();
                    let replay = Config {
                        schedule: Schedule::Scripted(script),
                        ..config
                    };
                    let (again, redecided) = run(&replay, seed + 1, three_by_three);
                    assert_eq!(
                        (again, redecided),
                        (order, decided),
                        "{schedule:?}, seed {seed}"
                    );
                }
            }
        }
    });
}

#[test]
fn an_empty_script_is_first_in_first_out() {
    bounded(|| {
        let empty = run(
            &by(Schedule::Scripted(Script::default())),
            0,
            three_by_three,
        );
        assert_eq!(empty.0, run(&by(Schedule::Fifo), 0, three_by_three).0);
    });
}

#[test]
fn a_choice_that_there_is_not_is_the_last_one() {
    bounded(|| {
        let chosen = |choice| {
            let script = Script::new(vec![choice]);
            run(&by(Schedule::Scripted(script)), 0, three).1[0]
        };
        let decided = chosen(u32::MAX);
        assert_eq!(
            (decided.kind, decided.chosen),
            (DecisionKind::Task, decided.choices - 1)
        );
        assert_eq!(chosen(decided.choices - 1), decided);
        assert_eq!(chosen(1).chosen, 1);
    });
}

#[test]
fn a_script_is_read_as_it_is_written() {
    for text in ["-", "1", "0x3.2.1", "7x10000", "0.1.0.1"] {
        let script: Script = text.parse().unwrap();
        assert_eq!(script.to_string(), text);
    }
    let script: Script = "1.0x5".parse().unwrap();
    assert_eq!(script.choices(), [1], "zeros at the end say nothing");
}

#[test]
fn what_is_no_script_is_named() {
    for (text, part) in [
        ("1..2", ""),
        ("a", "a"),
        ("1.2x", "2x"),
        ("3x0", "3x0"),
        ("1x99999999", "1x99999999"),
    ] {
        let error = text.parse::<Script>().unwrap_err().to_string();
        assert!(
            error.starts_with(&format!("`{part}` is not a step of a schedule")),
            "{error}"
        );
        assert!(error.contains("as in `0x3.2.1`"), "{error}");
    }
}

#[test]
fn a_million_ready_tasks_are_drawn_in_good_time() {
    bounded(|| {
        let tasks = if cfg!(debug_assertions) {
            100_000
        } else {
            1_000_000
        };
        for schedule in [Schedule::Random, Schedule::Fifo, Schedule::Lifo] {
            let (order, _) = run(&by(schedule), 1, async |world, log| {
                let ran = Arc::new(AtomicU32::new(0));
                for _ in 0..tasks {
                    let ran = Arc::clone(&ran);
                    world
                        .spawn(async move {
                            let _ = ran.fetch_add(1, SeqCst);
                        })
                        .detach();
                }
                while ran.load(SeqCst) < tasks {
                    yield_now().await;
                }
                log.lock().unwrap().push(ran.load(SeqCst));
            });
            assert_eq!(order, [tasks]);
        }
    });
}
