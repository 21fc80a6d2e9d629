//! The stream takes no more until it is read.

use crate::stream_checks::{
    case::{Case, both, drained},
    end::End,
    flag::Flag,
    rule::{Rule, Ruling, rule},
    steps::{clog, woken_write},
};

pub(super) const RULES: &[Rule] = &[
    rule!(
        a_clogged_stream_loses_nothing,
        "what was written up to a write that had to wait, and after it, is read whole and in order"
    ),
    rule!(
        a_read_wakes_a_write_that_waits,
        "a write that waits is woken when the other end is read, each time"
    ),
    rule!(
        a_drop_of_the_reader_wakes_a_write_that_waits,
        "a write that waits is woken by a drop of the reader"
    ),
    rule!(
        the_latest_waker_of_a_write_is_woken,
        "of several wakers that a waiting write was polled with, the last one is woken"
    ),
    rule!(
        a_dropped_clogged_writer_ends_the_reader,
        "when a writer was dropped that had to wait, the reader gets the beginning of what was written, and then the end or an error"
    ),
];

async fn a_clogged_stream_loses_nothing(_: Case, writer: End, reader: End) -> Ruling {
    clog(&writer, &Flag::new()).await?;
    let sent = writer.sent();
    let more = (4 * sent + 100).min(100_000);
    both(writer.deliver(more), reader.receive(sent + more))
        .await
        .map(drop)
}

async fn a_read_wakes_a_write_that_waits(_: Case, writer: End, reader: End) -> Ruling {
    for _ in 0..2 {
        wake_by_read(&writer, &reader).await?;
    }
    Ok(())
}

/// Begins a write, and reads.
async fn wake_by_read(writer: &End, reader: &End) -> Ruling {
    let flag = Flag::new();
    clog(writer, &flag).await?;
    drained(reader, woken_write(writer, &flag)).await
}

async fn a_drop_of_the_reader_wakes_a_write_that_waits(
    _: Case,
    writer: End,
    reader: End,
) -> Ruling {
    let flag = Flag::new();
    clog(&writer, &flag).await?;
    drop(reader);
    woken_write(&writer, &flag).await
}

async fn the_latest_waker_of_a_write_is_woken(case: Case, writer: End, reader: End) -> Ruling {
    let plain = wake_by_read(&writer, &reader);
    case.given("a_read_wakes_a_write_that_waits", plain).await?;
    let (first, second) = (Flag::new(), Flag::new());
    clog(&writer, &first).await?;
    clog(&writer, &second).await?;
    drained(&reader, woken_write(&writer, &second)).await
}

async fn a_dropped_clogged_writer_ends_the_reader(case: Case, writer: End, reader: End) -> Ruling {
    clog(&writer, &Flag::new()).await?;
    let sent = writer.sent();
    drop(writer);
    case.given(
        "a_dropped_writer_ends_the_reader",
        reader.receive_rest(sent),
    )
    .await
}
