//! That a slot is full is seen by two, and both take from it.

use std::sync::{Arc, Mutex};

use runtime_matrix::{Runtime, Verdict, explore};

type Slot = Arc<Mutex<Option<u32>>>;

async fn broken_take(rt: Runtime, slot: Slot) -> Option<u32> {
    let item = *slot.lock().unwrap();
    rt.yield_now().await;
    *slot.lock().unwrap() = None;
    item
}

async fn take(rt: Runtime, slot: Slot) -> Option<u32> {
    rt.yield_now().await;
    slot.lock().unwrap().take()
}

async fn all<T: Future<Output = Option<u32>> + Send + 'static>(
    rt: Runtime,
    tasks: u32,
    take: fn(Runtime, Slot) -> T,
) {
    let slot = Arc::new(Mutex::new(Some(7)));
    let shared = Arc::clone(&slot);
    explore::state(move || *shared.lock().unwrap());
    let taking = (0..tasks).map(|_| rt.spawn(take(rt.clone(), Arc::clone(&slot))));
    let taking: Vec<_> = taking.collect();
    let mut taken = 0;
    for task in taking {
        taken += u32::from(task.await.unwrap().is_some());
    }
    assert_eq!(taken, 1, "the one item was taken twice");
}

#[test]
fn an_item_that_is_taken_twice_is_found() {
    let says = "the one item was taken twice";
    super::assert_found(|rt| all(rt, 2, broken_take), Verdict::Panic, says, 2);
}

#[test]
fn an_item_that_is_taken_in_one_step_is_proved() {
    super::assert_proved(|rt| all(rt, 2, take));
    super::assert_proved(|rt| all(rt, 3, take));
}
