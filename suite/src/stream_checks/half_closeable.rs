//! The rules of a stream whose directions are closed one by one, besides those of a two-way stream.

use crate::stream_checks::{
    case::{Case, both},
    end::End,
    flag::Flag,
    rule::{Rule, Ruling, rule},
    steps::{begin_read, closed, told, woken_read_of},
};

pub(super) const RULES: &[Rule] = &[
    rule!(
        what_came_before_a_close_is_still_read,
        "what the peer wrote before an end was closed is read there after the close"
    ),
    rule!(
        what_comes_after_a_close_is_still_read,
        "what the peer writes after an end was closed is read there"
    ),
    rule!(
        a_peer_that_has_read_the_end_still_writes,
        "when one end was closed and the other has read that, it can still write, and that is read"
    ),
    rule!(
        a_read_outlasts_a_close_of_its_own_end,
        "a read that waits while its own end is closed goes on waiting, and is woken by what the peer writes"
    ),
    rule!(
        both_ends_read_the_end,
        "when both ends were closed, each reads the other's end"
    ),
];

async fn what_came_before_a_close_is_still_read(_: Case, first: End, second: End) -> Ruling {
    let closing = async {
        // As far as it is there without having been read.
        first.receive(1).await?;
        closed(&first, &second).await?;
        first.receive(999).await
    };
    both(second.deliver(1000), closing).await.map(drop)
}

async fn what_comes_after_a_close_is_still_read(_: Case, first: End, second: End) -> Ruling {
    closed(&first, &second).await?;
    both(second.deliver(1000), first.receive(1000))
        .await
        .map(drop)
}

async fn a_peer_that_has_read_the_end_still_writes(case: Case, first: End, second: End) -> Ruling {
    let ending = both(first.close(), second.receive_end());
    case.given("close_without_a_write_ends_the_reader", ending)
        .await?;
    let late = both(second.deliver(1000), first.receive(1000));
    case.given("what_comes_after_a_close_is_still_read", late)
        .await
        .map(drop)
}

async fn a_read_outlasts_a_close_of_its_own_end(_: Case, first: End, second: End) -> Ruling {
    let flag = Flag::new();
    begin_read(&first, &flag).await?;
    closed(&first, &second).await?;
    both(second.deliver(10), woken_read_of(&first, &flag, 10))
        .await
        .map(drop)
}

async fn both_ends_read_the_end(case: Case, first: End, second: End) -> Ruling {
    let ending = both(first.close(), second.receive_end());
    case.given("close_without_a_write_ends_the_reader", ending)
        .await?;
    let back = both(second.close(), first.receive_end());
    told("on the way back", back).await.map(drop)
}
