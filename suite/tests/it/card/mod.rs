//! The semantics cards: each entry is measured on the raw executor, so that a wrong declaration fails.

mod ending;
mod entering;
mod nesting;
mod tasks;
mod timing;

use std::{
    future::pending,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
};

use runtime_matrix::{Capability, Runtime, factories};
use runtime_matrix_core::{Card, Executor, TaskHandle};

use crate::on::{self, raw};

#[runtime_matrix::test]
async fn capabilities(rt: Runtime) {
    let declared = card(&rt).capabilities;
    raw(&rt, move |executor| {
        assert_eq!(
            declared.has(Capability::Timer),
            executor.timer().is_some(),
            "timer"
        );
        assert_eq!(
            declared.has(Capability::Blocking),
            executor.blocking().is_some(),
            "blocking"
        );
        assert_eq!(
            declared.has(Capability::NativeClock),
            executor.native_clock().is_some(),
            "native_clock"
        );
        assert_eq!(
            declared.has(Capability::Net),
            executor.net().is_some(),
            "net"
        );
        assert!(
            !declared.has(Capability::Local),
            "no adapter offers local tasks yet"
        );
    })
    .await;
}

#[test]
fn the_table_of_the_macros_agrees_with_the_cards() {
    for factory in factories() {
        let declared = runtime_matrix::__private::declared(factory.id());
        assert_eq!(
            declared,
            Some(factory.card().capabilities),
            "{}",
            factory.id()
        );
    }
}

fn card(rt: &Runtime) -> Card {
    on::factory(rt).card()
}

/// Gives the tasks of a raw executor many turns.
async fn turns(executor: &Arc<dyn Executor>) {
    for _ in 0..100 {
        executor.spawn(Box::pin(async {})).join_native().await;
    }
}

/// A pending task that says when it is dropped.
fn pending_task(executor: &Arc<dyn Executor>) -> (Box<dyn TaskHandle>, Arc<AtomicBool>) {
    let dropped = Arc::new(AtomicBool::new(false));
    let marker = Marker(Arc::clone(&dropped));
    let task = executor.spawn(Box::pin(async move {
        let _marker = marker;
        pending::<()>().await;
    }));
    (task, dropped)
}

/// Sets a flag when it is dropped.
struct Marker(Arc<AtomicBool>);

impl Drop for Marker {
    fn drop(&mut self) {
        self.0.store(true, SeqCst);
    }
}
