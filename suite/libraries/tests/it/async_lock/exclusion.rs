use std::task::Poll;

use runtime_matrix::{JoinError, Runtime};

use super::primitives::{Mutex, Primitives};
use crate::{
    by_hand::ByHand,
    waiters::{Waiters, wait_until},
};

pub(super) async fn a_locked_mutex_lets_nobody_else_in<P: Primitives>(_: Runtime, library: P) {
    let mutex = library.mutex(0);
    let guard = mutex.lock().await;
    assert!(
        mutex.try_lock().is_none(),
        "a try_lock must not get a mutex that is locked"
    );
    let mut lock = ByHand::new(mutex.lock());
    assert!(
        lock.poll().is_pending(),
        "a lock must wait while the mutex is locked"
    );
    drop(guard);
    assert!(
        lock.is_woken(),
        "an unlock must wake the lock that waits for it"
    );
    let Poll::Ready(guard) = lock.poll() else {
        panic!("a lock must get a mutex that is unlocked")
    };
    drop(guard);
    assert!(
        mutex.try_lock().is_some(),
        "a try_lock must get a mutex that is unlocked"
    );
}

pub(super) async fn each_holder_sees_what_the_last_one_left<P: Primitives>(
    rt: Runtime,
    library: P,
) {
    let (mutex, waiters) = (library.mutex(0), Waiters::default());
    let holder = |()| {
        let (mutex, here, all) = (mutex.clone(), rt.clone(), waiters.clone());
        let adds = waiters.clone().counting(async move {
            for _ in 0..5 {
                let mut guard = mutex.lock().await;
                let seen = *guard;
                // By then each of the others has tried to get in.
                wait_until(&here, || all.count() == 4).await;
                *guard = seen + 1;
            }
        });
        rt.spawn_named("a holder", adds)
    };
    for holder in [(); 4].map(holder) {
        holder.await.expect("a holder must end");
    }
    assert_eq!(
        *mutex.lock().await,
        20,
        "each holder must see what the last one left"
    );
}

pub(super) async fn a_panic_of_the_holder_releases_the_mutex<P: Primitives>(
    rt: Runtime,
    library: P,
) {
    let mutex = library.mutex(0);
    let panics = rt.spawn_named("the holder that panics", {
        let mutex = mutex.clone();
        async move {
            let mut guard = mutex.lock().await;
            *guard = 1;
            // Past the hook, which would print it in the middle of other tests.
            std::panic::resume_unwind(Box::new("the holder had enough"));
        }
    });
    let joined = panics.await;
    assert!(
        matches!(joined, Err(JoinError::Panicked(_))),
        "the holder must panic, but {joined:?}"
    );
    let guard = mutex
        .try_lock()
        .expect("a panic of the holder must release the mutex");
    assert_eq!(
        *guard, 1,
        "what the holder wrote before its panic must stay"
    );
}
