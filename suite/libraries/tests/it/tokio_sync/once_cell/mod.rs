mod api;
mod broken;

use std::{
    future,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::SeqCst},
    },
    task::Poll,
};

use api::{Cell, Failed, OnceCell};
use runtime_matrix::Runtime;

use crate::by_hand::ByHand;

pub(super) async fn one_initialiser_runs_for_all<O: OnceCell>(rt: Runtime, once_cell: O) {
    let (cell, runs) = (Arc::new(once_cell.once_cell()), Arc::new(AtomicU32::new(0)));
    let tasks = [(); 5].map(|()| {
        let (own, cell, runs) = (rt.clone(), Arc::clone(&cell), Arc::clone(&runs));
        let gets = async move {
            let init = async {
                let run = runs.fetch_add(1, SeqCst) + 1;
                // Others would start theirs now, if they could.
                own.yield_now().await;
                Ok(run)
            };
            cell.get_or_try_init(init).await
        };
        rt.spawn_named("a task", gets)
    });
    for task in tasks {
        assert_eq!(
            task.await.expect("a task must end"),
            Ok(1),
            "all must get the value of the one initialiser that ran"
        );
    }
    assert_eq!(
        runs.load(SeqCst),
        1,
        "one initialiser must run, and no other"
    );
}

pub(super) async fn an_initialiser_that_is_cancelled_leaves_the_cell_to_the_next<O: OnceCell>(
    _: Runtime,
    once_cell: O,
) {
    let cell = once_cell.once_cell();
    let mut cancelled = ByHand::new(cell.get_or_try_init(future::pending()));
    let mut next = ByHand::new(cell.get_or_try_init(async { Ok(2) }));
    assert!(
        cancelled.poll().is_pending(),
        "a cell must wait for its initialiser"
    );
    assert!(
        next.poll().is_pending(),
        "an initialiser must wait while another runs"
    );
    drop(cancelled);
    assert!(
        next.is_woken(),
        "an initialiser that is cancelled must wake the next one"
    );
    assert_eq!(
        next.poll(),
        Poll::Ready(Ok(2)),
        "an initialiser that is cancelled must leave the cell to the next one"
    );
}

pub(super) async fn an_initialiser_that_fails_leaves_the_cell_empty<O: OnceCell>(
    _: Runtime,
    once_cell: O,
) {
    let cell = once_cell.once_cell();
    let failed = cell.get_or_try_init(async { Err(Failed) }).await;
    assert_eq!(
        failed,
        Err(Failed),
        "an initialiser that fails must tell its caller"
    );
    assert_eq!(
        cell.get(),
        None,
        "an initialiser that fails must leave the cell empty"
    );
    for n in 1..3 {
        let got = cell.get_or_try_init(async move { Ok(n) }).await;
        assert_eq!(
            got,
            Ok(1),
            "the first initialiser that succeeds must fill the cell"
        );
    }
}
