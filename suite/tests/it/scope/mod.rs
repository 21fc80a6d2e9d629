//! Joins, races, time limits and scopes.

mod cancelling;
mod combining;
mod nesting;
mod shielding;
mod tasks;
mod timing;

use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use runtime_matrix::{Cell, Runtime};

use crate::on;

pub(crate) const SECOND: Duration = Duration::from_secs(1);

/// Counts how many of its guards have been dropped.
#[derive(Clone, Default)]
pub(crate) struct Drops(Arc<AtomicUsize>);

pub(crate) struct Guard(Drops);

impl Drops {
    pub(crate) fn guard(&self) -> Guard {
        Guard(self.clone())
    }

    pub(crate) fn count(&self) -> usize {
        self.0.load(SeqCst)
    }

    /// A future that never ends and has a guard.
    pub(crate) fn never<T>(&self) -> impl Future<Output = T> + Send + use<T> {
        let guard = self.guard();
        async move {
            let _guard = guard;
            std::future::pending::<std::convert::Infallible>().await;
            unreachable!("it never ends")
        }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.0.fetch_add(1, SeqCst);
    }
}

/// Runs a test that has to pass in a cell of its own under virtual time.
pub(crate) async fn passes<F>(rt: &Runtime, test: fn(Runtime) -> F)
where
    F: Future<Output = ()> + 'static,
{
    on::outcome_of(rt, Cell::virtual_clock, test).await.unwrap();
}
