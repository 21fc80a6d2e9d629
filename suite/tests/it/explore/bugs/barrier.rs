//! A barrier that lets the first of them pass when all but one have come.

use std::{
    future::poll_fn,
    sync::{Arc, Mutex},
    task::{Poll, Waker},
};

use runtime_matrix::{Runtime, Verdict, explore};

#[derive(Default)]
struct Barrier {
    opens_at: usize,
    state: Mutex<(usize, Vec<Waker>)>,
}

impl Barrier {
    async fn wait(&self) {
        self.state.lock().unwrap().0 += 1;
        poll_fn(|cx| {
            let mut state = self.state.lock().unwrap();
            if state.0 >= self.opens_at {
                let woken = std::mem::take(&mut state.1);
                drop(state);
                woken.into_iter().for_each(Waker::wake);
                return Poll::Ready(());
            }
            state.1.push(cx.waker().clone());
            Poll::Pending
        })
        .await;
    }
}

async fn all(rt: Runtime, tasks: usize, opens_at: usize) {
    let barrier = Arc::new(Barrier {
        opens_at,
        ..Barrier::default()
    });
    let shared = Arc::clone(&barrier);
    explore::state(move || {
        let state = shared.state.lock().unwrap();
        (state.0, state.1.len())
    });
    let meeting = (0..tasks).map(|_| {
        let (yields, barrier) = (rt.clone(), Arc::clone(&barrier));
        let task = async move {
            yields.yield_now().await;
            barrier.wait().await;
            let came = barrier.state.lock().unwrap().0;
            assert_eq!(came, tasks, "it went on before all had come");
        };
        rt.spawn(task)
    });
    super::join(meeting.collect()).await;
}

#[test]
fn a_barrier_that_opens_too_early_is_found() {
    let says = "it went on before all had come";
    super::assert_found(|rt| all(rt, 2, 1), Verdict::Panic, says, 4);
}

#[test]
fn a_barrier_that_opens_for_all_is_proved() {
    super::assert_proved(|rt| all(rt, 2, 2));
    super::assert_proved(|rt| all(rt, 3, 3));
}
