//! Faults that come and go while both ends wait: nobody sleeps on.

use std::io::{self, ErrorKind};

use futures_lite::{AsyncReadExt, AsyncWriteExt};
use runtime_matrix::{Faults, Runtime, Stream, Task, Wire, duplex};

use crate::duplex::{CUT, GONE, HALF_CLOSED, RESET, assert_failed, once, read_all, waiting};

/// What reads or writes.
type Came = Task<io::Result<usize>>;

/// Returns a connection with one who waits for a byte at the second end, and one who waits at the same end for
/// room.
async fn both_wait(rt: &Runtime) -> (Stream, Came, Came, Wire) {
    let (ours, mut theirs, wire) = duplex().capacity(1).wired_pair(rt);
    theirs.write_all(b"x").await.expect("there is room for one");
    let (mut reading, mut writing) = futures_lite::io::split(theirs);
    let reader = waiting(rt, async move { reading.read(&mut [0; 8]).await }).await;
    let writer = waiting(rt, async move { writing.write(b"y").await }).await;
    (ours, reader, writer, wire)
}

#[runtime_matrix::test]
async fn a_reset_wakes_all_who_wait(rt: Runtime) {
    let (_ours, reader, writer, wire) = both_wait(&rt).await;
    wire.reset();
    for waiter in [reader, writer] {
        let came = waiter.await.expect("no panic");
        assert_failed(came, ErrorKind::ConnectionReset, RESET);
    }
}

#[runtime_matrix::test]
async fn a_cut_where_one_reads_wakes_all_who_wait(rt: Runtime) {
    let (_ours, reader, writer, wire) = both_wait(&rt).await;
    wire.there().set(Faults::none().cut_after(0));
    let came = reader.await.expect("no panic");
    assert_failed(came, ErrorKind::ConnectionReset, CUT);
    let came = writer.await.expect("no panic");
    assert_failed(came, ErrorKind::BrokenPipe, GONE);
}

#[runtime_matrix::test]
async fn a_cut_where_one_writes_wakes_all_who_wait(rt: Runtime) {
    let (mut ours, reader, writer, wire) = both_wait(&rt).await;
    wire.back().set(Faults::none().cut_after(0));
    let came = writer.await.expect("no panic");
    assert_failed(came, ErrorKind::BrokenPipe, CUT);
    let came = reader.await.expect("no panic");
    assert_failed(came, ErrorKind::ConnectionReset, GONE);
    let (read, ended) = read_all(&mut ours).await;
    assert_eq!(read, b"x", "it was written before");
    assert_failed(ended, ErrorKind::ConnectionReset, CUT);
}

#[runtime_matrix::test]
async fn a_cut_by_the_peers_write_wakes_all_who_wait(rt: Runtime) {
    let (mut ours, reader, writer, wire) = both_wait(&rt).await;
    wire.there().set(Faults::none().cut_after(1));
    assert_eq!(ours.write(b"ab").await.expect("one is left"), 1);
    assert_eq!(reader.await.expect("no panic").expect("it came before"), 1);
    let came = writer.await.expect("no panic");
    assert_failed(came, ErrorKind::BrokenPipe, GONE);
}

#[runtime_matrix::test]
async fn a_half_close_wakes_who_reads(rt: Runtime) {
    let (mut ours, reader, writer, wire) = both_wait(&rt).await;
    wire.there().half_close();
    assert_eq!(reader.await.expect("no panic").expect("an end"), 0);
    assert!(!writer.is_finished(), "the other direction goes on");
    let mut read = [0; 2];
    ours.read_exact(&mut read).await.expect("it goes on");
    assert_eq!(
        (&read, writer.await.expect("no panic").ok()),
        (b"xy", Some(1))
    );
}

#[runtime_matrix::test]
async fn a_half_close_wakes_who_writes(rt: Runtime) {
    let (_ours, reader, writer, wire) = both_wait(&rt).await;
    wire.back().half_close();
    let came = writer.await.expect("no panic");
    assert_failed(came, ErrorKind::BrokenPipe, HALF_CLOSED);
    wire.there().half_close();
    assert_eq!(reader.await.expect("no panic").expect("an end"), 0);
}

#[runtime_matrix::test]
async fn what_was_held_back_is_let_go_when_merging_ends(rt: Runtime) {
    let merging = duplex().there(Faults::none().merge(9));
    let (mut ours, mut theirs, wire) = merging.wired_pair(&rt);
    ours.write_all(b"held").await.expect("it is open");
    let reader = waiting(&rt, async move { theirs.read(&mut [0; 8]).await }).await;
    wire.there().set(Faults::none().merge(5));
    rt.yield_now().await;
    assert!(!reader.is_finished(), "four are too few");
    wire.there().set(Faults::none().merge(4));
    assert_eq!(reader.await.expect("no panic").expect("it is open"), 4);
}

#[runtime_matrix::test]
async fn a_cut_that_is_taken_back_does_not_come(rt: Runtime) {
    let (mut ours, mut theirs, wire) = duplex().wired_pair(&rt);
    wire.there().set(Faults::none().cut_after(2));
    ours.write_all(b"a").await.expect("two are left");
    wire.there().set(Faults::none());
    ours.write_all(b"bcd").await.expect("there is no fault");
    wire.there().set(Faults::none().cut_after(1));
    assert_eq!(ours.write(b"ef").await.expect("one is left"), 1);
    let (read, ended) = read_all(&mut theirs).await;
    assert_eq!(read, b"abcde", "it counts from when it is set");
    assert_failed(ended, ErrorKind::ConnectionReset, CUT);
}

#[runtime_matrix::test]
async fn each_end_has_the_wire_from_its_own_side(rt: Runtime) {
    let (mut ours, mut theirs) = duplex().pair(&rt);
    let wire = theirs.wire().expect("it is in memory");
    wire.there().half_close();
    assert_failed(theirs.write(b"x").await, ErrorKind::BrokenPipe, HALF_CLOSED);
    assert_eq!(ours.read(&mut [0; 8]).await.expect("an end"), 0);
    ours.wire().expect("it is in memory").reset();
    let read = once(theirs.read(&mut [0; 8])).await;
    assert!(read.is_ready(), "it is the same wire");
}
