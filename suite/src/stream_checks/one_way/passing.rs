//! Bytes go from one end to the other.

use crate::stream_checks::{
    case::{Case, both, yielded},
    end::{End, unexpected},
    rule::{Rule, Ruling, Stop, rule},
    steps::{Amounts, nothing_comes, receive_in_chunks, send_in_chunks},
};

pub(super) const RULES: &[Rule] = &[
    rule!(
        bytes_arrive_whole_and_in_order,
        "each byte that was written is read once, and in its place"
    ),
    rule!(
        a_read_gives_no_end_before_the_end,
        "while the writer is open, a read waits or gives at least one byte"
    ),
    rule!(
        a_read_fills_no_more_than_its_buffer,
        "a read says at most as many bytes as its buffer has room for"
    ),
    rule!(
        a_write_takes_no_more_than_it_is_given,
        "a write says at most as many bytes as it was given"
    ),
    rule!(
        an_empty_write_writes_nothing,
        "a write of no bytes gives 0, and the reader sees neither bytes nor an end"
    ),
    rule!(
        an_empty_read_takes_nothing,
        "a read into an empty buffer gives 0, and no byte is lost by it"
    ),
    rule!(
        flush_delivers_what_was_written,
        "what was written and flushed can be read, though nothing is written after it"
    ),
    rule!(
        flush_can_be_called_any_time,
        "a flush with nothing to be flushed completes, before the first write and after another flush"
    ),
];

async fn bytes_arrive_whole_and_in_order(case: Case, writer: End, reader: End) -> Ruling {
    let mut amounts = Amounts::up_to(64 * 1024);
    while let Some(amount) = amounts.next(writer.progress()) {
        let sending = send_in_chunks(&writer, amount, case.draw(1));
        both(sending, receive_in_chunks(&reader, amount, case.draw(2))).await?;
    }
    nothing_comes(&reader).await.map(drop)
}

async fn a_read_gives_no_end_before_the_end(_: Case, writer: End, reader: End) -> Ruling {
    let early = || {
        Stop::Broken(
            "expected a read to wait while the writer is open, but it gave 0 bytes, which is the end"
                .to_owned(),
        )
    };
    for count in [1, 16, 1000] {
        if nothing_comes(&reader).await? {
            return Err(early());
        }
        let reading = async {
            let until = reader.received() + count;
            while reader.received() < until {
                let mut buffer = vec![0; until - reader.received()];
                let read = reader.try_read(&mut buffer).await;
                match read.map_err(|error| unexpected("bytes", &error))? {
                    0 => return Err(early()),
                    read => reader.count_received(&buffer[..read.min(buffer.len())])?,
                }
            }
            Ok(())
        };
        both(writer.deliver(count), reading).await?;
    }
    if nothing_comes(&reader).await? {
        return Err(early());
    }
    Ok(())
}

async fn a_read_fills_no_more_than_its_buffer(_: Case, writer: End, reader: End) -> Ruling {
    let reading = async {
        let mut sizes = [1, 2, 3, 5, 8].into_iter().cycle();
        while reader.received() < 100 {
            let size = sizes.next().unwrap_or(1);
            let mut buffer = vec![0; size.min(100 - reader.received())];
            let room = buffer.len();
            let read = reader.try_read(&mut buffer).await;
            let read = read.map_err(|error| unexpected("bytes", &error))?;
            if read > room {
                return Err(Stop::Broken(format!(
                    "expected at most {room} bytes in a buffer of {room}, but a read gave {read}"
                )));
            }
            reader.count_received(&buffer[..read])?;
            if read == 0 {
                yielded().await;
            }
        }
        Ok(())
    };
    both(writer.deliver(100), reading).await.map(drop)
}

async fn a_write_takes_no_more_than_it_is_given(_: Case, writer: End, reader: End) -> Ruling {
    let writing = async {
        let mut sizes = [1, 2, 7, 90].into_iter().cycle();
        while writer.sent() < 1000 {
            let size = sizes.next().unwrap_or(1);
            let chunk = writer.next(size.min(1000 - writer.sent()));
            let given = chunk.len();
            let written = writer.try_write(&chunk).await;
            let written = written.map_err(|error| unexpected("a write to succeed", &error))?;
            if written > given {
                return Err(Stop::Broken(format!(
                    "expected a write of {given} bytes to take {given} at most, but it says {written}"
                )));
            }
            writer.count_sent(written);
        }
        writer.flush().await
    };
    both(writing, reader.receive(1000)).await.map(drop)
}

async fn an_empty_write_writes_nothing(_: Case, writer: End, reader: End) -> Ruling {
    let before = nothing_comes(&reader).await?;
    match writer.try_write(&[]).await {
        Ok(0) => {}
        Ok(written) => {
            return Err(Stop::Broken(format!(
                "expected a write of no bytes to give 0, but it gave {written}"
            )));
        }
        Err(error) => return Err(unexpected("a write of no bytes to give 0", &error)),
    }
    writer.flush().await?;
    if nothing_comes(&reader).await? && !before {
        return Err(Stop::Broken(
            "expected a write of no bytes to be nothing, but the reader was given an end"
                .to_owned(),
        ));
    }
    both(writer.deliver(10), reader.receive(10)).await.map(drop)
}

async fn an_empty_read_takes_nothing(_: Case, writer: End, reader: End) -> Ruling {
    let reading = async {
        reader.receive(1).await?;
        let read = reader.try_read(&mut []).await;
        let read = read.map_err(|error| unexpected("an empty read to give 0", &error))?;
        if read > 0 {
            return Err(Stop::Broken(format!(
                "expected a read into an empty buffer to give 0, but it gave {read}"
            )));
        }
        reader.receive(9).await
    };
    both(writer.deliver(10), reading).await.map(drop)
}

async fn flush_delivers_what_was_written(_: Case, writer: End, reader: End) -> Ruling {
    for count in [1, 30, 10_000] {
        both(writer.deliver(count), reader.receive(count)).await?;
    }
    Ok(())
}

async fn flush_can_be_called_any_time(_: Case, writer: End, reader: End) -> Ruling {
    writer.flush().await?;
    both(writer.deliver(10), reader.receive(10)).await?;
    writer.flush().await?;
    both(writer.deliver(10), reader.receive(10)).await.map(drop)
}
