//! What `block_on` owes its root.

use std::{
    future::ready,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    thread,
};

use runtime_matrix::Runtime;

use super::turn;
use crate::on::{block_on, raw};

#[runtime_matrix::test]
async fn block_on_drives_the_root_on_the_calling_thread(rt: Runtime) {
    raw(&rt, |executor| {
        let home = thread::current().id();
        // Not `Send`, and borrowed from here.
        let local = std::rc::Rc::new(7);
        let seen = block_on(executor, async {
            turn().await;
            (*local, thread::current().id())
        });
        assert_eq!(seen, (7, home));
    })
    .await;
}

#[runtime_matrix::test]
async fn a_panic_of_the_root_unwinds_and_the_instance_stays_usable(rt: Runtime) {
    raw(&rt, |executor| {
        let payload = catch_unwind(AssertUnwindSafe(|| {
            block_on(executor, async {
                turn().await;
                std::panic::resume_unwind(Box::new(7_u64));
            });
        }));
        let payload = payload.expect_err("the root panicked");
        assert_eq!(payload.downcast_ref::<u64>(), Some(&7));
        assert_eq!(block_on(executor, async { 1 }), 1);
    })
    .await;
}

#[runtime_matrix::test]
async fn block_on_may_be_called_again(rt: Runtime) {
    raw(&rt, |executor| {
        for number in 0..10 {
            assert_eq!(block_on(executor, ready(number)), number);
        }
        executor.block_on(pin!(turn()));
    })
    .await;
}
