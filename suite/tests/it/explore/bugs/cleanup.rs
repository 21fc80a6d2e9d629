//! The last one out cleans up, and one that comes in meanwhile finds nothing.

use std::sync::{Arc, Mutex};

use runtime_matrix::{Runtime, Verdict, explore};

#[derive(Clone, Copy, Default, Hash)]
struct Pool {
    users: u32,
    is_open: bool,
}

type Shared = Arc<Mutex<Pool>>;

async fn visit(rt: Runtime, shared: Shared, cleans_later: bool) {
    {
        let mut pool = shared.lock().unwrap();
        pool.users += 1;
        pool.is_open = true;
    }
    rt.yield_now().await;
    assert!(shared.lock().unwrap().is_open, "it was closed under a user");
    let is_last = {
        let mut pool = shared.lock().unwrap();
        pool.users -= 1;
        if !cleans_later && pool.users == 0 {
            pool.is_open = false;
        }
        pool.users == 0
    };
    if cleans_later && is_last {
        rt.yield_now().await;
        shared.lock().unwrap().is_open = false;
    }
}

async fn all(rt: Runtime, tasks: usize, cleans_later: bool) {
    let shared = Shared::default();
    let looked_at = Arc::clone(&shared);
    explore::state(move || *looked_at.lock().unwrap());
    let visits = (0..tasks).map(|_| rt.spawn(visit(rt.clone(), Arc::clone(&shared), cleans_later)));
    super::join(visits.collect()).await;
}

#[test]
fn a_cleanup_under_a_user_is_found() {
    let says = "it was closed under a user";
    super::assert_found(|rt| all(rt, 2, true), Verdict::Panic, says, 6);
}

#[test]
fn a_cleanup_with_the_last_user_is_proved() {
    super::assert_proved(|rt| all(rt, 2, false));
    super::assert_proved(|rt| all(rt, 3, false));
}
