//! Each says that it is in only after it has looked whether the other is.

use std::sync::{Arc, Mutex};

use runtime_matrix::{Runtime, Verdict, explore};

/// Who wants to go in, and how many are inside.
#[derive(Clone, Default, Hash)]
struct Door {
    wants: [bool; 3],
    inside: u32,
}

type Shared = Arc<Mutex<Door>>;

async fn go_in(rt: Runtime, shared: Shared, me: usize, looks_first: bool) {
    let others = |door: &Door| (0..3).any(|task| task != me && door.wants[task]);
    if !looks_first {
        shared.lock().unwrap().wants[me] = true;
        rt.yield_now().await;
    }
    if others(&shared.lock().unwrap()) {
        shared.lock().unwrap().wants[me] = false;
        return;
    }
    if looks_first {
        rt.yield_now().await;
        shared.lock().unwrap().wants[me] = true;
    }
    shared.lock().unwrap().inside += 1;
    rt.yield_now().await;
    let inside = shared.lock().unwrap().inside;
    assert_eq!(inside, 1, "two are inside");
    let mut door = shared.lock().unwrap();
    door.inside -= 1;
    door.wants[me] = false;
}

async fn all(rt: Runtime, tasks: usize, looks_first: bool) {
    let shared = Shared::default();
    let looked_at = Arc::clone(&shared);
    explore::state(move || looked_at.lock().unwrap().clone());
    let going =
        (0..tasks).map(|me| rt.spawn(go_in(rt.clone(), Arc::clone(&shared), me, looks_first)));
    super::join(going.collect()).await;
}

#[test]
fn a_flag_that_is_raised_after_the_look_is_found() {
    super::assert_found(|rt| all(rt, 2, true), Verdict::Panic, "two are inside", 4);
}

#[test]
fn a_flag_that_is_raised_before_the_look_is_proved() {
    super::assert_proved(|rt| all(rt, 2, false));
    super::assert_proved(|rt| all(rt, 3, false));
}
