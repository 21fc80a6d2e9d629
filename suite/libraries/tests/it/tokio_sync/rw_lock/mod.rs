mod api;
mod broken;

use std::task::Poll;

use api::{Lock, RwLock};
use runtime_matrix::Runtime;

use crate::by_hand::ByHand;

const READ: &str = "a writer must wait while a reader holds the lock";

/// Reads and unlocks.
async fn read<L: Lock>(lock: &L) -> u32 {
    *lock.read().await
}

/// Adds one and unlocks.
async fn add_one<L: Lock>(lock: &L) {
    *lock.write().await += 1;
}

pub(super) async fn readers_share_and_a_writer_excludes<R: RwLock>(_: Runtime, rw_lock: R) {
    let lock = rw_lock.rw_lock(0);
    let reader = lock.read().await;
    assert_eq!(
        ByHand::new(read(&lock)).poll(),
        Poll::Ready(0),
        "readers must share the lock"
    );
    let mut write = ByHand::new(add_one(&lock));
    assert!(write.poll().is_pending(), "{READ}");
    drop(reader);
    assert!(
        write.is_woken(),
        "the last reader must wake the writer that waits"
    );
    assert!(
        write.poll().is_ready(),
        "a writer must have the lock once no reader has it"
    );
    let mut writer = lock.write().await;
    let mut waits = ByHand::new(read(&lock));
    assert!(
        waits.poll().is_pending(),
        "a reader must wait while a writer holds the lock"
    );
    *writer += 1;
    drop(writer);
    assert!(
        waits.is_woken(),
        "a writer must wake the reader that waits for it"
    );
    assert_eq!(
        waits.poll(),
        Poll::Ready(2),
        "a reader must see what the writers wrote"
    );
}

pub(super) async fn a_writer_that_waits_is_not_overtaken_by_readers<R: RwLock>(
    _: Runtime,
    rw_lock: R,
) {
    let lock = rw_lock.rw_lock(0);
    let reader = lock.read().await;
    let mut write = ByHand::new(add_one(&lock));
    assert!(write.poll().is_pending(), "{READ}");
    let mut late = ByHand::new(read(&lock));
    assert!(
        late.poll().is_pending(),
        "a writer that waits must not be overtaken by a reader"
    );
    drop(reader);
    assert!(
        write.is_woken(),
        "the last reader must wake the writer that waits"
    );
    assert!(
        !late.is_woken(),
        "a reader must wait until the writer before it has had the lock"
    );
    assert!(
        write.poll().is_ready(),
        "a writer must have the lock once no reader has it"
    );
    assert!(
        late.is_woken(),
        "a writer must wake the reader that waits behind it"
    );
    assert_eq!(
        late.poll(),
        Poll::Ready(1),
        "a reader must see what the writer before it wrote"
    );
}

pub(super) async fn a_write_that_is_cancelled_lets_the_readers_behind_it_in<R: RwLock>(
    _: Runtime,
    rw_lock: R,
) {
    let lock = rw_lock.rw_lock(0);
    let reader = lock.read().await;
    let mut write = ByHand::new(add_one(&lock));
    assert!(write.poll().is_pending(), "{READ}");
    let mut behind = [(); 2].map(|()| ByHand::new(read(&lock)));
    for read in &mut behind {
        assert!(
            read.poll().is_pending(),
            "a writer that waits must not be overtaken by a reader"
        );
    }
    drop(write);
    for read in &mut behind {
        assert!(
            read.is_woken(),
            "a write that is cancelled must wake the readers behind it"
        );
        assert_eq!(
            read.poll(),
            Poll::Ready(0),
            "readers must share the lock once no writer waits before them"
        );
    }
    assert_eq!(*reader, 0, "a write that was cancelled must not write");
}
