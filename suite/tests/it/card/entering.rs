//! The entries about `block_on`.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::{Arc, mpsc},
    time::Duration,
};

use runtime_matrix::Runtime;
use runtime_matrix_core::{Executor, NestedBlockOn};

use super::card;
use crate::on::{block_on, raw};

#[runtime_matrix::test]
async fn nested_block_on(rt: Runtime) {
    let declared = card(&rt).nested_block_on;
    raw(&rt, move |executor| {
        let nested = |executor: &Arc<dyn Executor>| {
            let caught = catch_unwind(AssertUnwindSafe(|| executor.block_on(pin!(async {}))));
            if caught.is_ok() {
                NestedBlockOn::Works
            } else {
                NestedBlockOn::Refused
            }
        };
        assert_eq!(
            block_on(executor, async { nested(executor) }),
            declared,
            "inside the root"
        );
        let (inner, (sender, receiver)) = (Arc::clone(executor), mpsc::channel());
        let task = executor.spawn(Box::pin(async move {
            let _ = sender.send(nested(&inner));
        }));
        block_on(executor, task.join_native());
        assert_eq!(receiver.recv(), Ok(declared), "inside a task");
        assert_eq!(
            block_on(executor, async { 1 }),
            1,
            "the instance is usable afterwards"
        );
    })
    .await;
}

#[runtime_matrix::test]
async fn progress_outside_block_on(rt: Runtime) {
    let declared = card(&rt).progress_outside_block_on;
    raw(&rt, move |executor| {
        let (sender, receiver) = mpsc::channel();
        let task = executor.spawn(Box::pin(
            async move { sender.send(()).expect("the test waits") },
        ));
        let wait = Duration::from_millis(if declared { 10_000 } else { 50 });
        assert_eq!(receiver.recv_timeout(wait).is_ok(), declared);
        block_on(executor, task.join_native());
    })
    .await;
}
