//! An operation is begun and given up.

use crate::stream_checks::{
    case::{Case, both, drained},
    end::End,
    flag::Flag,
    rule::{Rule, Ruling, rule},
    steps::{begin_close, begin_read, clog},
};

pub(super) const RULES: &[Rule] = &[
    rule!(
        a_read_that_was_given_up_takes_nothing,
        "a read that waited and was given up has taken no byte: the next ones read all"
    ),
    rule!(
        a_write_that_was_given_up_wrote_nothing,
        "a write that waited and was given up has written no byte, and the stream can be closed"
    ),
    rule!(
        a_close_that_was_given_up_can_be_done_again,
        "after a close that was given up another one completes, and all bytes and the end are read"
    ),
    rule!(
        a_close_that_was_given_up_ends_with_the_writer,
        "after a close that was given up a drop of the writer ends the reader, which got nothing but what was written"
    ),
];

async fn a_read_that_was_given_up_takes_nothing(_: Case, writer: End, reader: End) -> Ruling {
    let flag = Flag::new();
    for _ in 0..3 {
        begin_read(&reader, &flag).await?;
        both(writer.deliver(100), reader.receive_in(100, 7)).await?;
    }
    Ok(())
}

async fn a_write_that_was_given_up_wrote_nothing(case: Case, writer: End, reader: End) -> Ruling {
    clog(&writer, &Flag::new()).await?;
    let sent = writer.sent();
    both(writer.close(), reader.receive(sent)).await?;
    case.given("close_ends_the_reader", reader.receive_rest(sent))
        .await
}

async fn a_close_that_was_given_up_can_be_done_again(
    case: Case,
    writer: End,
    reader: End,
) -> Ruling {
    drained(&reader, writer.send(1000)).await?;
    let is_closed = begin_close(&writer).await?;
    let closing = async {
        if is_closed {
            // A second close is for another rule.
            return Ok(());
        }
        writer.close().await
    };
    both(closing, reader.receive(1000 - reader.received())).await?;
    case.given("close_ends_the_reader", reader.receive_end())
        .await
}

async fn a_close_that_was_given_up_ends_with_the_writer(
    case: Case,
    writer: End,
    reader: End,
) -> Ruling {
    drained(&reader, writer.send(1000)).await?;
    begin_close(&writer).await?;
    drop(writer);
    case.given(
        "a_dropped_writer_ends_the_reader",
        reader.receive_rest(1000),
    )
    .await
}
