//! A delay, on the cell's clock: real in the cell itself where the runtime has no clock of its own, virtual in a
//! cell within the cell.

use std::{io::ErrorKind, sync::mpsc, time::Duration};

use futures_lite::{AsyncReadExt, AsyncWriteExt};
use runtime_matrix::{Cell, Faults, Runtime, duplex};

use crate::{
    duplex::{CUT, RESET, assert_failed, once, read_all, waiting},
    on,
};

const SECOND: Duration = Duration::from_secs(1);

/// Runs a test in a cell with virtual time, and returns what it gives.
async fn in_virtual_time<T, F>(rt: &Runtime, test: fn(Runtime) -> F) -> T
where
    F: Future<Output = T> + 'static,
    T: Send + 'static,
{
    let (sender, receiver) = mpsc::channel();
    on::outcome_of(rt, Cell::virtual_clock, move |rt| {
        let body = test(rt);
        async move { sender.send(body.await).expect("the test waits") }
    })
    .await
    .unwrap();
    receiver.recv().expect("the inner test has passed")
}

#[runtime_matrix::test]
async fn bytes_and_the_end_come_that_much_later(rt: Runtime) {
    let times = in_virtual_time(&rt, |rt| async move {
        let delayed = duplex().there(Faults::none().delay(SECOND));
        let (mut ours, mut theirs) = delayed.pair(&rt);
        let mut times = Vec::new();
        ours.write_all(b"a").await.expect("it is open");
        times.push(rt.now());
        theirs.read_exact(&mut [0; 1]).await.expect("it comes");
        times.push(rt.now());
        ours.close().await.expect("it can be closed");
        assert_eq!(theirs.read(&mut [0; 1]).await.expect("an end"), 0);
        times.push(rt.now());
        theirs.write_all(b"b").await.expect("it is open");
        ours.read_exact(&mut [0; 1]).await.expect("it comes");
        times.push(rt.now());
        times
    })
    .await;
    let start = times[0];
    let expected = [0, 1, 2, 2].map(|seconds| start + seconds * SECOND);
    assert_eq!(times, expected, "one direction alone is slow");
}

#[runtime_matrix::test]
async fn what_is_written_meanwhile_has_its_own_delay(rt: Runtime) {
    let times = in_virtual_time(&rt, |rt| async move {
        let (mut ours, mut theirs) = duplex().faults(Faults::none().delay(5 * SECOND)).pair(&rt);
        let start = rt.now();
        let writer = rt.spawn({
            let rt = rt.clone();
            async move {
                ours.write_all(b"a").await.expect("it is open");
                rt.sleep(2 * SECOND).await;
                ours.write_all(b"b").await.expect("it is open");
                ours
            }
        });
        let mut times = Vec::new();
        for _ in 0..2 {
            assert_eq!(theirs.read(&mut [0; 8]).await.expect("it comes"), 1);
            times.push(rt.now() - start);
        }
        writer.await.expect("no panic");
        times
    })
    .await;
    assert_eq!(times, [5 * SECOND, 7 * SECOND]);
}

#[runtime_matrix::test]
async fn nothing_overtakes_when_the_delay_ends(rt: Runtime) {
    let (read, times) = in_virtual_time(&rt, |rt| async move {
        let delayed = duplex().there(Faults::none().delay(5 * SECOND));
        let (mut ours, mut theirs, wire) = delayed.wired_pair(&rt);
        let start = rt.now();
        ours.write_all(b"first").await.expect("it is open");
        wire.there().set(Faults::none());
        ours.write_all(b"second").await.expect("it is open");
        assert!(once(theirs.read(&mut [0; 32])).await.is_pending());
        drop(ours);
        let (read, ended) = read_all(&mut theirs).await;
        assert!(ended.is_ok(), "{ended:?}");
        (read, rt.now() - start)
    })
    .await;
    assert_eq!((&*read, times), (&b"firstsecond"[..], 5 * SECOND));
}

#[runtime_matrix::test]
async fn a_reset_does_not_wait_for_what_is_delayed(rt: Runtime) {
    let waited = in_virtual_time(&rt, |rt| async move {
        let delayed = duplex().there(Faults::none().delay(3600 * SECOND));
        let (mut ours, mut theirs, wire) = delayed.wired_pair(&rt);
        let start = rt.now();
        ours.write_all(b"late").await.expect("it is open");
        let reader = waiting(&rt, async move { theirs.read(&mut [0; 8]).await }).await;
        wire.reset();
        let read = reader.await.expect("no panic");
        assert_failed(read, ErrorKind::ConnectionReset, RESET);
        rt.now() - start
    })
    .await;
    assert_eq!(waited, Duration::ZERO);
}

#[runtime_matrix::test]
async fn a_cut_lets_what_is_delayed_arrive_in_time(rt: Runtime) {
    let waited = in_virtual_time(&rt, |rt| async move {
        let faults = Faults::none().delay(SECOND).cut_after(4).merge(64);
        let (mut ours, mut theirs) = duplex().there(faults).pair(&rt);
        let start = rt.now();
        ours.write_all(b"late").await.expect("it is open");
        let (read, ended) = read_all(&mut theirs).await;
        assert_eq!(read, b"late");
        assert_failed(ended, ErrorKind::ConnectionReset, CUT);
        rt.now() - start
    })
    .await;
    assert_eq!(waited, SECOND);
}

#[runtime_matrix::test]
async fn in_lock_step_a_flush_waits_for_the_delay_too(rt: Runtime) {
    let waited = in_virtual_time(&rt, |rt| async move {
        let delayed = duplex().capacity(0).there(Faults::none().delay(SECOND));
        let (mut ours, mut theirs) = delayed.pair(&rt);
        let start = rt.now();
        let reader = rt.spawn(async move { theirs.read_exact(&mut [0; 4]).await });
        ours.write_all(b"late").await.expect("somebody reads");
        ours.flush().await.expect("it is taken");
        reader.await.expect("no panic").expect("it came");
        rt.now() - start
    })
    .await;
    assert_eq!(waited, SECOND);
}

#[runtime_matrix::test]
async fn a_delay_is_never_shorter_on_the_cells_own_clock(rt: Runtime) {
    const DELAY: Duration = Duration::from_millis(5);
    let (mut ours, mut theirs) = duplex().faults(Faults::none().delay(DELAY)).pair(&rt);
    let start = rt.now();
    ours.write_all(b"a").await.expect("it is open");
    assert!(once(theirs.read(&mut [0; 1])).await.is_pending() || rt.now() - start >= DELAY);
    theirs.read_exact(&mut [0; 1]).await.expect("it comes");
    assert!(rt.now() - start >= DELAY);
}
