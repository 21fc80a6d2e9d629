use runtime_matrix::Runtime;

use super::primitives::{Primitives, RwLock};
use crate::{
    by_hand::ByHand,
    waiters::{Waiters, wait_until},
};

const FREE: &str = "a new lock must be free";
const READ: &str = "a writer must wait for the readers";
const BEHIND: &str = "a reader must wait behind a writer that waits";

pub(super) async fn a_writer_that_waits_holds_new_readers_back<P: Primitives>(
    _: Runtime,
    library: P,
) {
    let lock = library.rw_lock();
    let reader = lock.try_read().expect(FREE);
    let mut write = ByHand::new(lock.write());
    assert!(write.poll().is_pending(), "{READ}");
    assert!(lock.try_read().is_none(), "{BEHIND}");
    let mut read = ByHand::new(lock.read());
    assert!(read.poll().is_pending(), "{BEHIND}");
    drop(reader);
    let writer = write.poll();
    assert!(
        writer.is_ready(),
        "a writer must come before readers that came after it"
    );
    drop(writer);
    assert!(
        read.poll().is_ready(),
        "a reader must get in when the writer has left"
    );
}

pub(super) async fn only_the_last_reader_lets_the_writer_in<P: Primitives>(_: Runtime, library: P) {
    let lock = library.rw_lock();
    let (first, last) = (lock.try_read().expect(FREE), lock.try_read().expect(FREE));
    let mut write = ByHand::new(lock.write());
    assert!(write.poll().is_pending(), "{READ}");
    drop(first);
    assert!(write.poll().is_pending(), "{READ}");
    drop(last);
    assert!(
        write.is_woken(),
        "the last reader that leaves must wake the writer"
    );
    assert!(
        write.poll().is_ready(),
        "a writer must get in when the last reader has left"
    );
}

pub(super) async fn a_writer_that_leaves_lets_all_readers_in<P: Primitives>(
    rt: Runtime,
    library: P,
) {
    let (lock, waiters) = (library.rw_lock(), Waiters::default());
    let writer = lock.try_write().expect(FREE);
    let reader = |n| {
        let lock = lock.clone();
        let reads = async move { drop(lock.read().await) };
        rt.spawn_named(&format!("reader {n}"), waiters.clone().counting(reads))
    };
    let readers = [0, 1, 2].map(reader);
    wait_until(&rt, || waiters.count() == 3).await;
    drop(writer);
    for reader in readers {
        reader
            .await
            .expect("a reader must get in when the writer has left");
    }
}

pub(super) async fn a_write_cancelled_before_its_wake_lets_readers_in_again<P: Primitives>(
    _: Runtime,
    library: P,
) {
    let lock = library.rw_lock();
    let _reader = lock.try_read().expect(FREE);
    let (mut write, mut read) = (ByHand::new(lock.write()), ByHand::new(lock.read()));
    assert!(write.poll().is_pending(), "{READ}");
    assert!(read.poll().is_pending(), "{BEHIND}");
    drop(write);
    assert!(
        read.is_woken(),
        "a write that is cancelled must wake a reader behind it"
    );
    assert!(
        read.poll().is_ready(),
        "a reader must not wait for a writer that was cancelled"
    );
}

pub(super) async fn a_write_cancelled_after_its_wake_passes_it_on<P: Primitives>(
    _: Runtime,
    library: P,
) {
    let lock = library.rw_lock();
    let reader = lock.try_read().expect(FREE);
    let (mut cancelled, mut write) = (ByHand::new(lock.write()), ByHand::new(lock.write()));
    assert!(cancelled.poll().is_pending(), "{READ}");
    assert!(write.poll().is_pending(), "{READ}");
    drop(reader);
    assert!(
        cancelled.is_woken(),
        "the last reader that leaves must wake the writer"
    );
    drop(cancelled);
    assert!(
        write.is_woken(),
        "a write cancelled after its wake must pass the wake on"
    );
    assert!(
        write.poll().is_ready(),
        "the lock of a cancelled write must go to another"
    );
}
