//! What cannot be opened or reached is named, with the cause and the way out, on every network.

use std::{
    error::Error,
    io::{self, ErrorKind},
    path::Path,
};

use runtime_matrix::{Address, Capability, Runtime, TempFolder, Transport};

/// Asserts what kind of error it is, and what it says.
#[track_caller]
fn assert_failed<T: std::fmt::Debug>(result: io::Result<T>, kind: ErrorKind, says: &str) {
    let error = result.expect_err(says);
    assert_eq!((error.kind(), error.to_string()), (kind, says.to_owned()));
}

fn unix(folder: &TempFolder, name: &str) -> Address {
    Address::unix(folder.path().join(name))
}

#[runtime_matrix::test]
async fn a_tcp_address_that_is_taken_is_named(rt: Runtime) {
    let (_listener, endpoint) = Transport::Tcp.listen(&rt).await.expect("a port is free");
    let address = endpoint.address();
    let says = format!("{address}: address already in use: listen on port 0 to get a free one");
    let taken = rt.listen(address.clone()).await;
    assert_failed(taken, ErrorKind::AddrInUse, &says);
}

#[runtime_matrix::test]
async fn a_unix_address_that_is_taken_is_named(rt: Runtime) {
    let (_listener, endpoint) = Transport::Unix.listen(&rt).await.expect("it can be made");
    let address = endpoint.address();
    let says = format!(
        "{address}: address already in use: a listener has its file, or left it: listen in a folder of the test's \
         own, as `TempFolder::new` makes one"
    );
    let taken = rt.listen(address.clone()).await;
    assert_failed(taken, ErrorKind::AddrInUse, &says);
}

#[runtime_matrix::test]
async fn a_name_in_memory_that_is_taken_is_named(rt: Runtime) {
    let server = rt.listen(Address::memory("server")).await;
    let taken = rt.listen(Address::memory("server")).await;
    let says = "memory server: address already in use: listen at `Address::memory(\"\")` to get a free one";
    assert_failed(taken, ErrorKind::AddrInUse, says);
    drop(server);
    let free = rt.listen(Address::memory("server")).await;
    assert!(free.is_ok(), "the first one is gone: {free:?}");
}

#[runtime_matrix::test]
async fn an_address_where_nobody_listens_is_named(rt: Runtime) {
    let (listener, endpoint) = Transport::Tcp.listen(&rt).await.expect("a port is free");
    drop(listener);
    let folder = TempFolder::new().expect("it can be made");
    let cases = [
        (endpoint.address().clone(), ErrorKind::ConnectionRefused),
        (unix(&folder, "nobody"), ErrorKind::NotFound),
        (Address::memory("nobody"), ErrorKind::ConnectionRefused),
    ];
    for (address, kind) in cases {
        let says = format!("{address}: nobody listens there");
        assert_failed(rt.connect(address).await, kind, &says);
    }
}

#[cfg(unix)]
#[runtime_matrix::test(requires(net))]
async fn a_socket_file_whose_listener_is_gone_is_named(rt: Runtime) {
    let folder = TempFolder::new().expect("it can be made");
    let address = unix(&folder, "left");
    drop(rt.listen(address.clone()).await.expect("it is free"));
    let says =
        format!("{address}: nobody listens there: the file is left of a listener that is gone");
    let refused = rt.connect(address).await;
    assert_failed(refused, ErrorKind::ConnectionRefused, &says);
}

#[cfg(unix)]
#[runtime_matrix::test(requires(net))]
async fn a_socket_in_a_folder_that_is_not_there_is_named(rt: Runtime) {
    let folder = TempFolder::new().expect("it can be made");
    let address = unix(&folder, "missing/socket");
    let says = format!("{address}: the folder of the socket's file is not there");
    assert_failed(rt.listen(address).await, ErrorKind::NotFound, &says);
}

#[runtime_matrix::test(requires(net))]
async fn an_address_of_another_machine_is_named(rt: Runtime) {
    // Of the block for documentation: nobody has it.
    let address = Address::Tcp(([192, 0, 2, 1], 0).into());
    let says = "tcp 192.0.2.1:0: this machine does not have that address: listen on 127.0.0.1";
    assert_failed(rt.listen(address).await, ErrorKind::AddrNotAvailable, says);
}

#[runtime_matrix::test]
async fn the_error_of_the_machine_is_the_source(rt: Runtime) {
    let (_listener, endpoint) = Transport::Tcp.listen(&rt).await.expect("a port is free");
    let taken = rt
        .listen(endpoint.address().clone())
        .await
        .expect_err("it is taken");
    let source = taken
        .source()
        .and_then(|source| source.downcast_ref::<io::Error>());
    let source = source.expect("an error of the machine's kind");
    assert_eq!(source.kind(), ErrorKind::AddrInUse);
    let has_sockets = rt.capabilities().has(Capability::Net);
    assert_eq!(source.raw_os_error().is_some(), has_sockets);
}

#[runtime_matrix::test]
async fn a_path_that_is_too_long_is_refused_on_every_network(rt: Runtime) {
    let most = if cfg!(target_os = "linux") { 107 } else { 103 };
    let path = Path::new("/").join("x".repeat(most));
    let address = Address::unix(&path);
    let bytes = most + 1;
    let says = format!(
        "{address}: the path has {bytes} bytes, and a Unix socket takes {most} at most: use a shorter folder, as \
         `TempFolder::new` makes one"
    );
    let listened = rt.listen(address.clone()).await;
    assert_failed(listened, ErrorKind::InvalidInput, &says);
    let connected = rt.connect(address).await;
    assert_failed(connected, ErrorKind::InvalidInput, &says);
}

#[cfg(unix)]
#[runtime_matrix::test]
async fn the_longest_path_is_taken(rt: Runtime) {
    let most = if cfg!(target_os = "linux") { 107 } else { 103 };
    let folder = TempFolder::new().expect("it can be made");
    let rest = most - folder.path().as_os_str().len() - 1;
    let listened = rt.listen(unix(&folder, &"x".repeat(rest))).await;
    assert!(listened.is_ok(), "{listened:?}");
}

#[runtime_matrix::test]
async fn a_path_that_is_empty_is_refused_on_every_network(rt: Runtime) {
    let says = "unix : the path is empty: name the file that the socket is to have";
    let listened = rt.listen(Address::unix("")).await;
    assert_failed(listened, ErrorKind::InvalidInput, says);
    let connected = rt.connect(Address::unix("")).await;
    assert_failed(connected, ErrorKind::InvalidInput, says);
}
