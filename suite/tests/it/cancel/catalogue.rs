//! Each faulty primitive is found by the disturbance that it belongs to; its correct twin is accused of nothing.

use runtime_matrix::{
    cancel::{Disturbance, Oracle, Sweep, Swept},
    factories,
};

use super::primitives::{self, parts::Variant};

/// What a faulty primitive is found by.
struct Expected {
    disturbance: Disturbance,
    oracle: Oracle,
    message: &'static str,
    /// The real cells that confirm it, of those that are on.
    cells: &'static [&'static str],
}

fn run<S: Send + 'static, T: Send + 'static>(sweep: Sweep<S, T>, cells: &[&'static str]) -> Swept {
    let is_on = |cell: &&&str| factories().iter().any(|factory| factory.id() == **cell);
    let cells: Vec<_> = cells.iter().filter(is_on).copied().collect();
    sweep.cells(&cells).run()
}

fn is_found(swept: &Swept, expected: &Expected) {
    let findings = swept.findings().iter();
    let mut found = findings.filter(|finding| {
        finding.disturbance() == Some(expected.disturbance)
            && finding.oracle() == expected.oracle
            && finding.message().contains(expected.message)
    });
    let found = found
        .next()
        .unwrap_or_else(|| panic!("not found as it should be: {swept}"));
    assert_eq!(found.cells()[0], "sim", "{swept}");
    for cell in swept.cells() {
        assert!(found.cells().contains(cell), "not found on {cell}: {swept}");
    }
}

/// For each primitive: the disturbance and the rule that find it, what is said, and the cells that confirm it.
macro_rules! catalogue {
    ($($name:ident: $disturbance:ident, $oracle:ident, $message:literal, $cells:expr;)*) => {
        $(mod $name {
            use super::*;

            #[test]
            fn is_found_by_its_disturbance() {
                let expected = Expected {
                    disturbance: Disturbance::$disturbance,
                    oracle: Oracle::$oracle,
                    message: $message,
                    cells: &$cells,
                };
                let sweep = primitives::$name::sweep_of(Variant::Faulty);
                is_found(&run(sweep, expected.cells), &expected);
            }

            #[test]
            fn has_a_correct_twin_that_is_accused_of_nothing() {
                run(primitives::$name::sweep_of(Variant::Correct), &$cells).unwrap();
            }
        })*
    };
}

const ALL: [&str; 6] = [
    "tokio_current_thread",
    "tokio_multi_thread",
    "async_std",
    "smol",
    "futures_local",
    "futures_pool",
];

catalogue! {
    permit_before_the_poll: DropUnpolled, Capacity, "was 1 before and is 0 after", ALL;
    ticket_of_the_constructor: DropUnpolled, Capacity, "was 0 before and is 1 after", ["smol"];
    permit_of_a_dropped_waiter: DropPending, Capacity, "was 1 before and is 0 after", ["smol"];
    cleanup_in_the_tail: DropPending, Capacity, "was 0 before and is 1 after", ["futures_local"];
    pool_slot_leaked: DropPending, Capacity, "was 2 before and is 1 after", ALL;
    subscriber_left: DropPending, Capacity, "was 0 before and is 1 after", ["smol"];
    debt_on_cancel: DropPending, Capacity, "was 0 before and is 1 after", ["tokio_current_thread"];
    item_in_a_local: DropPending, Conservation, "1 of 3 is lost: sent 3, received 0, inside 2, returned 0", ALL;
    half_frame_in_a_local: DropPending, Conservation, "2 of 4 are lost: sent 4, received 0, inside 2, returned 0",
        ["tokio_current_thread"];
    outputs_forgotten_by_a_join: DropPending, Conservation, "1 of 2 is lost", ["futures_local"];
    loser_dropped_with_its_item: DropPending, Conservation, "1 of 2 is lost", ["smol"];
    bytes_lost_mid_flush: DropPending, Conservation, "3 of 3 are lost", ["tokio_current_thread"];
    batch_in_a_local: DropPending, Conservation, "2 of 2 are lost", ["smol"];
    value_lost_by_a_debounce: DropPending, Conservation, "1 of 1 is lost", ["futures_local"];
    writer_flag_left: DropPending, Fresh, "a fresh operation never ended, waiting at suspension point 1", ["smol"];
    cell_left_initialising: DropPending, Fresh, "a fresh operation never ended", ["tokio_current_thread"];
    mutex_left_locked: DropPending, Fresh, "a fresh operation never ended", ["futures_local"];
    seen_before_it_is_returned: DropPending, Check, "a change is seen once", ["smol"];
    dropped_waiter_counted: DropPending, Check, "the check failed: \"the barrier opened with 1 of 2\"", ["smol"];
    half_of_a_transfer: DropPending, Check, "the check panicked: assertion `left == right` failed: the sum of the",
        ["tokio_current_thread"];
    drop_that_panics: DropPending, Panics, "the operation panicked", ["futures_local"];
    item_lost_after_the_wake: DropWoken, Conservation, "1 of 1 is lost: sent 1, received 0, inside 0, returned 0", ALL;
    notification_swallowed: DropWoken, Capacity, "was 1 before and is 0 after", ["futures_local"];
    lost_wake_on_drop: DropWoken, Wakes, "a wake was lost: task `second waiter` was ready, but nobody had woken it", ALL;
    order_broken_by_a_drop: DropWoken, Check, "served in the order [3, 1, 2]", ["tokio_current_thread"];
    double_registration: PollAgain, Capacity, "is 0 after", ["smol"];
    oneshot_polled_twice: PollAgain, Ends, "the operation never ended, waiting at suspension point 1", ["smol"];
    coalesced_notifications: Freeze, Wakes, "a wake was lost: task `second waiter`", ALL;
    stale_waker: Move, Wakes, "the wake went to the waker of an earlier poll", ALL;
    busy_poll: LongPoll, Polls, "20ms, the one after suspension point 1", [];
    wakes_itself_for_ever: LongPoll, Polls, "polled 10000 times without an end", [];
    child_left_running: Abort, Check, "1 task still runs", ["tokio_current_thread", "tokio_multi_thread", "async_std"];
}
