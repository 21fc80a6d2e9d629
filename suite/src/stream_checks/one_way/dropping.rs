//! One end is dropped.

use crate::stream_checks::{
    case::{Case, drained, yielded},
    end::End,
    rule::{Rule, Ruling, Stop, rule},
    steps::{attempt, fails},
};

pub(super) const RULES: &[Rule] = &[
    rule!(
        a_dropped_reader_fails_the_writer,
        "when the reader was dropped, a write fails at once or after some more"
    ),
    rule!(
        a_broken_writer_stays_broken,
        "when a write has failed since the reader was dropped, each further one fails"
    ),
    rule!(
        a_broken_writer_can_be_closed,
        "when the reader was dropped, a close completes, with or without an error"
    ),
    rule!(
        a_dropped_writer_ends_the_reader,
        "when the writer was dropped without a close, a read gives the end or an error"
    ),
    rule!(
        a_dropped_writer_invents_nothing,
        "when the writer was dropped without a close, what is read is the beginning of what was written"
    ),
    rule!(
        what_was_closed_outlasts_the_writer,
        "what was written and closed is read whole, though the writer was dropped before"
    ),
];

async fn a_dropped_reader_fails_the_writer(_: Case, writer: End, reader: End) -> Ruling {
    drop(reader);
    fails(&writer).await
}

async fn a_broken_writer_stays_broken(case: Case, writer: End, reader: End) -> Ruling {
    drop(reader);
    case.given("a_dropped_reader_fails_the_writer", fails(&writer))
        .await?;
    for _ in 0..3 {
        if attempt(&writer, 10).await.is_ok() {
            return Err(Stop::Broken(
                "expected a write to fail as the one before did, but it and its flush succeeded"
                    .to_owned(),
            ));
        }
        yielded().await;
    }
    Ok(())
}

async fn a_broken_writer_can_be_closed(_: Case, writer: End, reader: End) -> Ruling {
    drop(reader);
    let _ = attempt(&writer, 10).await;
    // There is nobody who could be told of the end.
    let _ = writer.try_close().await;
    Ok(())
}

async fn a_dropped_writer_ends_the_reader(_: Case, writer: End, reader: End) -> Ruling {
    drop(writer);
    reader.receive_rest(0).await
}

async fn a_dropped_writer_invents_nothing(case: Case, writer: End, reader: End) -> Ruling {
    drained(&reader, writer.deliver(1000)).await?;
    drop(writer);
    case.given(
        "a_dropped_writer_ends_the_reader",
        reader.receive_rest(1000),
    )
    .await
}

async fn what_was_closed_outlasts_the_writer(_: Case, writer: End, reader: End) -> Ruling {
    let closing = async {
        writer.deliver(1000).await?;
        writer.close().await
    };
    drained(&reader, closing).await?;
    drop(writer);
    reader.receive(1000 - reader.received()).await
}
