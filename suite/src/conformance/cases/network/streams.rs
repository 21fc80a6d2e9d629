use std::{
    cell::RefCell,
    io,
    pin::Pin,
    task::{Context, Poll, Waker},
};

use futures_io::{AsyncRead, AsyncWrite};
use runtime_matrix_core::Address;

use super::parts::{
    Stream, close, connect, listen, listen_at, once, pair, read, read_to_end, socket_file, told,
    write_all,
};
use crate::conformance::{
    lab::Lab,
    parts::{Flag, elsewhere, join, turn},
};

/// More than lies in the buffers between two sockets.
const PLENTY: usize = 64 * 1024 * 1024;
/// So many polls in a row that find no room are no chance.
const STUCK: u32 = 10;

pub(super) fn bytes_arrive_in_order(lab: &Lab) {
    let instance = lab.instance();
    let sent: Vec<u8> = (0..=250).cycle().take(100_003).collect();
    let bytes = sent.clone();
    let came = instance.block_on("the reading of what a task writes", async {
        let (mut client, mut server) = pair(lab, &instance).await;
        let writer = instance.start(async move {
            // What fails here is read as an early end.
            let _ = write_all(&mut client, &bytes).await;
            let _ = close(&mut client).await;
        });
        let came = read_to_end(&mut server).await;
        join(writer).await;
        came
    });
    let came = told(lab, "a read", came);
    lab.equal("the number of bytes that came", came.len(), sent.len());
    lab.holds(
        came == sent,
        "bytes to arrive in the order in which they were written",
        "others",
    );
    instance.end();
}

pub(super) fn unix_sockets_carry_bytes(lab: &Lab) {
    let (_folder, path) = socket_file(lab);
    let instance = lab.instance();
    let (there, back) = instance.block_on("bytes on a Unix socket", async {
        let (listener, address) = listen_at(lab, &instance, Address::unix(&path)).await;
        let (mut client, mut server) = connect(lab, &instance, &*listener, address).await;
        told(lab, "a write", write_all(&mut client, b"there").await);
        let there = read(&mut server, 5).await;
        told(lab, "a write", write_all(&mut server, b"back").await);
        (there, read(&mut client, 4).await)
    });
    lab.equal("what came", told(lab, "a read", there), b"there".to_vec());
    lab.equal(
        "what came back",
        told(lab, "a read", back),
        b"back".to_vec(),
    );
    instance.end();
}

pub(super) fn both_directions_carry_bytes_at_once(lab: &Lab) {
    let instance = lab.instance();
    let (ours, theirs) = instance.block_on("two messages that cross", async {
        let (mut client, mut server) = pair(lab, &instance).await;
        told(lab, "a write", write_all(&mut client, b"ping").await);
        told(lab, "a write", write_all(&mut server, b"pong").await);
        (read(&mut client, 4).await, read(&mut server, 4).await)
    });
    lab.equal("what came", told(lab, "a read", ours), b"pong".to_vec());
    lab.equal("what came", told(lab, "a read", theirs), b"ping".to_vec());
    instance.end();
}

/// Writes until there is no room left, and returns whether that came.
async fn fill(stream: &mut Stream) -> io::Result<bool> {
    let chunk = vec![7; 64 * 1024];
    let (mut written, mut in_vain) = (0, 0);
    while written < PLENTY && in_vain < STUCK {
        match once(|cx| Pin::new(&mut *stream).poll_write(cx, &chunk)).await {
            Poll::Ready(more) => (written, in_vain) = (written + more?, 0),
            Poll::Pending => in_vain += 1,
        }
        turn().await;
    }
    Ok(in_vain == STUCK)
}

pub(super) fn a_writer_waits_for_its_reader(lab: &Lab) {
    let instance = lab.instance();
    let waits = instance.block_on("writes that nobody reads", async {
        let (mut client, _server) = pair(lab, &instance).await;
        fill(&mut client).await
    });
    lab.holds(
        told(lab, "a write", waits),
        "a writer to wait whose peer reads nothing",
        "nothing was in its way for 64 MiB",
    );
    instance.end();
}

pub(super) fn a_write_wakes_a_waiting_read(lab: &Lab) {
    let instance = lab.instance();
    let came = instance.block_on("a read that waited for its bytes", async {
        let (mut client, mut server) = pair(lab, &instance).await;
        let has_begun = Flag::default();
        let begun = has_begun.clone();
        let writer = instance.start(async move {
            begun.wait().await;
            // What fails here is read as an early end.
            let _ = write_all(&mut client, b"late").await;
            // The end is no news before the bytes are.
            turn().await;
            std::future::pending::<()>().await;
        });
        has_begun.set();
        let came = read(&mut server, 4).await;
        writer.cancel().await;
        came
    });
    lab.equal("what came", told(lab, "a read", came), b"late".to_vec());
    instance.end();
}

pub(super) fn a_read_wakes_a_waiting_write(lab: &Lab) {
    let instance = lab.instance();
    let what = "a write that waited for room";
    instance.block_on(what, async {
        let (mut client, mut server) = pair(lab, &instance).await;
        if !told(lab, "a write", fill(&mut client).await) {
            lab.leave("a writer waits for nobody: see `a_writer_waits_for_its_reader`");
        }
        let writer = instance.start(async move {
            // What fails here is read as an early end.
            let _ = write_all(&mut client, b"last").await;
            let _ = close(&mut client).await;
        });
        // It waits by the time that it has had a turn.
        for _ in 0..STUCK {
            turn().await;
        }
        told(lab, "a read", read_to_end(&mut server).await);
        join(writer).await;
    });
    instance.end();
}

pub(super) fn bytes_wake_whoever_polled_last(lab: &Lab) {
    let instance = lab.instance();
    let has_come = Flag::default();
    let come = has_come.clone();
    instance.block_on("a read that another task has begun", async {
        let (mut client, mut server) = pair(lab, &instance).await;
        let mut byte = [0];
        let polled = {
            // This one wakes nobody.
            let mut cx = Context::from_waker(Waker::noop());
            Pin::new(&mut server).poll_read(&mut cx, &mut byte)
        };
        lab.holds(
            polled.is_pending(),
            "a read to wait",
            "it was ready before any byte",
        );
        let reader = instance.start(async move {
            if read(&mut server, 1).await.is_ok_and(|read| read == [9]) {
                come.set();
            }
        });
        for _ in 0..STUCK {
            turn().await;
        }
        told(lab, "a write", write_all(&mut client, &[9]).await);
        join(reader).await;
    });
    lab.holds(
        has_come.is_set(),
        "the byte that was written",
        "another, or none",
    );
    instance.end();
}

pub(super) fn a_close_is_read_as_the_end(lab: &Lab) {
    let instance = lab.instance();
    let came = instance.block_on("the end of what a closed end sent", async {
        let (mut client, mut server) = pair(lab, &instance).await;
        told(lab, "a close", close(&mut client).await);
        let came = read_to_end(&mut server).await;
        drop(client);
        came
    });
    lab.equal("what came", told(lab, "a read", came), Vec::new());
    instance.end();
}

pub(super) fn a_close_sends_what_was_written(lab: &Lab) {
    let instance = lab.instance();
    let came = instance.block_on("what was written before a close", async {
        let (mut client, mut server) = pair(lab, &instance).await;
        told(lab, "a write", write_all(&mut client, b"all").await);
        told(lab, "a close", close(&mut client).await);
        drop(client);
        read_to_end(&mut server).await
    });
    lab.equal("what came", told(lab, "a read", came), b"all".to_vec());
    instance.end();
}

pub(super) fn half_a_close_leaves_the_answer(lab: &Lab) {
    let instance = lab.instance();
    let answer = instance.block_on("an answer after a close", async {
        let (mut client, mut server) = pair(lab, &instance).await;
        told(lab, "a close", close(&mut client).await);
        told(lab, "a write", write_all(&mut server, b"me").await);
        read(&mut client, 2).await
    });
    lab.equal("the answer", told(lab, "a read", answer), b"me".to_vec());
    instance.end();
}

pub(super) fn a_dropped_end_is_read_as_the_end(lab: &Lab) {
    let instance = lab.instance();
    let came = instance.block_on("the end of what a dropped end sent", async {
        let (client, mut server) = pair(lab, &instance).await;
        drop(client);
        read_to_end(&mut server).await
    });
    lab.equal("what came", told(lab, "a read", came), Vec::new());
    instance.end();
}

pub(super) fn a_write_to_a_dropped_end_fails(lab: &Lab) {
    let instance = lab.instance();
    instance.block_on("a write to a dropped end", async {
        let (client, server) = pair(lab, &instance).await;
        drop(server);
        let client = RefCell::new(client);
        lab.until("a write to a dropped end to fail", || {
            let mut cx = Context::from_waker(Waker::noop());
            let polled = Pin::new(&mut *client.borrow_mut()).poll_write(&mut cx, b"anybody?");
            matches!(polled, Poll::Ready(Err(_)))
        })
        .await;
    });
    instance.end();
}

pub(super) fn is_dropped_anywhere(lab: &Lab) {
    let instance = lab.instance();
    let sockets = instance.block_on("a connection", async {
        let (listener, address) = listen(lab, &instance).await;
        let (client, server) = connect(lab, &instance, &*listener, address).await;
        (listener, client, server)
    });
    lab.holds(
        elsewhere(move || drop(sockets)),
        "sockets to be dropped on another thread",
        "the drop panicked",
    );
    instance.end();
}
