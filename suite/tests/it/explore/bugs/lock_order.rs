//! Two locks, taken in one order by the one and in the other by the other.

use std::{
    future::poll_fn,
    sync::{Arc, Mutex},
    task::{Poll, Waker},
};

use runtime_matrix::{Runtime, Verdict, explore};

#[derive(Clone, Default)]
struct Lock(Arc<Mutex<(bool, Vec<Waker>)>>);

impl Lock {
    async fn lock(&self) {
        poll_fn(|cx| {
            let mut state = self.0.lock().unwrap();
            if state.0 {
                state.1.push(cx.waker().clone());
                return Poll::Pending;
            }
            state.0 = true;
            Poll::Ready(())
        })
        .await;
    }

    fn unlock(&self) {
        let woken = {
            let mut state = self.0.lock().unwrap();
            state.0 = false;
            std::mem::take(&mut state.1)
        };
        woken.into_iter().for_each(Waker::wake);
    }

    fn state(&self) -> (bool, usize) {
        let state = self.0.lock().unwrap();
        (state.0, state.1.len())
    }
}

async fn both(rt: Runtime, first: Lock, second: Lock) {
    first.lock().await;
    rt.yield_now().await;
    second.lock().await;
    second.unlock();
    first.unlock();
}

async fn all(rt: Runtime, tasks: usize, swaps: bool) {
    let (one, two) = (Lock::default(), Lock::default());
    let shared = (one.clone(), two.clone());
    explore::state(move || (shared.0.state(), shared.1.state()));
    let taking = (0..tasks).map(|task| {
        let (first, second) = match task {
            1 if swaps => (&two, &one),
            _ => (&one, &two),
        };
        rt.spawn(both(rt.clone(), first.clone(), second.clone()))
    });
    super::join(taking.collect()).await;
}

#[test]
fn two_locks_in_two_orders_are_found() {
    let says = "deadlock: nothing can run";
    super::assert_found(|rt| all(rt, 2, true), Verdict::Deadlock, says, 2);
}

#[test]
fn two_locks_in_one_order_are_proved() {
    super::assert_proved(|rt| all(rt, 2, false));
    super::assert_proved(|rt| all(rt, 3, false));
}
