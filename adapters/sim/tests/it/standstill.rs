//! The hook that is told when nothing can happen any more.

use std::{
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU32, Ordering::SeqCst},
        mpsc::channel,
    },
    thread,
    time::Duration,
};

use runtime_matrix_core::{IdleHook, Options, RuntimeFactory, Shutdown};
use runtime_matrix_sim::{Config, Disturbances, Sim};

use crate::{
    bounded::bounded,
    gate::Gate,
    world::{World, panic_text, yield_now},
};

/// An instance whose standstills are counted, and each of which does something.
fn counted(then: impl Fn() + Send + Sync + 'static) -> (World, Arc<AtomicU32>, IdleHook) {
    let count = Arc::new(AtomicU32::new(0));
    let counts = Arc::clone(&count);
    let hook = IdleHook::new(move || {
        counts.fetch_add(1, SeqCst);
        then();
    });
    let options = Options::default().with_idle_hook(hook.clone());
    (World(Sim.build(&options).unwrap()), count, hook)
}

#[test]
fn a_standstill_is_told_once() {
    bounded(|| {
        let (gate, other) = (Gate::default(), Gate::default());
        let opens = gate.clone();
        // The first one does nothing; another thread ends it later.
        let (world, count, _) = counted(move || {
            let opens = opens.clone();
            thread::spawn(move || {
                thread::sleep(Duration::from_millis(20));
                opens.open();
            });
        });
        world.block_on(gate.wait_open());
        assert_eq!(count.load(SeqCst), 1);
        other.open();
        world.block_on(other.wait_open());
        assert_eq!(count.load(SeqCst), 1, "nobody stood still");
    });
}

#[test]
fn whoever_is_told_may_end_it() {
    bounded(|| {
        let gate = Gate::default();
        let opens = gate.clone();
        let (world, count, _) = counted(move || opens.open());
        world.block_on(gate.wait_open());
        assert_eq!(count.load(SeqCst), 1);
    });
}

#[test]
fn two_standstills_are_told_both() {
    bounded(|| {
        let gates = [Gate::default(), Gate::default()];
        let opens = gates.clone();
        let next = AtomicU32::new(0);
        let (world, count, _) = counted(move || opens[next.fetch_add(1, SeqCst) as usize].open());
        world.block_on(async {
            for gate in &gates {
                gate.wait_open().await;
            }
        });
        assert_eq!(count.load(SeqCst), 2);
    });
}

#[test]
fn nobody_stands_still_while_a_timer_is_set_or_something_is_ready() {
    bounded(|| {
        let (world, count, _) = counted(|| {});
        world.block_on(async {
            world.sleep(1_000).await;
            yield_now().await;
        });
        assert_eq!(count.load(SeqCst), 0);
    });
}

#[test]
fn nobody_stands_still_while_a_job_runs() {
    bounded(|| {
        let (world, count, hook) = counted(|| {});
        let (gate, (go_on, goes_on)) = (Gate::default(), channel::<()>());
        let opens = gate.clone();
        world.run_job(move || {
            // Longer than the job has the floor.
            let waited = goes_on.recv_timeout(Duration::from_millis(50));
            assert!(waited.is_err());
            opens.open();
        });
        world.block_on(gate.wait_open());
        drop(go_on);
        assert_eq!(count.load(SeqCst), 0);
        assert!(hook.all_parked(), "no wake is ever held back by a worker");
    });
}

#[test]
fn a_job_that_ends_for_nothing_leaves_a_standstill() {
    bounded(|| {
        let gate = Gate::default();
        let opens = gate.clone();
        let (world, count, _) = counted(move || opens.open());
        world.run_job(|| {});
        world.block_on(gate.wait_open());
        assert_eq!(count.load(SeqCst), 1);
    });
}

/// Such a job may have ended before the driving thread looks again, so it is tried several times.
#[test]
fn a_job_that_whoever_is_told_starts_leads_to_another_standstill() {
    bounded(|| {
        for _ in 0..30 {
            let (gate, slot) = (Gate::default(), Arc::new(OnceLock::<World>::new()));
            let (opens, starts) = (gate.clone(), Arc::clone(&slot));
            let times = AtomicU32::new(0);
            let (world, count, _) = counted(move || match times.fetch_add(1, SeqCst) {
                0 => starts.get().expect("it is set").run_job(|| {}),
                _ => opens.open(),
            });
            assert!(slot.set(world.clone()).is_ok());
            world.block_on(gate.wait_open());
            assert_eq!(count.load(SeqCst), 2);
        }
    });
}

#[test]
fn nobody_stands_still_while_a_wake_is_held_back() {
    bounded(|| {
        let disturbances = Disturbances {
            late_wakes: 1,
            spurious_polls: 2,
            wake_storms: 3,
        };
        let sim = Sim::with(Config {
            disturbances,
            ..Config::default()
        });
        for seed in 0..50 {
            let hook = IdleHook::new(|| panic!("it is said to stand still"));
            let options = Options::default().with_seed(seed).with_idle_hook(hook);
            let world = World(sim.build(&options).unwrap());
            let yields = world.spawn(async {
                for _ in 0..5 {
                    yield_now().await;
                }
            });
            world.block_on(async {
                world.sleep(1_000).await;
                yields.join_native().await;
            });
        }
    });
}

#[test]
fn an_instance_that_is_shut_down_stands_still_no_more() {
    bounded(|| {
        let closing = Arc::new(OnceLock::<World>::new());
        let closes = Arc::clone(&closing);
        let (world, count, hook) = counted(move || {
            let world = closes.get().expect("it is set");
            assert_eq!(world.0.shutdown(Duration::from_secs(1)), Shutdown::Complete);
        });
        assert!(closing.set(world.clone()).is_ok());
        let text = panic_text(|| world.block_on(Gate::default().wait_open()));
        assert!(
            text.contains("the instance was shut down while the root waits"),
            "{text}"
        );
        assert_eq!(count.load(SeqCst), 1);
        assert!(hook.all_parked());
        let debug = format!("{hook:?}");
        assert!(
            debug.contains("parked: 0"),
            "it went on after each: {debug}"
        );
    });
}
