//! Faults from the beginning, without time.

use std::io::ErrorKind;

use futures_lite::{AsyncReadExt, AsyncWriteExt};
use runtime_matrix::{Faults, Runtime, duplex};

use crate::duplex::{CUT, GONE, assert_failed, once, read_all, waiting};

#[runtime_matrix::test]
async fn split_makes_reads_short(rt: Runtime) {
    let (mut ours, mut theirs) = duplex().there(Faults::none().split(3)).pair(&rt);
    ours.write_all(b"abcdefgh").await.expect("it is open");
    let mut read = [0; 8];
    let mut lengths = Vec::new();
    for _ in 0..3 {
        lengths.push(theirs.read(&mut read).await.expect("bytes are there"));
    }
    assert_eq!(lengths, [3, 3, 2]);
    theirs.write_all(b"abcdefgh").await.expect("it is open");
    let back = ours.read(&mut read).await.expect("bytes are there");
    assert_eq!(back, 8, "the other direction has no fault");
}

#[runtime_matrix::test]
async fn in_lock_step_split_makes_writes_short(rt: Runtime) {
    let lock_step = duplex().capacity(0).faults(Faults::none().split(3));
    let (mut ours, mut theirs) = lock_step.pair(&rt);
    assert!(once(theirs.read(&mut [0; 8])).await.is_pending());
    assert_eq!(ours.write(b"abcdefgh").await.expect("it is open"), 3);
}

#[test]
fn to_split_into_nothing_is_refused() {
    let panic = std::panic::catch_unwind(|| Faults::none().split(0)).expect_err("it is refused");
    let message = panic.downcast_ref::<&str>().expect("a message");
    let expected = "`split(0)`: a read of no byte means the end; split into one byte at least";
    assert_eq!(*message, expected);
}

#[runtime_matrix::test]
async fn merge_holds_bytes_back_until_enough_are_there(rt: Runtime) {
    let (mut ours, mut theirs) = duplex().there(Faults::none().merge(4)).pair(&rt);
    let reader = waiting(&rt, async move {
        let mut read = [0; 8];
        let bytes = theirs.read(&mut read).await.expect("it is open");
        (theirs, read[..bytes].to_vec())
    })
    .await;
    ours.write_all(b"ab").await.expect("it is open");
    rt.yield_now().await;
    assert!(!reader.is_finished(), "two are too few");
    ours.write_all(b"cd").await.expect("it is open");
    let (mut theirs, read) = reader.await.expect("no panic");
    assert_eq!(read, b"abcd");
    ours.write_all(b"e").await.expect("it is open");
    let next = once(theirs.read(&mut [0; 8])).await;
    assert!(next.is_pending(), "it holds back again");
}

#[runtime_matrix::test]
async fn a_flush_lets_go_what_merge_holds_back(rt: Runtime) {
    let (mut ours, mut theirs) = duplex().there(Faults::none().merge(4)).pair(&rt);
    ours.write_all(b"ab").await.expect("it is open");
    let reader = waiting(&rt, async move {
        let mut read = [0; 2];
        theirs.read_exact(&mut read).await.map(|()| read)
    })
    .await;
    ours.flush().await.expect("it is open");
    let read = reader.await.expect("no panic").expect("it is open");
    assert_eq!(&read, b"ab");
}

#[runtime_matrix::test]
async fn an_end_lets_go_what_merge_holds_back(rt: Runtime) {
    for how in ["close", "drop"] {
        let (mut ours, mut theirs) = duplex().there(Faults::none().merge(4)).pair(&rt);
        ours.write_all(b"ab").await.expect("it is open");
        if how == "close" {
            ours.close().await.expect("it can be closed");
        }
        drop(ours);
        let (read, ended) = read_all(&mut theirs).await;
        assert_eq!((&*read, ended.ok()), (&b"ab"[..], Some(())), "{how}");
    }
}

#[runtime_matrix::test]
async fn what_fills_the_connection_is_not_held_back(rt: Runtime) {
    for capacity in [0, 3] {
        let merging = duplex().capacity(capacity).there(Faults::none().merge(100));
        let (mut ours, mut theirs) = merging.pair(&rt);
        let reader = waiting(&rt, async move {
            let mut read = [0; 3];
            theirs.read_exact(&mut read).await.map(|()| read)
        })
        .await;
        ours.write_all(b"abc").await.expect("it is open");
        let read = reader.await.expect("no panic").expect("it is open");
        assert_eq!(&read, b"abc", "with a capacity of {capacity}");
    }
}

#[runtime_matrix::test]
async fn after_a_cut_the_reader_gets_what_was_written_and_an_error(rt: Runtime) {
    let cutting = Faults::none().cut_after(5).merge(100);
    let (mut ours, mut theirs) = duplex().there(cutting).pair(&rt);
    ours.write_all(b"abc").await.expect("it is open");
    assert_eq!(ours.write(b"defgh").await.expect("two are left"), 2);
    assert_failed(ours.write(b"fgh").await, ErrorKind::BrokenPipe, CUT);
    assert_failed(ours.flush().await, ErrorKind::BrokenPipe, CUT);
    let (read, ended) = read_all(&mut theirs).await;
    assert_eq!(read, b"abcde");
    assert_failed(ended, ErrorKind::ConnectionReset, CUT);
    assert!(ours.close().await.is_ok(), "there is nobody to be told");
}

#[runtime_matrix::test]
async fn a_cut_takes_the_other_direction_with_it(rt: Runtime) {
    let (mut ours, mut theirs) = duplex().there(Faults::none().cut_after(2)).pair(&rt);
    theirs.write_all(b"lost").await.expect("it is open");
    ours.write_all(b"ab").await.expect("two are left");
    let read = ours.read(&mut [0; 8]).await;
    assert_failed(read, ErrorKind::ConnectionReset, GONE);
    let written = theirs.write(b"more").await;
    assert_failed(written, ErrorKind::BrokenPipe, GONE);
    assert_failed(theirs.flush().await, ErrorKind::BrokenPipe, GONE);
}

#[runtime_matrix::test]
async fn a_cut_after_nothing_is_there_from_the_beginning(rt: Runtime) {
    let (mut ours, mut theirs) = duplex().back(Faults::none().cut_after(0)).pair(&rt);
    let read = ours.read(&mut [0; 8]).await;
    assert_failed(read, ErrorKind::ConnectionReset, CUT);
    assert_failed(theirs.write(b"a").await, ErrorKind::BrokenPipe, CUT);
    let read = theirs.read(&mut [0; 8]).await;
    assert_failed(read, ErrorKind::ConnectionReset, GONE);
    assert_failed(ours.write(b"a").await, ErrorKind::BrokenPipe, GONE);
}
