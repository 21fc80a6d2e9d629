use std::{
    collections::HashSet,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
    time::{Duration, Instant},
};

use crate::{
    bounded::bounded,
    gate::Gate,
    world::{Log, World, millis, taken, yield_now},
};

/// Counts how often it is woken.
#[derive(Default)]
struct Count(AtomicUsize);

impl Wake for Count {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// Notes its number when it is woken.
struct Note(Log<u32>, u32);

impl Wake for Note {
    fn wake(self: Arc<Self>) {
        self.0.lock().unwrap().push(self.1);
    }
}

#[test]
fn the_clock_starts_at_zero() {
    assert_eq!(World::new().now(), Duration::ZERO);
}

#[test]
fn sleeps_in_sequence_add_up_exactly() {
    bounded(|| {
        let world = World::new();
        world.block_on(async {
            for (duration, now) in [(5, 5), (1, 6), (1_000, 1_006)] {
                world.sleep(duration).await;
                assert_eq!(world.now(), millis(now));
            }
        });
    });
}

#[test]
fn nested_sleeps_end_at_their_own_times() {
    bounded(|| {
        let world = World::new();
        let outer = world.clone();
        world.block_on(async {
            let slept = world.spawn(async move {
                let inner = outer.clone();
                let slept = outer.spawn(async move { inner.sleep(3).await });
                slept.join_native().await;
                assert_eq!(outer.now(), millis(3));
                outer.sleep(4).await;
                assert_eq!(outer.now(), millis(7));
            });
            slept.join_native().await;
            world.sleep(5).await;
            assert_eq!(world.now(), millis(12));
        });
    });
}

#[test]
fn the_clock_stands_still_while_a_task_is_ready() {
    bounded(|| {
        let world = World::new();
        let mine = world.clone();
        world.spawn(async move { mine.sleep(1).await }).detach();
        world.block_on(async {
            for _ in 0..100 {
                yield_now().await;
                assert_eq!(world.now(), millis(0));
            }
        });
    });
}

#[test]
fn long_sleeps_cost_no_real_time_and_end_with_the_longest() {
    bounded(|| {
        let (world, began) = (World::new(), Instant::now());
        let sleepers: Vec<_> = (0..20)
            .map(|sleeper| {
                let mine = world.clone();
                let seconds = 10 + sleeper * 50 / 19;
                world.spawn(async move { mine.sleep(seconds * 1_000).await })
            })
            .collect();
        world.block_on(async {
            for sleeper in sleepers {
                sleeper.join_native().await;
            }
        });
        assert_eq!(world.now(), Duration::from_secs(60));
        assert!(began.elapsed() < Duration::from_secs(5));
    });
}

#[test]
fn equal_deadlines_wake_together_in_the_order_of_creation() {
    bounded(|| {
        let world = World::new();
        let log = Log::default();
        let mut sleeps: Vec<_> = (0..10).map(|_| world.sleep(5)).collect();
        for index in [3, 9, 0, 1, 8, 2, 7, 4, 6, 5] {
            let waker = Waker::from(Arc::new(Note(log.clone(), index)));
            let polled = sleeps[index as usize].as_mut();
            assert!(polled.poll(&mut Context::from_waker(&waker)).is_pending());
        }
        world.block_on(world.sleep(5));
        assert_eq!(taken(&log), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        assert_eq!(world.now(), millis(5));
    });
}

#[test]
fn the_seed_orders_the_tasks_of_one_deadline() {
    bounded(|| {
        let mut orders = HashSet::new();
        for seed in 0..200 {
            let (world, log) = (World::seeded(seed), Log::default());
            for task in 0..3 {
                let (slept, log) = (world.sleep(5), log.clone());
                let task = async move {
                    slept.await;
                    log.lock().unwrap().push(task);
                };
                world.spawn(task).detach();
            }
            world.block_on(world.sleep(6));
            orders.insert(taken(&log));
        }
        assert_eq!(orders.len(), 6);
    });
}

#[test]
fn a_dropped_sleep_moves_no_clock() {
    bounded(|| {
        let world = World::new();
        let count = Arc::new(Count::default());
        let waker = Waker::from(count.clone());
        let mut dropped = world.sleep(5);
        let polled = dropped.as_mut().poll(&mut Context::from_waker(&waker));
        assert!(polled.is_pending());
        drop(dropped);
        drop(waker);
        assert_eq!(Arc::strong_count(&count), 1, "the timer is given back");
        world.block_on(world.sleep(7));
        assert_eq!(count.0.load(Ordering::SeqCst), 0);
    });
}

#[test]
fn a_sleep_polled_again_wakes_the_last_waker_alone() {
    bounded(|| {
        let world = World::new();
        let counts = [(); 2].map(|()| Arc::new(Count::default()));
        let mut sleep = world.sleep(5);
        for count in [&counts[0], &counts[0], &counts[1], &counts[1]] {
            let waker = Waker::from(count.clone());
            let polled = sleep.as_mut().poll(&mut Context::from_waker(&waker));
            assert!(polled.is_pending());
        }
        world.block_on(world.sleep(6));
        assert_eq!(counts[0].0.load(Ordering::SeqCst), 0);
        assert_eq!(counts[1].0.load(Ordering::SeqCst), 1);
    });
}

#[test]
fn a_sleep_counts_from_its_creation() {
    bounded(|| {
        let world = World::new();
        let early = world.sleep(8);
        let past = world.sleep(2);
        world.block_on(async {
            world.sleep(5).await;
            past.await;
            assert_eq!(world.now(), millis(5));
            early.await;
            assert_eq!(world.now(), millis(8));
        });
    });
}

#[test]
fn a_zero_sleep_yields_once_and_takes_no_time() {
    bounded(|| {
        let world = World::new();
        world.block_on(async {
            let mut sleep = pin!(world.sleep(0));
            let mut polls = 0;
            std::future::poll_fn(|context| {
                polls += 1;
                sleep.as_mut().poll(context)
            })
            .await;
            assert_eq!((polls, world.now()), (2, millis(0)));
        });
    });
}

#[test]
fn zero_sleeps_let_others_run() {
    bounded(|| {
        let world = World::new();
        let gate = Gate::default();
        let (mine, opened) = (world.clone(), gate.clone());
        let spins = async move {
            let mut wait = pin!(gate.wait_open());
            let mut context = Context::from_waker(Waker::noop());
            while wait.as_mut().poll(&mut context) == Poll::Pending {
                mine.sleep(0).await;
            }
        };
        world.spawn(async move { opened.open() }).detach();
        world.block_on(spins);
    });
}

#[test]
fn a_deadline_past_the_end_of_time_saturates() {
    bounded(|| {
        let world = World::new();
        world.block_on(async {
            world.sleep(1).await;
            let timer = world.0.timer().unwrap();
            timer.sleep(Duration::MAX).await;
            assert_eq!(world.now(), Duration::MAX);
        });
    });
}
