//! Simulated workers: which orders one cannot show and two can, and where what is woken goes.

use std::{collections::HashSet, num::NonZeroUsize};

use runtime_matrix_core::{Options, RuntimeFactory};
use runtime_matrix_sim::{Config, DecisionKind, Schedule, Script, Sim};

use crate::{
    bounded::bounded,
    gate::Gate,
    schedules::{run, three_by_three},
    world::{Log, World, taken, yield_now},
};

fn workers(count: usize, schedule: Schedule) -> Config {
    Config {
        schedule,
        workers: NonZeroUsize::new(count),
        ..Config::default()
    }
}

/// One task wakes four others, one after the other, and ends.
async fn fan_out(world: &World, log: Log<u32>) {
    let gates: Vec<_> = (0..4).map(|_| Gate::default()).collect();
    let waiters: Vec<_> = (0..4)
        .map(|number| {
            let (gate, log) = (gates[number as usize].clone(), log.clone());
            world.spawn(async move {
                gate.wait_open().await;
                log.lock().unwrap().push(number);
            })
        })
        .collect();
    for _ in 0..20 {
        yield_now().await;
    }
    let opens = world.spawn(async move { gates.iter().for_each(Gate::open) });
    opens.join_native().await;
    for waiter in waiters {
        waiter.join_native().await;
    }
}

fn orders(config: &Config) -> HashSet<Vec<u32>> {
    (0..200).map(|seed| run(config, seed, fan_out).0).collect()
}

#[test]
fn one_worker_runs_in_the_order_of_the_wakes_under_any_schedule() {
    bounded(|| {
        let pct = Schedule::Pct {
            changes: 3,
            steps: 40,
        };
        for schedule in [Schedule::Random, Schedule::Fifo, Schedule::Lifo, pct] {
            let orders = orders(&workers(1, schedule));
            assert_eq!(orders, HashSet::from([vec![0, 1, 2, 3]]));
        }
    });
}

#[test]
fn one_worker_decides_nothing_and_is_first_in_first_out() {
    bounded(|| {
        let (order, decided) = run(&workers(1, Schedule::Random), 7, three_by_three);
        let fifo = Config {
            schedule: Schedule::Fifo,
            ..Config::default()
        };
        assert_eq!(order, run(&fifo, 0, three_by_three).0);
        assert_eq!(decided, []);
    });
}

#[test]
fn two_workers_show_orders_that_one_cannot() {
    bounded(|| {
        let orders = orders(&workers(2, Schedule::Random));
        assert!(
            orders.contains(&vec![0, 1, 2, 3]) && orders.len() > 3,
            "{orders:?}"
        );
    });
}

/// What was woken last cannot come first: the one worker takes the front, the other one steals what comes next.
#[test]
fn a_queue_is_never_run_from_its_end() {
    bounded(|| {
        let queued = orders(&workers(2, Schedule::Random));
        assert!(queued.iter().all(|order| order[0] != 3), "{queued:?}");
        let pool = orders(&Config::default());
        assert!(pool.iter().any(|order| order[0] == 3), "{pool:?}");
    });
}

#[test]
fn what_is_decided_is_the_worker() {
    bounded(|| {
        let (_, decided) = run(&workers(3, Schedule::Random), 1, fan_out);
        assert!(!decided.is_empty());
        for decision in decided {
            assert_eq!(decision.kind, DecisionKind::Worker);
            assert!(decision.choices <= 3, "{decision:?}");
        }
    });
}

/// Spawned from outside, the tasks go to the workers in turn; the first worker chosen runs all of its own.
#[test]
fn what_comes_from_outside_goes_to_the_workers_in_turn() {
    bounded(|| {
        let second_first = Schedule::Scripted(Script::new(vec![1, 1, 1]));
        let simulation = Sim::with(workers(2, second_first));
        let world = World(simulation.build(&Options::default()).unwrap());
        let log = Log::default();
        for task in 0..6 {
            let log = log.clone();
            let logs = async move { log.lock().unwrap().push(task) };
            world.spawn(logs).detach();
        }
        world.block_on(async {
            for _ in 0..10 {
                yield_now().await;
            }
        });
        assert_eq!(taken(&log)[..3], [1, 3, 5]);
    });
}

/// The root is the second of the first worker's queue, and the other worker has nothing.
#[test]
fn the_root_is_never_stolen() {
    bounded(|| {
        let simulation = Sim::with(workers(2, Schedule::Scripted(Script::new(vec![1; 10]))));
        let world = World(simulation.build(&Options::default()).unwrap());
        let log = Log::default();
        let logs = log.clone();
        world
            .spawn(async move { logs.lock().unwrap().push("task") })
            .detach();
        world.block_on(async {
            log.lock().unwrap().push("root");
            yield_now().await;
        });
        assert_eq!(taken(&log), ["task", "root"]);
        drop(world);
        assert_eq!(simulation.take_decisions(), []);
    });
}
