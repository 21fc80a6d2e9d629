use std::future;

use runtime_matrix::Runtime;

use super::primitives::{OnceCell, Primitives};
use crate::{
    by_hand::ByHand,
    waiters::{Waiters, wait_until},
};

pub(super) async fn a_value_that_is_set_ends_each_wait<P: Primitives>(rt: Runtime, library: P) {
    let (cell, waiters) = (library.once_cell(), Waiters::default());
    let reader = |n| {
        let cell = cell.clone();
        let waits = waiters.clone().counting(async move { cell.wait().await });
        rt.spawn_named(&format!("reader {n}"), waits)
    };
    let readers = [0, 1, 2].map(reader);
    wait_until(&rt, || waiters.count() == 3).await;
    assert_eq!(
        cell.set(7).await,
        Ok(7),
        "a value must get into an empty cell"
    );
    for reader in readers {
        let value = reader.await.expect("a reader must end");
        assert_eq!(value, 7, "a wait must give the value that was set");
    }
}

pub(super) async fn a_full_cell_gives_values_back<P: Primitives>(_: Runtime, library: P) {
    let cell = library.once_cell();
    assert_eq!(
        cell.try_set(1),
        Ok(()),
        "a value must get into an empty cell"
    );
    assert_eq!(
        cell.set(2).await,
        Err(2),
        "a full cell must give back the value that it refuses"
    );
    assert_eq!(
        cell.try_set(3),
        Err(3),
        "a full cell must give back the value that it refuses at once"
    );
    assert_eq!(cell.get(), Some(1), "a full cell must keep its value");
}

pub(super) async fn a_try_set_does_not_wait_for_an_initializer<P: Primitives>(
    _: Runtime,
    library: P,
) {
    let cell = library.once_cell();
    let mut init = ByHand::new(cell.get_or_try_init(future::pending));
    assert!(init.poll().is_pending(), "an initializer must be awaited");
    assert_eq!(
        cell.try_set(1),
        Err(1),
        "a cell that is being initialized must give the value back"
    );
    assert_eq!(
        cell.get(),
        None,
        "a cell that is being initialized must be empty"
    );
    drop(init);
    assert_eq!(
        cell.try_set(2),
        Ok(()),
        "a value must get into the cell once the initializer is cancelled"
    );
}
