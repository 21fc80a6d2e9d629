//! No capacity at all: who writes waits for who reads.

use std::{io::ErrorKind, task::Poll};

use futures_lite::{AsyncReadExt, AsyncWriteExt};
use runtime_matrix::{Faults, Runtime, duplex};

use crate::duplex::{NO_READER, RESET, assert_failed, once, waiting};

#[runtime_matrix::test]
async fn a_write_waits_for_a_read(rt: Runtime) {
    let (mut ours, mut theirs) = duplex().capacity(0).pair(&rt);
    assert!(once(ours.write(b"abc")).await.is_pending(), "nobody reads");
    let writer = waiting(&rt, async move { ours.write(b"abc").await }).await;
    let mut read = [0; 8];
    assert_eq!(theirs.read(&mut read).await.expect("it is open"), 3);
    assert_eq!(writer.await.expect("no panic").expect("it is open"), 3);
}

#[runtime_matrix::test]
async fn a_write_gives_no_more_than_the_read_asked_for(rt: Runtime) {
    let (mut ours, mut theirs) = duplex().capacity(0).pair(&rt);
    assert!(once(theirs.read(&mut [0; 2])).await.is_pending());
    assert_eq!(ours.write(b"abc").await.expect("it is open"), 2);
    assert!(
        once(ours.write(b"c")).await.is_pending(),
        "two were asked for"
    );
    let mut read = [0; 8];
    assert_eq!(theirs.read(&mut read).await.expect("it is open"), 2);
    assert!(once(ours.write(b"c")).await.is_pending(), "nobody reads");
}

#[runtime_matrix::test]
async fn several_writes_may_serve_one_read(rt: Runtime) {
    let (mut ours, mut theirs) = duplex().capacity(0).pair(&rt);
    assert!(once(theirs.read(&mut [0; 3])).await.is_pending());
    assert_eq!(ours.write(b"a").await.expect("it is open"), 1);
    assert_eq!(ours.write(b"bcd").await.expect("it is open"), 2);
    let mut read = [0; 3];
    assert_eq!(theirs.read(&mut read).await.expect("it is open"), 3);
    assert_eq!(&read, b"abc");
}

#[runtime_matrix::test]
async fn a_read_gets_what_is_held_back_if_it_asks_for_no_more(rt: Runtime) {
    let merging = duplex().capacity(0).there(Faults::none().merge(3));
    let (mut ours, mut theirs) = merging.pair(&rt);
    let mut read = [0; 8];
    assert!(once(theirs.read(&mut read)).await.is_pending());
    ours.write_all(b"abc").await.expect("somebody reads");
    ours.write_all(b"de").await.expect("it asked for eight");
    assert_eq!(theirs.read(&mut read).await.expect("it is open"), 3);
    let smaller = once(theirs.read(&mut read[..2])).await;
    assert!(matches!(smaller, Poll::Ready(Ok(2))), "{smaller:?}");
    assert_eq!(&read[..2], b"de");
    assert!(once(ours.write(b"f")).await.is_pending(), "nobody reads");
}

#[runtime_matrix::test]
async fn a_flush_waits_until_all_has_been_taken(rt: Runtime) {
    let (mut ours, mut theirs) = duplex().capacity(0).pair(&rt);
    assert!(once(theirs.read(&mut [0; 2])).await.is_pending());
    ours.write_all(b"ab").await.expect("somebody reads");
    let flush = waiting(&rt, async move { ours.flush().await.map(|()| ours) }).await;
    let mut byte = [0];
    theirs.read_exact(&mut byte).await.expect("it is open");
    assert!(!flush.is_finished(), "one byte is left");
    theirs.read_exact(&mut byte).await.expect("it is open");
    let mut ours = flush.await.expect("no panic").expect("all is taken");
    assert!(matches!(once(ours.flush()).await, Poll::Ready(Ok(()))));
}

#[runtime_matrix::test]
async fn a_close_waits_until_all_has_been_taken(rt: Runtime) {
    let (mut ours, mut theirs) = duplex().capacity(0).pair(&rt);
    assert!(once(theirs.read(&mut [0; 2])).await.is_pending());
    ours.write_all(b"ab").await.expect("somebody reads");
    assert!(once(ours.close()).await.is_pending(), "nothing is taken");
    let close = waiting(&rt, async move { ours.close().await.map(|()| ours) }).await;
    let mut read = Vec::new();
    theirs.read_to_end(&mut read).await.expect("it is closed");
    assert_eq!(read, b"ab");
    close.await.expect("no panic").expect("all is taken");
}

#[runtime_matrix::test]
async fn what_a_cancelled_read_asked_for_is_there_for_the_next_one(rt: Runtime) {
    let (mut ours, mut theirs) = duplex().capacity(0).pair(&rt);
    assert!(once(theirs.read(&mut [0; 4])).await.is_pending());
    // The read is gone, and counts all the same.
    assert_eq!(ours.write(b"abcdef").await.expect("it is open"), 4);
    assert!(once(ours.flush()).await.is_pending(), "nobody has it");
    let mut read = [0; 8];
    assert_eq!(theirs.read(&mut read).await.expect("it is open"), 4);
    assert_eq!(&read[..4], b"abcd");
    assert!(once(ours.write(b"ef")).await.is_pending(), "it counts once");
}

#[runtime_matrix::test]
async fn a_flush_whose_reader_goes_fails(rt: Runtime) {
    let (mut ours, mut theirs) = duplex().capacity(0).pair(&rt);
    assert!(once(theirs.read(&mut [0; 2])).await.is_pending());
    ours.write_all(b"ab").await.expect("somebody reads");
    let flush = waiting(&rt, async move { (ours.flush().await, ours.close().await) }).await;
    drop(theirs);
    let (flushed, closed) = flush.await.expect("no panic");
    assert_failed(flushed, ErrorKind::BrokenPipe, NO_READER);
    assert_failed(closed, ErrorKind::BrokenPipe, NO_READER);
}

#[runtime_matrix::test]
async fn a_close_whose_connection_is_reset_fails(rt: Runtime) {
    let (mut ours, mut theirs, wire) = duplex().capacity(0).wired_pair(&rt);
    assert!(once(theirs.read(&mut [0; 2])).await.is_pending());
    ours.write_all(b"ab").await.expect("somebody reads");
    let close = waiting(&rt, async move { ours.close().await }).await;
    wire.reset();
    let closed = close.await.expect("no panic");
    assert_failed(closed, ErrorKind::ConnectionReset, RESET);
}

#[runtime_matrix::test]
async fn a_writer_whose_reader_goes_fails(rt: Runtime) {
    let (mut ours, theirs) = duplex().capacity(0).pair(&rt);
    let writer = waiting(&rt, async move { ours.write(b"a").await }).await;
    drop(theirs);
    let written = writer.await.expect("no panic");
    assert_failed(written, ErrorKind::BrokenPipe, NO_READER);
}
