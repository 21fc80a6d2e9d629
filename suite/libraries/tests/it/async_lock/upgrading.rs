use runtime_matrix::Runtime;

use super::primitives::{Primitives, RwLock};
use crate::by_hand::ByHand;

const FREE: &str = "a new lock must be free";
const SHARED: &str = "a reader must get in beside an upgradable one";

fn upgrade<L: RwLock>(guard: L::Upgradable) -> ByHand<impl Future<Output = L::Write>> {
    ByHand::new(L::upgrade(guard))
}

pub(super) async fn an_upgrade_waits_for_the_readers<P: Primitives>(_: Runtime, library: P) {
    let lock = library.rw_lock();
    let upgradable = lock.try_upgradable_read().expect(FREE);
    let reader = lock.try_read().expect(SHARED);
    let Err(upgradable) = P::RwLock::try_upgrade(upgradable) else {
        panic!("a try_upgrade must fail beside a reader")
    };
    let mut upgrade = upgrade::<P::RwLock>(upgradable);
    assert!(
        upgrade.poll().is_pending(),
        "an upgrade must wait for the readers"
    );
    drop(reader);
    assert!(
        upgrade.is_woken(),
        "the last reader that leaves must wake the upgrade"
    );
    let writer = upgrade.poll();
    assert!(
        writer.is_ready(),
        "an upgrade must get in when the last reader has left"
    );
    assert!(
        lock.try_read().is_none(),
        "an upgraded guard must let no reader in"
    );
}

pub(super) async fn a_cancelled_upgrade_gives_the_lock_up<P: Primitives>(_: Runtime, library: P) {
    let lock = library.rw_lock();
    let upgradable = lock.try_upgradable_read().expect(FREE);
    let reader = lock.try_read().expect(SHARED);
    let mut upgrade = upgrade::<P::RwLock>(upgradable);
    assert!(
        upgrade.poll().is_pending(),
        "an upgrade must wait for the readers"
    );
    drop(upgrade);
    assert!(
        lock.try_read().is_some(),
        "an upgrade that is cancelled must not hold readers back"
    );
    drop(reader);
    assert!(
        lock.try_write().is_some(),
        "an upgrade that is cancelled must give the lock up"
    );
}

pub(super) async fn a_downgrade_lets_readers_in_but_no_writer<P: Primitives>(
    _: Runtime,
    library: P,
) {
    let lock = library.rw_lock();
    let writer = lock.try_write().expect(FREE);
    let mut read = ByHand::new(lock.read());
    assert!(
        read.poll().is_pending(),
        "a reader must wait for the writer"
    );
    let _reader = P::RwLock::downgrade(writer);
    assert!(
        lock.try_write().is_none(),
        "no writer must get in between a writer and its downgrade"
    );
    assert!(read.is_woken(), "a downgrade must wake a reader");
    assert!(
        read.poll().is_ready(),
        "a reader must get in beside a downgraded writer"
    );
}
