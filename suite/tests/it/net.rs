//! The network of a cell: real sockets where the runtime has them, pipes in memory where it has none. What
//! holds here holds for both.

use std::{
    future::poll_fn,
    io::{ErrorKind, Write},
    net::TcpListener,
    pin::pin,
    sync::mpsc,
    task::Poll,
    thread,
    time::Duration,
};

use futures_lite::{AsyncReadExt, AsyncWriteExt};
use runtime_matrix::{Address, Capability, Cell, Listener, Runtime, Stream, Verdict};
use tempfile::TempDir;

use crate::on;

/// Returns the two ends of a connection, and what must stay alive for it.
async fn connected(rt: &Runtime, address: Address) -> (Stream, Stream, Listener) {
    let listener = rt.listen(address).await.expect("the address is free");
    let at = listener.address().expect("a listener knows its address");
    let connecting = rt.spawn({
        let rt = rt.clone();
        async move { rt.connect(at).await }
    });
    let theirs = listener.accept().await.expect("somebody connects");
    let ours = connecting.await.expect("no panic").expect("it is open");
    (ours, theirs, listener)
}

fn unix(folder: &TempDir) -> Address {
    Address::unix(folder.path().join("socket"))
}

async fn echoes(rt: Runtime, address: Address) {
    let (mut ours, mut theirs, _listener) = connected(&rt, address).await;
    let echo = rt.spawn_named("the echo", async move {
        let mut line = [0; 4];
        for _ in 0..10 {
            theirs.read_exact(&mut line).await.expect("four bytes come");
            theirs.write_all(&line).await.expect("the peer reads");
            theirs.flush().await.expect("the peer reads");
        }
    });
    for n in 0..10_u32 {
        let mut line = [0; 4];
        ours.write_all(&n.to_be_bytes())
            .await
            .expect("the peer reads");
        ours.flush().await.expect("the peer reads");
        ours.read_exact(&mut line).await.expect("four bytes come");
        assert_eq!(u32::from_be_bytes(line), n);
    }
    echo.await.expect("the echo ends");
}

#[runtime_matrix::test]
async fn tcp_streams_talk_both_ways(rt: Runtime) {
    echoes(rt, Address::local_tcp()).await;
}

#[cfg(unix)]
#[runtime_matrix::test]
async fn unix_streams_talk_both_ways(rt: Runtime) {
    let folder = TempDir::new().expect("a temporary folder");
    echoes(rt, unix(&folder)).await;
}

#[runtime_matrix::test]
async fn what_is_written_arrives_whole_and_in_order_however_much_it_is(rt: Runtime) {
    const BYTES: usize = 3 << 20;
    let (mut ours, mut theirs, _listener) = connected(&rt, Address::local_tcp()).await;
    let byte = |n: usize| u8::try_from(n % 251).expect("it is small");
    let writer = rt.spawn_named("the writer", async move {
        let bytes: Vec<u8> = (0..BYTES).map(byte).collect();
        theirs.write_all(&bytes).await.expect("the peer reads");
        theirs.close().await.expect("it can be closed");
    });
    let mut read = Vec::new();
    ours.read_to_end(&mut read).await.expect("the peer writes");
    writer.await.expect("the writer ends");
    assert_eq!(read.len(), BYTES);
    assert!(read.iter().enumerate().all(|(n, got)| *got == byte(n)));
}

#[runtime_matrix::test]
async fn a_writer_waits_for_a_reader_that_is_slow(rt: Runtime) {
    let (ours, mut theirs, _listener) = connected(&rt, Address::local_tcp()).await;
    // More than any socket's buffer takes.
    let bytes = vec![0_u8; 64 << 20];
    let mut write = pin!(theirs.write_all(&bytes));
    let written = poll_fn(|cx| Poll::Ready(write.as_mut().poll(cx).is_ready())).await;
    assert!(!written, "nobody has read a byte");
    drop(ours);
}

#[runtime_matrix::test]
async fn a_stream_that_is_closed_can_still_be_read(rt: Runtime) {
    let (mut ours, mut theirs, _listener) = connected(&rt, Address::local_tcp()).await;
    ours.write_all(b"question").await.expect("the peer reads");
    ours.close().await.expect("it can be closed");
    let mut asked = String::new();
    theirs
        .read_to_string(&mut asked)
        .await
        .expect("the peer closes");
    assert_eq!(asked, "question");
    theirs.write_all(b"answer").await.expect("the peer reads");
    theirs.close().await.expect("it can be closed");
    let mut answer = String::new();
    ours.read_to_string(&mut answer)
        .await
        .expect("the peer closes");
    assert_eq!(answer, "answer");
}

#[runtime_matrix::test]
async fn a_peer_that_is_dropped_ends_reads_and_fails_writes(rt: Runtime) {
    let (mut ours, theirs, _listener) = connected(&rt, Address::local_tcp()).await;
    drop(theirs);
    let read = ours.read(&mut [0; 8]).await.expect("an end, not an error");
    assert_eq!(read, 0);
    // A real socket takes some more before it hears of it.
    let failed = loop {
        if let Err(error) = ours.write(&[0; 1024]).await {
            break error.kind();
        }
    };
    assert!(
        [ErrorKind::BrokenPipe, ErrorKind::ConnectionReset].contains(&failed),
        "{failed}"
    );
}

#[runtime_matrix::test]
async fn a_stream_whose_peer_is_gone_can_still_be_closed(rt: Runtime) {
    let (mut ours, theirs, _listener) = connected(&rt, Address::local_tcp()).await;
    // What it has not read makes a real socket reset the connection.
    ours.write_all(b"unread").await.expect("it is connected");
    drop(theirs);
    let _ = ours.read(&mut [0; 8]).await;
    let closed = ours.close().await;
    assert!(closed.is_ok(), "there is nobody to be told: {closed:?}");
}

#[runtime_matrix::test]
async fn nobody_listens_at_an_address_whose_listener_is_dropped(rt: Runtime) {
    let listener = rt.listen(Address::local_tcp()).await.expect("it is free");
    let address = listener.address().expect("a listener knows its address");
    drop(listener);
    let refused = rt.connect(address).await.expect_err("nobody listens");
    assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
}

#[runtime_matrix::test]
async fn an_address_is_taken_once(rt: Runtime) {
    let first = rt.listen(Address::local_tcp()).await.expect("it is free");
    let address = first.address().expect("a listener knows its address");
    let taken = rt.listen(address).await.expect_err("it is taken");
    assert_eq!(taken.kind(), ErrorKind::AddrInUse);
    let other = rt.listen(Address::local_tcp()).await.expect("another port");
    assert_ne!(other.address().ok(), first.address().ok());
}

#[cfg(unix)]
#[runtime_matrix::test]
async fn a_unix_socket_that_is_not_there_is_not_found(rt: Runtime) {
    let folder = TempDir::new().expect("a temporary folder");
    let missing = rt.connect(unix(&folder)).await.expect_err("nobody listens");
    assert_eq!(missing.kind(), ErrorKind::NotFound);
}

#[runtime_matrix::test]
async fn an_accept_that_is_cancelled_loses_no_connection(rt: Runtime) {
    let listener = rt.listen(Address::local_tcp()).await.expect("it is free");
    let address = listener.address().expect("a listener knows its address");
    {
        let mut accept = pin!(listener.accept());
        let early = poll_fn(|cx| Poll::Ready(accept.as_mut().poll(cx).is_ready())).await;
        assert!(!early, "nobody has connected");
        // It is woken by this, and dropped before it is polled again.
        let mut ours = rt.connect(address).await.expect("it is open");
        ours.write_all(b"!").await.expect("it is connected");
        ours.close().await.expect("it can be closed");
    }
    let mut theirs = listener.accept().await.expect("it is still there");
    let mut said = String::new();
    theirs.read_to_string(&mut said).await.expect("it was sent");
    assert_eq!(said, "!");
}

#[runtime_matrix::test]
async fn each_of_many_connections_is_accepted_once(rt: Runtime) {
    let listener = rt.listen(Address::local_tcp()).await.expect("it is free");
    let address = listener.address().expect("a listener knows its address");
    let clients: Vec<_> = (0..20_u8)
        .map(|n| {
            let (rt, address) = (rt.clone(), address.clone());
            async move {
                let mut stream = rt.connect(address).await.expect("it is open");
                stream.write_all(&[n]).await.expect("it is accepted");
                stream.close().await.expect("it can be closed");
            }
        })
        .map(|client| rt.spawn(client))
        .collect();
    let mut numbers = Vec::new();
    for _ in 0..20 {
        let mut stream = listener.accept().await.expect("somebody connects");
        let mut number = [0];
        stream.read_exact(&mut number).await.expect("a byte comes");
        numbers.extend(number);
    }
    for client in clients {
        client.await.expect("the client ends");
    }
    numbers.sort_unstable();
    assert_eq!(numbers, (0..20).collect::<Vec<u8>>());
}

/// A thread of the machine's that accepts one connection, and answers when it has been slow.
fn slow_server() -> (Address, thread::JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("a listener knows its address");
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("the test connects");
        // That it is slow is what this is about: a clock that jumps is faster.
        thread::sleep(Duration::from_millis(30));
        stream.write_all(b"late").expect("the test reads");
    });
    (address.into(), server)
}

#[runtime_matrix::test(requires(net))]
async fn virtual_time_stands_while_an_operation_is_in_flight(rt: Runtime) {
    let (address, server) = slow_server();
    let (sender, receiver) = mpsc::channel();
    on::outcome_of(&rt, Cell::virtual_clock, |rt| async move {
        let mut stream = rt.connect(address).await.expect("it is open");
        let mut said = String::new();
        let read = rt.timeout(Duration::from_secs(3600), stream.read_to_string(&mut said));
        assert_eq!(read.await.expect("no hour has passed").ok(), Some(4));
        sender.send((said, rt.now())).expect("the test waits");
    })
    .await
    .unwrap();
    assert_eq!(receiver.recv(), Ok(("late".to_owned(), Duration::ZERO)));
    server.join().expect("the server ends");
}

#[runtime_matrix::test]
async fn two_who_wait_for_each_other_are_told(rt: Runtime) {
    let limit = |cell: Cell<'static>| {
        let limit = Some(Duration::from_millis(1500));
        cell.grace(Duration::from_millis(50)).timeout(limit)
    };
    let outcome = on::outcome_of(&rt, limit, |rt| async move {
        let (mut ours, mut theirs, _listener) = connected(&rt, Address::local_tcp()).await;
        let peer = rt.spawn_named("the peer", async move { theirs.read(&mut [0; 1]).await });
        let _ = ours.read(&mut [0; 1]).await;
        let _ = peer.await;
    })
    .await;
    let expected: &[Verdict] = match rt.name() {
        "sim" => &[Verdict::Deadlock],
        // Somebody beyond the machine's sockets could still send something.
        _ if rt.capabilities().has(Capability::Net) => &[Verdict::Timeout],
        _ => &[Verdict::Deadlock, Verdict::Stalled],
    };
    assert!(
        expected.contains(&outcome.verdict()),
        "{}",
        outcome.report()
    );
    assert!(
        outcome.report().contains("task `the peer`: waiting"),
        "{}",
        outcome.report()
    );
    let told = outcome
        .report()
        .contains("and 2 operations on sockets are in flight");
    assert_eq!(
        told,
        rt.capabilities().has(Capability::Net),
        "{}",
        outcome.report()
    );
}
