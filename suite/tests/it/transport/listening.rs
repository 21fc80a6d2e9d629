use std::{fs, future::poll_fn, io::ErrorKind, pin::pin, task::Poll};

use futures_lite::{AsyncReadExt, AsyncWriteExt};
use rstest::rstest;
use runtime_matrix::{Address, Capability, Faults, Runtime, Stream, Transport, duplex, rt};

/// Tells whether the transport is a real Unix socket on that runtime.
fn has_a_file(rt: &Runtime, transport: Transport) -> bool {
    transport == Transport::Unix && rt.capabilities().has(Capability::Net)
}

async fn echo_once(mut stream: Stream) {
    let mut said = String::new();
    stream
        .read_to_string(&mut said)
        .await
        .expect("the peer closes");
    stream
        .write_all(said.as_bytes())
        .await
        .expect("the peer reads");
    stream.close().await.expect("it can be closed");
}

#[rstest]
#[case::tcp(Transport::Tcp)]
#[case::unix(Transport::Unix)]
#[case::memory(Transport::Memory)]
#[runtime_matrix::test]
async fn each_of_64_clients_is_answered(#[case] transport: Transport, rt: Runtime) {
    let (listener, endpoint) = transport.listen(&rt).await.expect("it can be opened");
    let server = rt.spawn_named("the server", {
        let rt = rt.clone();
        async move {
            let mut echoes = Vec::new();
            for _ in 0..64 {
                let stream = listener.accept().await.expect("somebody connects");
                echoes.push(rt.spawn(echo_once(stream)));
            }
            for echo in echoes {
                echo.await.expect("the echo ends");
            }
        }
    });
    let clients: Vec<_> = (0..64)
        .map(|number| {
            let (rt, address) = (rt.clone(), endpoint.address().clone());
            async move {
                let mut stream = rt.connect(address).await.expect("somebody listens");
                let (said, mut heard) = (format!("client {number}"), String::new());
                stream
                    .write_all(said.as_bytes())
                    .await
                    .expect("the peer reads");
                stream.close().await.expect("it can be closed");
                stream
                    .read_to_string(&mut heard)
                    .await
                    .expect("the peer closes");
                assert_eq!(heard, said);
            }
        })
        .map(|client| rt.spawn(client))
        .collect();
    for client in clients {
        client.await.expect("it is answered");
    }
    server.await.expect("all were served");
}

#[rstest]
#[case::tcp(Transport::Tcp)]
#[case::unix(Transport::Unix)]
#[case::memory(Transport::Memory)]
#[runtime_matrix::test]
async fn an_accept_that_is_cancelled_loses_no_client(#[case] transport: Transport, rt: Runtime) {
    let (listener, endpoint) = transport.listen(&rt).await.expect("it can be opened");
    {
        let mut accept = pin!(listener.accept());
        let early = poll_fn(|cx| Poll::Ready(accept.as_mut().poll(cx).is_ready())).await;
        assert!(!early, "nobody has connected");
        // It is woken by this, and dropped before it is polled again.
        let mut client = endpoint.connect().await.expect("somebody listens");
        client.write_all(b"!").await.expect("it is connected");
        client.close().await.expect("it can be closed");
    }
    let mut server = listener.accept().await.expect("it is still there");
    let mut said = String::new();
    server.read_to_string(&mut said).await.expect("it was sent");
    assert_eq!(said, "!");
}

#[rstest]
#[case::tcp(Transport::Tcp)]
#[case::unix(Transport::Unix)]
#[case::memory(Transport::Memory)]
#[runtime_matrix::test]
async fn two_at_a_time_have_addresses_of_their_own(#[case] transport: Transport, rt: Runtime) {
    let (_first, one) = transport.listen(&rt).await.expect("it can be opened");
    let (_second, other) = transport.listen(&rt).await.expect("it can be opened");
    assert_ne!(one.address(), other.address());
    let told = one.address().to_string();
    assert!(told.starts_with(transport.name()), "{told}");
    assert_eq!(one.transport(), transport);
    if let Address::Tcp(address) = one.address() {
        assert_ne!(address.port(), 0, "the port is read back");
    }
}

#[rstest]
#[case::tcp(Transport::Tcp)]
#[case::unix(Transport::Unix)]
#[case::memory(Transport::Memory)]
#[runtime_matrix::test]
async fn nobody_is_reached_once_listener_and_endpoint_are_gone(
    #[case] transport: Transport,
    rt: Runtime,
) {
    let (listener, endpoint) = transport.listen(&rt).await.expect("it can be opened");
    let address = endpoint.address().clone();
    drop(listener);
    let left = endpoint.connect().await.expect_err("nobody listens");
    drop(endpoint);
    let gone = rt
        .connect(address.clone())
        .await
        .expect_err("nobody listens");
    let start = format!("{address}: nobody listens there");
    for error in [left, gone] {
        assert!(error.to_string().starts_with(&start), "{error}");
    }
}

#[runtime_matrix::test]
async fn only_a_real_unix_socket_has_a_file_and_it_goes_with_its_endpoint(rt: Runtime) {
    for transport in Transport::ALL {
        let (listener, endpoint) = transport.listen(&rt).await.expect("it can be opened");
        let Address::Unix(path) = endpoint.address().clone() else {
            continue;
        };
        let folder = path.parent().expect("it is in a folder").to_owned();
        assert_eq!(path.exists(), has_a_file(&rt, transport));
        let mut client = endpoint.connect().await.expect("somebody listens");
        drop(endpoint);
        assert!(!folder.exists(), "{}", folder.display());
        let mut server = listener.accept().await.expect("it was connected before");
        server.write_all(b"on").await.expect("it goes on");
        client.read_exact(&mut [0; 2]).await.expect("it goes on");
    }
}

#[cfg(unix)]
#[runtime_matrix::test(requires(net))]
async fn the_folder_of_a_socket_is_the_users_alone(rt: Runtime) {
    use std::os::unix::fs::PermissionsExt;
    let (_listener, endpoint) = Transport::Unix.listen(&rt).await.expect("it can be opened");
    let Address::Unix(path) = endpoint.address() else {
        panic!("{} is not unix", endpoint.address());
    };
    let folder = path.parent().expect("it is in a folder");
    let mode = fs::metadata(folder)
        .expect("it is there")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o700);
    endpoint.remove().expect("it can be removed");
}

#[runtime_matrix::test]
async fn memory_has_the_capacity_and_the_faults_that_were_chosen(rt: Runtime) {
    let options = duplex().capacity(4).back(Faults::none().split(1));
    let listened = Transport::Memory.listen_with(&rt, options).await;
    let (listener, endpoint) = listened.expect("it is in memory");
    let mut client = endpoint.connect().await.expect("somebody listens");
    let mut server = listener.accept().await.expect("somebody connects");
    assert_eq!(client.write(b"hello").await.expect("it is open"), 4);
    assert_eq!(server.read(&mut [0; 8]).await.expect("it came"), 4);
    assert_eq!(server.write(b"hi").await.expect("it is open"), 2);
    assert_eq!(client.read(&mut [0; 8]).await.expect("it came"), 1);
}

#[runtime_matrix::test]
async fn there_is_from_the_one_that_connects(rt: Runtime) {
    let closing = duplex().there(Faults::none().cut_after(1));
    let listened = Transport::Memory.listen_with(&rt, closing).await;
    let (listener, endpoint) = listened.expect("it is in memory");
    let mut client = endpoint.connect().await.expect("somebody listens");
    let mut server = listener.accept().await.expect("somebody connects");
    assert_eq!(server.write(b"ab").await.expect("this way is whole"), 2);
    assert_eq!(client.write(b"ab").await.expect("one is left"), 1);
    let cut = client.write(b"b").await.expect_err("it is cut");
    assert_eq!(cut.kind(), ErrorKind::BrokenPipe);
}

#[runtime_matrix::test]
async fn faults_of_a_real_socket_are_refused_on_every_runtime(rt: Runtime) {
    for transport in [Transport::Tcp, Transport::Unix] {
        let refused = transport.listen_with(&rt, duplex().capacity(4)).await;
        let error = refused.expect_err("it is no memory");
        let expected = format!(
            "{transport}: capacity and faults can be chosen in memory alone: use `Transport::Memory`"
        );
        assert_eq!(
            (error.kind(), error.to_string()),
            (ErrorKind::InvalidInput, expected)
        );
        let plain = transport.listen_with(&rt, duplex()).await;
        assert!(plain.is_ok(), "the default is what it is anyway: {plain:?}");
    }
}

#[runtime_matrix::test]
async fn memory_is_memory_where_there_are_sockets_too(rt: Runtime) {
    let (listener, endpoint) = Transport::Memory
        .listen(&rt)
        .await
        .expect("it can be opened");
    let client = endpoint.connect().await.expect("somebody listens");
    let server = listener.accept().await.expect("somebody connects");
    assert!(client.wire().is_some() && server.wire().is_some());
    let (listener, endpoint) = Transport::Tcp.listen(&rt).await.expect("it can be opened");
    let (client, _server) = (
        endpoint.connect().await.expect("somebody listens"),
        listener.accept().await.expect("somebody connects"),
    );
    let has_sockets = rt.capabilities().has(Capability::Net);
    assert_eq!(client.wire().is_none(), has_sockets, "a socket has no wire");
}
