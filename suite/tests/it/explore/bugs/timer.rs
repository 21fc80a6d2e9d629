//! A message and a timer become ready at the same time, and the message is forgotten.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use runtime_matrix::{Runtime, Verdict, explore};

const LIMIT: Duration = Duration::from_millis(10);

async fn all(rt: Runtime, senders: u32, looks_again: bool) {
    let inbox = Arc::new(Mutex::new(0));
    let shared = Arc::clone(&inbox);
    explore::state(move || *shared.lock().unwrap());
    let sending = (0..senders).map(|_| {
        let (rt, inbox) = (rt.clone(), Arc::clone(&inbox));
        rt.clone().spawn(async move {
            rt.sleep(LIMIT).await;
            *inbox.lock().unwrap() += 1;
        })
    });
    let sending: Vec<_> = sending.collect();
    rt.sleep(LIMIT).await;
    let mut taken = std::mem::take(&mut *inbox.lock().unwrap());
    super::join(sending).await;
    if looks_again {
        taken += std::mem::take(&mut *inbox.lock().unwrap());
    }
    assert_eq!(
        taken, senders,
        "a message came with the timer, and was forgotten"
    );
}

#[test]
fn a_message_that_comes_with_the_timer_is_found() {
    let says = "a message came with the timer";
    super::assert_found(|rt| all(rt, 1, false), Verdict::Panic, says, 3);
}

#[test]
fn a_last_look_is_proved() {
    super::assert_proved(|rt| all(rt, 1, true));
    super::assert_proved(|rt| all(rt, 2, true));
}
