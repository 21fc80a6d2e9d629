//! What is switched on beside the order: workers and disturbances find what the order alone does not, and what they
//! find replays by its line.

use std::{
    future::poll_fn,
    num::NonZeroUsize,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    task::{Poll, Waker},
};

use runtime_matrix::{
    Runtime,
    explore::{Disturbances, Explorer, Found, Schedule},
};

/// Two tasks are spawned by a third; the second must not overtake the first.
async fn in_order(rt: Runtime) {
    let (order, inner) = (Arc::new(Mutex::new(Vec::new())), rt.clone());
    let kept = Arc::clone(&order);
    let spawns = async move {
        let tasks = [1, 2].map(|task| {
            let order = Arc::clone(&order);
            inner.spawn(async move { order.lock().unwrap().push(task) })
        });
        for task in tasks {
            task.await.unwrap();
        }
    };
    rt.spawn(spawns).await.unwrap();
    assert_eq!(*kept.lock().unwrap(), [1, 2], "overtaken");
}

/// A future is polled only when it has been woken; nothing promises that.
async fn polled_when_woken(rt: Runtime) {
    let waker: Arc<Mutex<Option<Waker>>> = Arc::default();
    let woken = Arc::new(AtomicBool::new(true));
    let (kept, was_woken) = (Arc::clone(&waker), Arc::clone(&woken));
    let waits = rt.spawn(poll_fn(move |cx| {
        assert!(was_woken.swap(false, SeqCst), "polled for nothing");
        let first = kept.lock().unwrap().replace(cx.waker().clone());
        match first {
            Some(_) => Poll::Ready(()),
            None => Poll::Pending,
        }
    }));
    while waker.lock().unwrap().is_none() {
        rt.yield_now().await;
    }
    for _ in 0..5 {
        rt.yield_now().await;
    }
    woken.store(true, SeqCst);
    let waker = waker.lock().unwrap().clone();
    waker.unwrap().wake();
    waits.await.unwrap();
}

/// A task that was woken has run three turns later; nothing promises that either.
async fn ran_three_turns_later(rt: Runtime) {
    let (event, ran) = (
        runtime_matrix::Event::new(),
        Arc::new(AtomicBool::new(false)),
    );
    let (waits, runs) = (event.wait(), Arc::clone(&ran));
    let task = rt.spawn(async move {
        waits.await;
        runs.store(true, SeqCst);
    });
    for _ in 0..3 {
        rt.yield_now().await;
    }
    event.set();
    for _ in 0..3 {
        rt.yield_now().await;
    }
    assert!(ran.load(SeqCst), "it has not run yet");
    task.await.unwrap();
}

/// Replays what was found by its text, and by the same text without what was switched on.
#[track_caller]
fn replays_with<F>(found: &Found, switch: &str, body: fn(Runtime) -> F)
where
    F: Future<Output = ()> + 'static,
{
    let text = found.replay().to_string();
    let (switches, script) = text.split_once(':').expect("something is switched on");
    assert_eq!(switches, switch, "{text}");
    let replay = |text: &str| Explorer::new().replay(text).unwrap().run(body);
    let again = replay(&text);
    let again = again.failure().expect("it fails again");
    assert_eq!(again.message(), found.message());
    assert!(
        replay(script).failure().is_none(),
        "`{switch}` is not needed"
    );
}

#[test]
fn two_workers_overtake_and_one_does_not() {
    let random = || Explorer::new().schedule(Schedule::Random).seeds(0..200);
    let one = random().workers(NonZeroUsize::MIN).run(in_order);
    assert!(one.failure().is_none(), "{one}");
    let two = NonZeroUsize::new(2).unwrap();
    let explored = random().workers(two).run(in_order);
    let found = explored.failure().expect("two workers overtake");
    assert!(found.message().contains("overtaken"), "{found}");
    assert!(found.replay().to_string().starts_with("w2:"), "{found}");
    let again = Explorer::new().replay(&found.replay().to_string()).unwrap();
    let again = again.run(in_order);
    assert_eq!(again.failure().unwrap().message(), found.message());
}

fn disturbed(disturbances: Disturbances) -> Explorer {
    let fifo = Explorer::new().schedule(Schedule::Fifo).seeds(0..100);
    fifo.disturb(disturbances)
}

#[test]
fn undisturbed_they_pass() {
    let none = disturbed(Disturbances::default());
    let explored = none.clone().run(polled_when_woken);
    assert!(explored.failure().is_none(), "{explored}");
    let explored = none.run(ran_three_turns_later);
    assert!(explored.failure().is_none(), "{explored}");
}

#[test]
fn a_spurious_poll_is_found_and_replays() {
    let often = Disturbances {
        spurious_polls: 3,
        ..Disturbances::default()
    };
    let explored = disturbed(often).run(polled_when_woken);
    let found = explored.failure().expect("it is polled for nothing");
    assert!(found.message().contains("polled for nothing"), "{found}");
    replays_with(found, "p", polled_when_woken);
}

#[test]
fn a_storm_is_found_and_replays() {
    let often = Disturbances {
        wake_storms: 3,
        ..Disturbances::default()
    };
    let explored = disturbed(often).run(polled_when_woken);
    let found = explored.failure().expect("it is polled for nothing");
    replays_with(found, "s", polled_when_woken);
}

/// An order does the same, and what is not needed is left out.
#[test]
fn a_late_wake_is_found_and_replays_as_an_order() {
    let often = Disturbances {
        late_wakes: 3,
        ..Disturbances::default()
    };
    let explored = disturbed(often).run(ran_three_turns_later);
    let found = explored.failure().expect("it is late");
    assert!(found.message().contains("it has not run yet"), "{found}");
    let text = found.replay().to_string();
    assert!(!text.contains(':'), "{text}");
    let again = Explorer::new().replay(&text).unwrap();
    let again = again.run(ran_three_turns_later);
    assert_eq!(again.failure().unwrap().message(), found.message());
}
