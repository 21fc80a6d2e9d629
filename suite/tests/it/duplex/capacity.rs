//! How much is under way at most, and who waits for whom.

use futures_lite::{AsyncReadExt, AsyncWriteExt};
use runtime_matrix::{Runtime, duplex};

use crate::{
    duplex::{once, waiting},
    on,
};

#[runtime_matrix::test]
async fn a_write_takes_what_there_is_room_for(rt: Runtime) {
    let (mut ours, mut theirs) = duplex().capacity(7).pair(&rt);
    assert_eq!(ours.write(b"0123456789").await.expect("it is open"), 7);
    assert!(once(ours.write(b"789")).await.is_pending(), "it is full");
    let mut read = [0; 3];
    theirs.read_exact(&mut read).await.expect("bytes are there");
    assert_eq!(ours.write(b"789").await.expect("it is open"), 3);
    let mut read = [0; 7];
    theirs.read_exact(&mut read).await.expect("bytes are there");
    assert_eq!(&read, b"3456789");
}

#[runtime_matrix::test]
async fn the_default_takes_64_kib(rt: Runtime) {
    let (mut ours, _theirs) = duplex().pair(&rt);
    let bytes = vec![0; 100_000];
    assert_eq!(ours.write(&bytes).await.expect("it is open"), 64 * 1024);
}

#[runtime_matrix::test]
async fn a_writer_that_waits_goes_on_when_somebody_reads(rt: Runtime) {
    let (mut ours, mut theirs) = duplex().capacity(1).pair(&rt);
    ours.write_all(b"a").await.expect("it is open");
    let writer = waiting(&rt, async move { ours.write_all(b"b").await }).await;
    let mut read = [0; 2];
    theirs.read_exact(&mut read).await.expect("both come");
    writer.await.expect("no panic").expect("it is open");
    assert_eq!(&read, b"ab");
}

#[runtime_matrix::test]
async fn both_directions_may_be_full_at_once(rt: Runtime) {
    let (mut ours, mut theirs) = duplex().capacity(2).pair(&rt);
    for end in [&mut ours, &mut theirs] {
        assert_eq!(end.write(b"xyz").await.expect("it is open"), 2);
        assert!(once(end.write(b"z")).await.is_pending(), "it is full");
    }
    let talk = |mut end: runtime_matrix::Stream| async move {
        let mut read = [0; 3];
        end.read_exact(&mut read[..2])
            .await
            .expect("the peer wrote");
        end.write_all(b"z").await.expect("the peer reads");
        end.read_exact(&mut read[2..])
            .await
            .expect("the peer wrote");
        assert_eq!(&read, b"xyz");
        end
    };
    let peer = rt.spawn(talk(theirs));
    talk(ours).await;
    peer.await.expect("the peer ends");
}

#[runtime_matrix::test]
async fn the_ends_work_on_other_threads(rt: Runtime) {
    let (mut ours, mut theirs) = duplex().capacity(3).pair(&rt);
    let echo = rt.spawn(async move {
        let mut said = Vec::new();
        theirs
            .read_to_end(&mut said)
            .await
            .expect("the peer writes");
        theirs.write_all(&said).await.expect("the peer reads");
    });
    let heard = on::aside(&rt, || {
        futures_lite::future::block_on(async move {
            ours.write_all(b"from afar").await.expect("the peer reads");
            ours.close().await.expect("it can be closed");
            let mut heard = String::new();
            ours.read_to_string(&mut heard)
                .await
                .expect("the peer ends");
            heard
        })
    })
    .await;
    assert_eq!(heard, "from afar");
    echo.await.expect("the echo ends");
}
