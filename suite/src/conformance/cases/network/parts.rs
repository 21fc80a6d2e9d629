//! What the programs about sockets are made of.

use std::{
    future::poll_fn,
    io,
    path::PathBuf,
    pin::Pin,
    task::{Context, Poll},
};

use futures_io::{AsyncRead, AsyncWrite};
use runtime_matrix_core::{Address, ByteStream, Listener};

use crate::{
    TempFolder,
    conformance::{instance::Instance, lab::Lab},
};

pub(super) type Stream = Box<dyn ByteStream>;

/// Unwraps what has to work.
#[track_caller]
pub(super) fn told<T>(lab: &Lab, what: &str, result: io::Result<T>) -> T {
    result.unwrap_or_else(|error| lab.fail(format!("{what} to work"), format!("an error: {error}")))
}

/// Returns the kind of the error of what must not work.
#[track_caller]
pub(super) fn refused<T>(
    lab: &Lab,
    what: &str,
    result: io::Result<T>,
    came: &str,
) -> io::ErrorKind {
    match result {
        Ok(_) => lab.fail(format!("{what} to be refused"), came),
        Err(error) => error.kind(),
    }
}

/// Opens a TCP listener on a port that is free.
pub(super) async fn listen(lab: &Lab, instance: &Instance) -> (Box<dyn Listener>, Address) {
    listen_at(lab, instance, Address::local_tcp()).await
}

pub(super) async fn listen_at(
    lab: &Lab,
    instance: &Instance,
    address: Address,
) -> (Box<dyn Listener>, Address) {
    let listener = instance.net_of().listen(address.clone()).await;
    let listener = told(lab, &format!("a listen at `{address}`"), listener);
    let address = told(lab, "the listener's address", listener.local_address());
    (listener, address)
}

/// Returns the two ends of a TCP connection: that of who connects, and that of who accepts.
pub(super) async fn pair(lab: &Lab, instance: &Instance) -> (Stream, Stream) {
    let (listener, address) = listen(lab, instance).await;
    connect(lab, instance, &*listener, address).await
}

pub(super) async fn connect(
    lab: &Lab,
    instance: &Instance,
    listener: &dyn Listener,
    address: Address,
) -> (Stream, Stream) {
    let client = instance.net_of().connect(address).await;
    let client = told(lab, "a connect", client);
    let server = listener.accept().await;
    (client, told(lab, "an accept", server))
}

/// Returns a folder and the path of a socket in it, or leaves the case.
pub(super) fn socket_file(lab: &Lab) -> (TempFolder, PathBuf) {
    if !cfg!(unix) {
        lab.leave("the platform has no Unix sockets");
    }
    let folder = told(lab, "a temporary folder", TempFolder::new());
    let path = folder.path().join("socket");
    (folder, path)
}

pub(super) async fn write_all(stream: &mut Stream, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match poll_fn(|cx| Pin::new(&mut *stream).poll_write(cx, bytes)).await? {
            0 => return Err(io::ErrorKind::WriteZero.into()),
            written => bytes = &bytes[written..],
        }
    }
    poll_fn(|cx| Pin::new(&mut *stream).poll_flush(cx)).await
}

pub(super) async fn close(stream: &mut Stream) -> io::Result<()> {
    poll_fn(|cx| Pin::new(&mut *stream).poll_close(cx)).await
}

/// Reads that many bytes, or fewer if the end comes before.
pub(super) async fn read(stream: &mut Stream, bytes: usize) -> io::Result<Vec<u8>> {
    let (mut all, mut part) = (Vec::new(), vec![0; bytes.min(65_536)]);
    while all.len() < bytes {
        let most = part.len().min(bytes - all.len());
        match poll_fn(|cx| Pin::new(&mut *stream).poll_read(cx, &mut part[..most])).await? {
            0 => break,
            read => all.extend_from_slice(&part[..read]),
        }
    }
    Ok(all)
}

pub(super) async fn read_to_end(stream: &mut Stream) -> io::Result<Vec<u8>> {
    let (mut all, mut part) = (Vec::new(), [0; 997]);
    loop {
        match poll_fn(|cx| Pin::new(&mut *stream).poll_read(cx, &mut part)).await? {
            0 => return Ok(all),
            read => all.extend_from_slice(&part[..read]),
        }
    }
}

/// Polls once and returns what came, if that is ready.
pub(super) async fn once<T>(mut poll: impl FnMut(&mut Context<'_>) -> Poll<T>) -> Poll<T> {
    poll_fn(|cx| Poll::Ready(poll(cx))).await
}
