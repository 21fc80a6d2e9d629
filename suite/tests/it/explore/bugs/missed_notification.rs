//! A flag is looked at, and only later does one wait for the notification that it has been set.

use std::{
    future::poll_fn,
    sync::{Arc, Mutex},
    task::{Poll, Waker},
};

use runtime_matrix::{Runtime, Verdict, explore};

/// A flag, and who is notified when it is set; a notification that nobody waits for is lost.
#[derive(Default)]
struct Signal(Mutex<(bool, Vec<Waker>)>);

impl Signal {
    fn is_set(&self) -> bool {
        self.0.lock().unwrap().0
    }

    fn set(&self) {
        let waiting = {
            let mut state = self.0.lock().unwrap();
            state.0 = true;
            std::mem::take(&mut state.1)
        };
        waiting.into_iter().for_each(Waker::wake);
    }

    /// Waits for the next notification, whatever the flag says.
    async fn notified(&self) {
        let mut waits = false;
        poll_fn(|cx| {
            if waits {
                return Poll::Ready(());
            }
            waits = true;
            self.0.lock().unwrap().1.push(cx.waker().clone());
            Poll::Pending
        })
        .await;
    }
}

async fn broken_wait(rt: Runtime, signal: Arc<Signal>) {
    if !signal.is_set() {
        rt.yield_now().await;
        signal.notified().await;
    }
}

async fn wait(_: Runtime, signal: Arc<Signal>) {
    poll_fn(|cx| {
        let mut state = signal.0.lock().unwrap();
        if state.0 {
            return Poll::Ready(());
        }
        state.1.push(cx.waker().clone());
        Poll::Pending
    })
    .await;
}

async fn all<T: Future<Output = ()> + Send + 'static>(
    rt: Runtime,
    waiting: u32,
    wait: fn(Runtime, Arc<Signal>) -> T,
) {
    let signal = Arc::new(Signal::default());
    let shared = Arc::clone(&signal);
    explore::state(move || {
        let state = shared.0.lock().unwrap();
        (state.0, state.1.len())
    });
    let waiting = (0..waiting).map(|_| rt.spawn(wait(rt.clone(), Arc::clone(&signal))));
    let mut tasks: Vec<_> = waiting.collect();
    tasks.push(rt.spawn(async move { signal.set() }));
    super::join(tasks).await;
}

#[test]
fn a_notification_that_is_missed_is_found() {
    let says = "deadlock: nothing can run";
    super::assert_found(|rt| all(rt, 1, broken_wait), Verdict::Deadlock, says, 2);
}

#[test]
fn a_check_in_the_poll_that_waits_is_proved() {
    super::assert_proved(|rt| all(rt, 1, wait));
    super::assert_proved(|rt| all(rt, 2, wait));
}
