//! Whoever waits for bytes is woken.

use crate::stream_checks::{
    case::{Case, both},
    end::End,
    flag::Flag,
    rule::{Rule, Ruling, Stop, rule},
    steps::{begin_read, woken_read, woken_read_of},
};

pub(super) const RULES: &[Rule] = &[
    rule!(
        a_write_wakes_a_read_that_waits,
        "a read that waits is woken by a write, each time"
    ),
    rule!(
        a_close_wakes_a_read_that_waits,
        "a read that waits is woken by a close of the writer"
    ),
    rule!(
        a_drop_of_the_writer_wakes_a_read_that_waits,
        "a read that waits is woken by a drop of the writer"
    ),
    rule!(
        the_latest_waker_of_a_read_is_woken,
        "of several wakers that a waiting read was polled with, the last one is woken"
    ),
];

async fn a_write_wakes_a_read_that_waits(_: Case, writer: End, reader: End) -> Ruling {
    for _ in 0..3 {
        wake_by_write(&writer, &reader).await?;
    }
    Ok(())
}

/// Begins a read, and writes.
async fn wake_by_write(writer: &End, reader: &End) -> Ruling {
    let flag = Flag::new();
    begin_read(reader, &flag).await?;
    both(writer.deliver(10), woken_read_of(reader, &flag, 10))
        .await
        .map(drop)
}

async fn a_close_wakes_a_read_that_waits(_: Case, writer: End, reader: End) -> Ruling {
    let flag = Flag::new();
    begin_read(&reader, &flag).await?;
    both(writer.close(), woken_by_the_end(&reader, &flag))
        .await
        .map(drop)
}

async fn a_drop_of_the_writer_wakes_a_read_that_waits(_: Case, writer: End, reader: End) -> Ruling {
    let flag = Flag::new();
    begin_read(&reader, &flag).await?;
    drop(writer);
    woken_by_the_end(&reader, &flag).await
}

/// Waits for an end that may be an error, since other rules tell which it has to be.
async fn woken_by_the_end(reader: &End, flag: &std::sync::Arc<Flag>) -> Ruling {
    match woken_read(reader, flag).await {
        Ok(1..) => Err(Stop::Broken(
            "expected the end to wake the reader, but bytes came".to_owned(),
        )),
        Ok(0) | Err(_) => Ok(()),
    }
}

async fn the_latest_waker_of_a_read_is_woken(case: Case, writer: End, reader: End) -> Ruling {
    let plain = wake_by_write(&writer, &reader);
    case.given("a_write_wakes_a_read_that_waits", plain).await?;
    let (first, second) = (Flag::new(), Flag::new());
    begin_read(&reader, &first).await?;
    begin_read(&reader, &second).await?;
    both(writer.deliver(10), woken_read_of(&reader, &second, 10))
        .await
        .map(drop)
}
