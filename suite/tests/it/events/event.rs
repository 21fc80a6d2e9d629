use std::{pin::pin, task::Poll, thread, time::Duration};

use futures_lite::future::{block_on, poll_once};
use runtime_matrix::{Cell, Event, Runtime, Verdict};

use super::{assert_says, assert_still};
use crate::on;

#[runtime_matrix::test]
async fn a_wait_ends_when_a_task_sets_the_event(rt: Runtime) {
    let event = Event::new();
    let setter = rt.spawn({
        let (event, rt) = (event.clone(), rt.clone());
        async move {
            rt.yield_now().await;
            event.set();
        }
    });
    event.wait().await;
    assert!(event.is_set());
    setter.await.unwrap();
}

#[runtime_matrix::test]
async fn a_wait_for_an_event_that_is_set_takes_one_poll(_rt: Runtime) {
    let event = Event::new();
    event.set();
    for _ in 0..2 {
        assert_eq!(poll_once(event.wait()).await, Some(()), "it stays set");
    }
}

#[runtime_matrix::test]
async fn everybody_who_waits_goes_on(rt: Runtime) {
    let event = Event::new();
    let waiters: Vec<_> = (0..10).map(|_| rt.spawn(event.wait())).collect();
    rt.yield_now().await;
    event.set();
    for waiter in waiters {
        waiter.await.unwrap();
    }
}

#[runtime_matrix::test]
async fn a_cleared_event_is_waited_for_again(_rt: Runtime) {
    let event = Event::new();
    event.set();
    event.clear();
    assert!(!event.is_set());
    let mut wait = pin!(event.wait());
    assert_eq!(poll_once(&mut wait).await, None);
    event.set();
    wait.await;
}

#[runtime_matrix::test]
async fn a_wait_that_has_begun_ends_although_the_event_is_cleared_at_once(rt: Runtime) {
    let event = Event::new();
    let waiters: Vec<_> = (0..10).map(|_| rt.spawn(event.wait())).collect();
    event.set();
    event.clear();
    for waiter in waiters {
        waiter.await.unwrap();
    }
    assert_eq!(poll_once(event.wait()).await, None, "a later one waits");
}

#[runtime_matrix::test]
async fn another_thread_sets_the_event(_rt: Runtime) {
    let event = Event::new();
    let setter = thread::spawn({
        let event = event.clone();
        move || event.set()
    });
    event.wait().await;
    setter.join().expect("it only sets the event");
}

#[runtime_matrix::test]
async fn a_thread_without_a_runtime_waits_too(rt: Runtime) {
    let event = Event::new();
    let (set, waited) = (event.clone(), event.wait());
    let thread = thread::spawn(move || block_on(waited));
    rt.yield_now().await;
    set.set();
    thread.join().expect("the event is set");
}

#[runtime_matrix::test]
async fn what_happened_before_the_set_is_seen_after_the_wait(rt: Runtime) {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    };
    for _ in 0..100 {
        let (event, number) = (Event::new(), Arc::new(AtomicUsize::new(0)));
        let setter = rt.spawn({
            let (event, number) = (event.clone(), Arc::clone(&number));
            async move {
                number.store(7, Relaxed);
                event.set();
            }
        });
        event.wait().await;
        assert_eq!(number.load(Relaxed), 7);
        setter.await.unwrap();
    }
}

#[runtime_matrix::test]
async fn a_dropped_wait_leaves_the_others_alone(_rt: Runtime) {
    let event = Event::new();
    let mut kept = pin!(event.wait());
    {
        let dropped = pin!(event.wait());
        assert_eq!(poll_once(dropped).await, None);
        assert_eq!(poll_once(&mut kept).await, None);
    }
    assert!(format!("{event:?}").contains("waiting: 1"), "{event:?}");
    event.set();
    kept.await;
}

#[runtime_matrix::test]
async fn a_set_wakes_the_waker_of_the_latest_poll(rt: Runtime) {
    let event = Event::new();
    let mut wait = Box::pin(event.wait());
    assert_eq!(poll_once(&mut wait).await, None);
    let moved = rt.spawn(wait);
    rt.yield_now().await;
    event.set();
    moved.await.unwrap();
}

const WAITED_AT: u32 = line!() + 2;
async fn wait_for(event: Event) {
    event.wait().await;
}

#[runtime_matrix::test]
async fn a_standstill_names_the_event_and_who_waits(rt: Runtime) {
    const MADE_AT: u32 = line!() + 2;
    let outcome = on::outcome(&rt, |rt| async move {
        let event = Event::named("handler ran");
        let waiter = rt.spawn(wait_for(event.clone()));
        wait_for(event).await;
        waiter.await.unwrap();
    })
    .await;
    let (made, since) = (
        format!("event `handler ran` (made at {}:{MADE_AT}:", file!()),
        format!("2 waiting, not set; waiting since {}:{WAITED_AT}:", file!()),
    );
    assert_still(&outcome, &[&made, &since, "(2 times)"]);
}

#[runtime_matrix::test]
async fn a_timeout_names_the_event_and_who_waits(rt: Runtime) {
    let limit = |cell: Cell<'static>| cell.timeout(Some(Duration::from_millis(200)));
    let outcome = on::outcome_of(&rt, limit, |rt| async move {
        let busy = rt.clone();
        rt.spawn(async move {
            loop {
                busy.yield_now().await;
            }
        })
        .detach();
        Event::new().wait().await;
    })
    .await;
    assert_eq!(outcome.verdict(), Verdict::Timeout, "{}", outcome.report());
    assert_says(outcome.report(), &["event (made at ", "1 waiting, not set"]);
}

#[runtime_matrix::test]
async fn an_event_of_nobody_is_not_told(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async move {
        let event = Event::new();
        assert_eq!(poll_once(event.wait()).await, None);
        std::future::pending::<()>().await;
    })
    .await;
    assert_still(&outcome, &[]);
    let report = outcome.report();
    assert!(!report.contains("event (made at"), "{report}");
}

#[runtime_matrix::test]
async fn an_event_from_outside_is_told_where_it_is_waited_for(rt: Runtime) {
    let event = Event::named("from outside");
    let kept = event.clone();
    let outcome = on::outcome(&rt, move |_| async move { event.wait().await }).await;
    assert_still(&outcome, &["event `from outside`", "1 waiting, not set"]);
    kept.set();
}

#[runtime_matrix::test]
async fn waiting_for_an_event_does_not_hold_up_virtual_time(rt: Runtime) {
    let outcome = on::outcome_of(&rt, Cell::virtual_clock, |rt| async move {
        let event = Event::new();
        let setter = rt.spawn({
            let (event, rt) = (event.clone(), rt.clone());
            async move {
                rt.sleep(Duration::from_secs(3600)).await;
                event.set();
            }
        });
        event.wait().await;
        assert_eq!(rt.now(), Duration::from_secs(3600));
        setter.await.unwrap();
    })
    .await;
    outcome.unwrap();
}

#[test]
fn a_wait_is_sent_to_where_it_is_needed() {
    fn assert_is_free<T: Send + 'static>(_: &T) {}
    let event = Event::default();
    let wait = event.wait();
    assert_is_free(&wait);
    assert_is_free(&event);
    let mut wait = pin!(wait);
    let polled = block_on(std::future::poll_fn(|cx| {
        Poll::Ready(wait.as_mut().poll(cx).is_pending())
    }));
    assert!(polled, "it is not set");
}
