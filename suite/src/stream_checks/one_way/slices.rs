//! Several buffers at a time.

use std::io::{IoSlice, IoSliceMut};

use crate::stream_checks::{
    case::{Case, both, yielded},
    end::{End, unexpected},
    rule::{Rule, Ruling, Stop, rule},
};

pub(super) const RULES: &[Rule] = &[
    rule!(
        a_vectored_write_is_a_write_of_its_buffers,
        "what a vectored write takes are the first bytes of its buffers, one after the other"
    ),
    rule!(
        a_vectored_read_fills_its_buffers_in_order,
        "what a vectored read gives stands in its buffers, each filled before the next"
    ),
];

const ALL: usize = 1000;

async fn a_vectored_write_is_a_write_of_its_buffers(_: Case, writer: End, reader: End) -> Ruling {
    let writing = async {
        while writer.sent() < ALL {
            let chunk = writer.next(60.min(ALL - writer.sent()));
            let (one, rest) = chunk.split_at(chunk.len() / 3);
            let (two, three) = rest.split_at(rest.len() / 2);
            let slices = [one, &[], two, three].map(IoSlice::new);
            let written = writer.try_write_vectored(&slices).await;
            let written = written.map_err(|error| unexpected("a write to succeed", &error))?;
            if written == 0 || written > chunk.len() {
                return Err(Stop::Broken(format!(
                    "expected a vectored write of {} bytes to take from 1 to all of them, but it says {written}",
                    chunk.len()
                )));
            }
            writer.count_sent(written);
        }
        writer.flush().await
    };
    both(writing, reader.receive(ALL)).await.map(drop)
}

async fn a_vectored_read_fills_its_buffers_in_order(_: Case, writer: End, reader: End) -> Ruling {
    let reading = async {
        while reader.received() < ALL {
            let left = ALL - reader.received();
            let sizes = [3, 0, 50, 10].map(|size: usize| size.min(left / 4 + 1).min(left));
            let room: usize = sizes.iter().sum();
            let mut buffers = sizes.map(|size| vec![0; size]);
            let mut slices = buffers.each_mut().map(|buffer| IoSliceMut::new(buffer));
            let read = reader.try_read_vectored(&mut slices).await;
            let read = read.map_err(|error| unexpected("bytes", &error))?;
            if read > room {
                return Err(Stop::Broken(format!(
                    "expected at most {room} bytes in buffers of {room}, but a vectored read gave {read}"
                )));
            }
            reader.count_received(&buffers.concat()[..read])?;
            if read == 0 {
                yielded().await;
            }
        }
        Ok(())
    };
    both(writer.deliver(ALL), reading).await.map(drop)
}
