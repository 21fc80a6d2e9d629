//! The rules of a stream that is written and read at both ends, besides those of each direction.

use std::sync::Arc;

use crate::stream_checks::{
    case::{Case, both, drained},
    end::End,
    flag::Flag,
    rule::{Rule, Ruling, rule},
    steps::{
        Amounts, begin_read, clog, closed, receive_in_chunks, send_in_chunks, told, woken_read_of,
        woken_write,
    },
};

pub(super) const RULES: &[Rule] = &[
    rule!(
        both_directions_carry_at_a_time,
        "much that is sent both ways at a time, by a task at each end, arrives whole and in order"
    ),
    rule!(
        a_clogged_direction_leaves_the_other_open,
        "when one direction takes no more, the other one still carries"
    ),
    rule!(
        a_read_and_a_write_that_wait_are_both_woken,
        "a read and a write that wait at the same end are each woken by what they wait for"
    ),
    rule!(
        a_peer_that_has_read_the_end_can_be_closed,
        "when one end was closed and the other has read that, it can be closed too"
    ),
];

/// A debug build takes its time for each byte.
const TRANSFER: usize = if cfg!(debug_assertions) {
    256 * 1024
} else {
    1024 * 1024
};

async fn both_directions_carry_at_a_time(case: Case, first: End, second: End) -> Ruling {
    let (first, second) = (Arc::new(first), Arc::new(second));
    let mut amounts = Amounts::up_to(TRANSFER);
    while let Some(amount) = amounts.next(first.progress()) {
        let tasks = [(&first, 1), (&second, 3)].map(|(end, salt)| {
            let (end, sends, receives) = (Arc::clone(end), case.draw(salt), case.draw(salt + 1));
            case.spawn(async move {
                let sending = send_in_chunks(&end, amount, sends);
                both(sending, receive_in_chunks(&end, amount, receives))
                    .await
                    .map(drop)
            })
        });
        let [one, other] = tasks;
        both(one, other).await?;
    }
    Ok(())
}

async fn a_clogged_direction_leaves_the_other_open(_: Case, first: End, second: End) -> Ruling {
    clog(&first, &Flag::new()).await?;
    both(second.deliver(1000), first.receive(1000))
        .await
        .map(drop)
}

async fn a_read_and_a_write_that_wait_are_both_woken(_: Case, first: End, second: End) -> Ruling {
    let (read, write) = (Flag::new(), Flag::new());
    begin_read(&first, &read).await?;
    clog(&first, &write).await?;
    let reading = woken_read_of(&first, &read, 10);
    told("a read, then a write", both(second.deliver(10), reading)).await?;
    begin_read(&first, &read).await?;
    told(
        "a write, then a read",
        drained(&second, woken_write(&first, &write)),
    )
    .await
}

async fn a_peer_that_has_read_the_end_can_be_closed(case: Case, first: End, second: End) -> Ruling {
    let ending = both(first.close(), second.receive_end());
    case.given("close_without_a_write_ends_the_reader", ending)
        .await?;
    told("at the peer's close", closed(&second, &first)).await
}
