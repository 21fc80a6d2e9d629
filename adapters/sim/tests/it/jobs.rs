use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
        mpsc::channel,
    },
    thread,
    time::{Duration, Instant},
};

use runtime_matrix_core::Shutdown;

use crate::{
    bounded::bounded,
    gate::Gate,
    spy::Spy,
    world::{World, millis, yield_now},
};

#[test]
fn a_job_runs_on_another_thread() {
    bounded(|| {
        let (world, gate) = (World::new(), Gate::default());
        let (ran_on, opened) = (Arc::new(Mutex::new(None)), gate.clone());
        let noted = ran_on.clone();
        world.run_job(move || {
            *noted.lock().unwrap() = Some(thread::current().id());
            opened.open();
        });
        world.block_on(gate.wait_open());
        let ran_on = ran_on.lock().unwrap().expect("the job has run");
        assert_ne!(ran_on, thread::current().id());
    });
}

#[test]
fn the_clock_stands_still_while_a_job_runs() {
    bounded(|| {
        let (world, gate) = (World::new(), Gate::default());
        let (go, wait_go) = channel::<()>();
        let opened = gate.clone();
        world.run_job(move || {
            wait_go.recv().unwrap();
            // The root waits now, and only this job holds the clock: a window in which a jump would show.
            thread::park_timeout(millis(20));
            opened.open();
        });
        let mine = world.clone();
        let sleeper = world.spawn(async move { mine.sleep(5).await });
        world.block_on(async {
            go.send(()).unwrap();
            gate.wait_open().await;
            assert_eq!(world.now(), millis(0));
            sleeper.join_native().await;
            assert_eq!(world.now(), millis(5));
        });
    });
}

#[test]
fn a_job_may_wait_for_a_task() {
    bounded(|| {
        let world = World::new();
        let (send, receive) = channel();
        let gate = Gate::default();
        let opened = gate.clone();
        world.run_job(move || {
            receive.recv().unwrap();
            opened.open();
        });
        world.spawn(async move { send.send(()).unwrap() }).detach();
        world.block_on(gate.wait_open());
    });
}

#[test]
fn a_job_may_wait_for_a_later_job() {
    bounded(|| {
        let world = World::new();
        let (send, receive) = channel();
        let gate = Gate::default();
        let opened = gate.clone();
        world.run_job(move || {
            receive.recv().unwrap();
            opened.open();
        });
        world.run_job(move || send.send(()).unwrap());
        world.block_on(gate.wait_open());
    });
}

#[test]
fn no_task_is_polled_in_the_first_10_ms_of_a_job() {
    bounded(|| {
        let world = World::new();
        world.block_on(async {
            for _ in 0..50 {
                let (ended, wait_ended) = channel();
                let began = Instant::now();
                world.run_job(move || {
                    let _ = ended.send(());
                });
                yield_now().await;
                let waited = began.elapsed();
                // On a busy machine even a short job may take longer than it has the floor.
                let has_ended = wait_ended.try_recv().is_ok();
                assert!(has_ended || waited >= millis(10), "{waited:?}");
            }
        });
    });
}

#[test]
fn a_job_that_panics_ends() {
    bounded(|| {
        let world = World::new();
        world.run_job(|| panic!("a job panics on purpose"));
        world.block_on(world.sleep(1));
        assert_eq!(world.0.shutdown(millis(20_000)), Shutdown::Complete);
    });
}

#[test]
fn shutdown_waits_for_a_job() {
    bounded(|| {
        let world = World::new();
        let (go, wait_go) = channel::<()>();
        let (began, wait_began) = channel();
        let done = Arc::new(Mutex::new(false));
        let noted = done.clone();
        world.run_job(move || {
            began.send(()).unwrap();
            wait_go.recv().unwrap();
            *noted.lock().unwrap() = true;
        });
        wait_began.recv().unwrap();
        let late = thread::spawn(move || {
            thread::park_timeout(millis(20));
            go.send(()).unwrap();
        });
        let ended = world.0.shutdown(Duration::MAX);
        assert_eq!((ended, *done.lock().unwrap()), (Shutdown::Complete, true));
        late.join().unwrap();
    });
}

#[test]
fn shutdown_gives_up_on_a_stuck_job() {
    bounded(|| {
        let world = World::new();
        let (go, wait_go) = channel::<()>();
        let (began, wait_began) = channel();
        world.run_job(move || {
            began.send(()).unwrap();
            let _ = wait_go.recv();
        });
        wait_began.recv().unwrap();
        assert_eq!(world.0.shutdown(millis(5)), Shutdown::TimedOut);
        drop(go);
    });
}

#[test]
fn a_job_that_has_not_begun_is_dropped_at_shutdown() {
    bounded(|| {
        let world = World::new();
        let (go, wait_go) = channel::<()>();
        let (began, wait_began) = channel();
        let ran = Arc::new(AtomicBool::new(false));
        let noted = ran.clone();
        let instance = Arc::downgrade(&world.0);
        world.run_job(move || {
            // This job has the floor, so the next one cannot begin before the instance is shut down.
            let inner = instance.upgrade().unwrap();
            let job = Box::new(move || noted.store(true, Ordering::SeqCst));
            inner.blocking().unwrap().run(job);
            assert_eq!(inner.shutdown(Duration::ZERO), Shutdown::TimedOut);
            began.send(()).unwrap();
            wait_go.recv().unwrap();
        });
        wait_began.recv().unwrap();
        go.send(()).unwrap();
        assert_eq!(world.0.shutdown(millis(20_000)), Shutdown::Complete);
        assert!(!ran.load(Ordering::SeqCst));
        assert_eq!(Arc::strong_count(&ran), 1);
    });
}

#[test]
fn a_job_after_shutdown_is_dropped() {
    bounded(|| {
        let world = World::new();
        assert_eq!(world.0.shutdown(Duration::ZERO), Shutdown::Complete);
        let spy = Spy::default();
        let guard = spy.guard();
        world.run_job(move || drop(guard));
        assert_eq!(spy.dropped_on(), Some(thread::current().id()));
    });
}

#[test]
fn a_job_pauses_once_and_on_its_own_instance_alone() {
    bounded(|| {
        let (world, other, gate) = (World::new(), World::new(), Gate::default());
        let (mine, opened) = (world.clone(), gate.clone());
        let (tell, told) = channel();
        world.run_job(move || {
            let elsewhere = other.pause().is_some();
            let first = mine.pause();
            let second = mine.pause().is_some();
            let pauses = (elsewhere, first.is_some(), second);
            first.into_iter().for_each(|go_on| go_on());
            tell.send(pauses).unwrap();
            opened.open();
        });
        world.block_on(gate.wait_open());
        assert_eq!(told.recv().unwrap(), (false, true, false));
    });
}

#[test]
fn a_job_that_ends_in_a_pause_leaves_the_clock_as_it_should_be() {
    bounded(|| {
        let world = World::new();
        let (mine, (tell, told)) = (world.clone(), channel());
        world.run_job(move || {
            tell.send(mine.pause()).unwrap();
            panic!("on purpose");
        });
        let late = told.recv().unwrap().expect("a job pauses");
        let sleeper = world.clone();
        world.block_on(async move { sleeper.sleep(5).await });
        // Nothing is there to go on, if the job is over by now: a window in which a phantom would show.
        thread::park_timeout(millis(20));
        late();
        let sleeper = world.clone();
        world.block_on(async move { sleeper.sleep(5).await });
        assert_eq!(world.now(), millis(10));
        assert_eq!(world.0.shutdown(millis(10_000)), Shutdown::Complete);
    });
}

#[test]
fn shutdown_gives_up_on_a_job_that_is_stuck_in_a_pause() {
    bounded(|| {
        let world = World::new();
        let (mine, (go, wait_go)) = (world.clone(), channel::<()>());
        let (tell, told) = channel();
        world.run_job(move || {
            tell.send(mine.pause().is_some()).unwrap();
            let _ = wait_go.recv();
        });
        let waits = told;
        world.block_on(async move { assert!(waits.recv().unwrap()) });
        assert_eq!(world.0.shutdown(millis(10)), Shutdown::TimedOut);
        drop(go);
    });
}
