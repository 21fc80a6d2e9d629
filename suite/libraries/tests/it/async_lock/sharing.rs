use runtime_matrix::Runtime;

use super::primitives::{Primitives, RwLock};
use crate::by_hand::ByHand;

const FREE: &str = "a new lock must be free";

pub(super) async fn readers_share_the_lock<P: Primitives>(_: Runtime, library: P) {
    let lock = library.rw_lock();
    let first = lock.read().await;
    let second = ByHand::new(lock.read()).poll();
    assert!(
        second.is_ready(),
        "a reader must not wait for another reader"
    );
    let third = lock.try_read();
    assert!(third.is_some(), "a try_read must get in among readers");
    assert!(
        lock.try_write().is_none(),
        "a writer must not get in among readers"
    );
    drop((first, second, third));
    assert!(
        lock.try_write().is_some(),
        "a lock that all readers have left must be free"
    );
}

pub(super) async fn a_writer_lets_nobody_else_in<P: Primitives>(_: Runtime, library: P) {
    let lock = library.rw_lock();
    let writer = lock.write().await;
    assert!(
        lock.try_read().is_none(),
        "a reader must not get in beside a writer"
    );
    assert!(
        lock.try_upgradable_read().is_none(),
        "an upgradable reader must not get in beside a writer"
    );
    assert!(
        lock.try_write().is_none(),
        "a writer must not get in beside a writer"
    );
    let mut read = ByHand::new(lock.read());
    assert!(
        read.poll().is_pending(),
        "a reader must wait for the writer"
    );
    drop(writer);
    assert!(read.is_woken(), "a writer that leaves must wake a reader");
    assert!(
        read.poll().is_ready(),
        "a reader must get in when the writer has left"
    );
}

pub(super) async fn an_upgradable_reader_shares_with_readers_alone<P: Primitives>(
    _: Runtime,
    library: P,
) {
    let lock = library.rw_lock();
    let upgradable = lock.upgradable_read().await;
    assert!(
        lock.try_read().is_some(),
        "a reader must get in beside an upgradable one"
    );
    assert!(
        lock.try_upgradable_read().is_none(),
        "at most one upgradable reader must get in at a time"
    );
    assert!(
        lock.try_write().is_none(),
        "a writer must not get in beside an upgradable reader"
    );
    drop(upgradable);
    let upgradable = lock.try_upgradable_read().expect(FREE);
    drop(upgradable);
    assert!(
        lock.try_write().is_some(),
        "a lock that the upgradable reader has left must be free"
    );
}
