//! The writer is closed.

use crate::stream_checks::{
    case::{Case, both, drained},
    end::End,
    rule::{Rule, Ruling, Stop, rule},
    steps::{attempt, closed, told},
};

pub(super) const RULES: &[Rule] = &[
    rule!(
        close_delivers_what_was_written,
        "what was written before a close is read, though it was not flushed"
    ),
    rule!(
        close_ends_the_reader,
        "after what was written before a close, a read gives the end"
    ),
    rule!(
        close_without_a_write_ends_the_reader,
        "where nothing was written before a close, the first read gives the end"
    ),
    rule!(
        the_end_stays_the_end,
        "after the end each further read gives the end"
    ),
    rule!(
        close_can_be_called_twice,
        "a second close does nothing and succeeds"
    ),
    rule!(
        a_write_after_close_fails,
        "a write after a close, or its flush, is an error, and the reader sees nothing of it"
    ),
];

async fn close_delivers_what_was_written(_: Case, writer: End, reader: End) -> Ruling {
    let closing = async {
        writer.send(1000).await?;
        writer.close().await
    };
    both(closing, reader.receive(1000)).await.map(drop)
}

async fn close_ends_the_reader(_: Case, writer: End, reader: End) -> Ruling {
    let closing = async {
        writer.deliver(10).await?;
        writer.close().await
    };
    let reading = async {
        reader.receive(10).await?;
        reader.receive_end().await
    };
    both(closing, reading).await.map(drop)
}

async fn close_without_a_write_ends_the_reader(_: Case, writer: End, reader: End) -> Ruling {
    both(writer.close(), reader.receive_end()).await.map(drop)
}

async fn the_end_stays_the_end(case: Case, writer: End, reader: End) -> Ruling {
    let ending = both(writer.close(), reader.receive_end());
    case.given("close_without_a_write_ends_the_reader", ending)
        .await?;
    for _ in 0..3 {
        told("after the end", reader.receive_end()).await?;
    }
    Ok(())
}

async fn close_can_be_called_twice(_: Case, writer: End, reader: End) -> Ruling {
    closed(&writer, &reader).await?;
    told("at the second close", closed(&writer, &reader)).await
}

async fn a_write_after_close_fails(_: Case, writer: End, reader: End) -> Ruling {
    closed(&writer, &reader).await?;
    let writing = async { Ok(attempt(&writer, 10).await) };
    if drained(&reader, writing).await?.is_ok() {
        return Err(Stop::Broken(
            "expected a write after a close to fail, but it and its flush succeeded".to_owned(),
        ));
    }
    Ok(())
}
