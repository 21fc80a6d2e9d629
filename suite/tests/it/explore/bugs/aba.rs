//! That a counter is as it was is taken for "nothing has happened meanwhile".

use std::sync::{Arc, Mutex};

use runtime_matrix::{Runtime, Verdict, explore};

/// Items that have a generation, and their number.
#[derive(Clone, Copy, Debug, Default, Hash, PartialEq, Eq)]
struct Stack {
    top: u32,
    version: u32,
    generation: u32,
}

type Shared = Arc<Mutex<Stack>>;

/// Pops the item that it saw, if the stack still looks the same.
async fn pop(rt: Runtime, shared: Shared, compares_versions: bool) {
    let seen = *shared.lock().unwrap();
    rt.yield_now().await;
    let found = {
        let mut stack = shared.lock().unwrap();
        let is_same = stack.top == seen.top;
        if !is_same || (compares_versions && stack.version != seen.version) {
            return;
        }
        stack.top -= 1;
        stack.version += 1;
        stack.generation
    };
    assert_eq!(found, seen.generation, "it popped another item than it saw");
}

/// Pops an item and pushes another one in its place.
async fn replace(rt: Runtime, shared: Shared) {
    {
        let mut stack = shared.lock().unwrap();
        stack.top = stack.top.saturating_sub(1);
        stack.version += 1;
    }
    rt.yield_now().await;
    let mut stack = shared.lock().unwrap();
    stack.top += 1;
    stack.version += 1;
    stack.generation += 1;
}

async fn all(rt: Runtime, replacing: u32, compares_versions: bool) {
    let shared = Arc::new(Mutex::new(Stack {
        top: 3,
        ..Stack::default()
    }));
    let looked_at = Arc::clone(&shared);
    explore::state(move || *looked_at.lock().unwrap());
    let popping = rt.spawn(pop(rt.clone(), Arc::clone(&shared), compares_versions));
    let mut tasks = vec![popping];
    tasks.extend((0..replacing).map(|_| rt.spawn(replace(rt.clone(), Arc::clone(&shared)))));
    super::join(tasks).await;
}

#[test]
fn a_counter_that_is_as_it_was_is_found() {
    let says = "it popped another item than it saw";
    super::assert_found(|rt| all(rt, 1, false), Verdict::Panic, says, 4);
}

#[test]
fn a_version_beside_the_counter_is_proved() {
    super::assert_proved(|rt| all(rt, 1, true));
    super::assert_proved(|rt| all(rt, 2, true));
}
