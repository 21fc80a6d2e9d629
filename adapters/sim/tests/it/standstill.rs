//! The hook that is told when nothing can happen any more.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::SeqCst},
        mpsc::channel,
    },
    thread,
    time::Duration,
};

use runtime_matrix_core::{IdleHook, Options, RuntimeFactory};
use runtime_matrix_sim::Sim;

use crate::{
    bounded::bounded,
    gate::Gate,
    world::{World, yield_now},
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
