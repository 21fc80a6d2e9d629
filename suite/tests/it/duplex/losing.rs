//! Ends: a half that is closed, a connection that is reset, a peer that goes.

use std::{
    io::ErrorKind,
    pin::pin,
    sync::Arc,
    task::{Context, Wake, Waker},
};

use futures_lite::{AsyncReadExt, AsyncWriteExt};
use runtime_matrix::{Runtime, duplex};

use crate::duplex::{CLOSED, HALF_CLOSED, NO_READER, RESET, assert_failed, read_all};

#[runtime_matrix::test]
async fn a_half_close_ends_one_direction_alone(rt: Runtime) {
    let (mut ours, mut theirs, wire) = duplex().wired_pair(&rt);
    ours.write_all(b"before").await.expect("it is open");
    wire.there().half_close();
    assert_failed(ours.write(b"x").await, ErrorKind::BrokenPipe, HALF_CLOSED);
    let (read, ended) = read_all(&mut theirs).await;
    assert_eq!((&*read, ended.ok()), (&b"before"[..], Some(())));
    theirs.write_all(b"back").await.expect("this one goes on");
    let mut read = [0; 4];
    ours.read_exact(&mut read).await.expect("this one goes on");
    assert_eq!(&read, b"back");
    assert!(ours.flush().await.is_ok() && ours.close().await.is_ok());
}

#[runtime_matrix::test]
async fn a_reset_fails_both_ends_and_loses_what_is_under_way(rt: Runtime) {
    let (mut ours, mut theirs, wire) = duplex().wired_pair(&rt);
    ours.write_all(b"lost").await.expect("it is open");
    theirs.write_all(b"lost").await.expect("it is open");
    wire.reset();
    for end in [&mut ours, &mut theirs] {
        let read = end.read(&mut [0; 8]).await;
        assert_failed(read, ErrorKind::ConnectionReset, RESET);
        let written = end.write(b"more").await;
        assert_failed(written, ErrorKind::ConnectionReset, RESET);
        let flushed = end.flush().await;
        assert_failed(flushed, ErrorKind::ConnectionReset, RESET);
        assert!(end.close().await.is_ok(), "there is nobody to be told");
    }
}

#[runtime_matrix::test]
async fn a_reset_comes_before_an_end_that_is_not_read_yet(rt: Runtime) {
    let (mut ours, mut theirs, wire) = duplex().wired_pair(&rt);
    ours.write_all(b"lost").await.expect("it is open");
    drop(ours);
    wire.reset();
    let read = theirs.read(&mut [0; 8]).await;
    assert_failed(read, ErrorKind::ConnectionReset, RESET);
}

#[runtime_matrix::test]
async fn who_writes_after_its_own_close_is_told_so(rt: Runtime) {
    let (mut ours, _theirs) = duplex().pair(&rt);
    ours.close().await.expect("it can be closed");
    ours.close().await.expect("twice");
    assert_failed(ours.write(b"x").await, ErrorKind::BrokenPipe, CLOSED);
}

#[runtime_matrix::test]
async fn who_writes_to_nobody_is_told_so(rt: Runtime) {
    let (mut ours, theirs) = duplex().pair(&rt);
    drop(theirs);
    assert_failed(ours.write(b"x").await, ErrorKind::BrokenPipe, NO_READER);
    let (read, ended) = read_all(&mut ours).await;
    assert_eq!((read.len(), ended.ok()), (0, Some(())));
}

#[runtime_matrix::test]
async fn an_end_that_is_dropped_leaves_no_waker_behind(rt: Runtime) {
    let (mut ours, theirs, wire) = duplex().capacity(1).wired_pair(&rt);
    ours.write_all(b"a").await.expect("it is open");
    let probe = Arc::new(Probe);
    let waker = Waker::from(Arc::clone(&probe));
    let mut cx = Context::from_waker(&waker);
    let read = pin!(ours.read(&mut [0; 1])).poll(&mut cx).is_pending();
    let write = pin!(ours.write(b"b")).poll(&mut cx).is_pending();
    assert!(read && write, "there is neither a byte nor room");
    drop((waker, ours));
    assert_eq!(Arc::strong_count(&probe), 1);
    drop((theirs, wire));
}

struct Probe;

impl Wake for Probe {
    fn wake(self: Arc<Self>) {}
}
