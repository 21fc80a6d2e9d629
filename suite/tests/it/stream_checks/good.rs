//! Real streams keep the rules: the suite's own on every transport, and other people's.

use std::{
    convert::Infallible,
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_lite::{
    AsyncRead, AsyncWrite,
    io::{BufReader, BufWriter},
};
use rstest::rstest;
use runtime_matrix::{
    Address, Listener, Runtime, Stream, duplex as pipe, rt,
    stream_checks::{check_half_closeable_stream, check_one_way_stream},
};
use tempfile::TempDir;
use tokio::io::{AsyncRead as _, AsyncWrite as _, DuplexStream, ReadBuf, duplex};

use super::wire::pair;

async fn connected(rt: &Runtime, listener: &Listener) -> io::Result<(Stream, Stream)> {
    let ours = rt.connect(listener.address()?).await?;
    Ok((ours, listener.accept().await?))
}

async fn keeps_all_rules(rt: &Runtime, address: Address) {
    let listener = rt.listen(address).await.expect("the address is free");
    let check = check_half_closeable_stream(rt, async || connected(rt, &listener).await);
    let checked = check.await.unwrap();
    assert_eq!(checked.not_applicable().next(), None, "{checked}");
    assert_eq!(checked.held().count(), 44);
}

#[runtime_matrix::test]
async fn tcp_streams_keep_all_rules(rt: Runtime) {
    keeps_all_rules(&rt, Address::local_tcp()).await;
}

#[cfg(unix)]
#[runtime_matrix::test]
async fn unix_streams_keep_all_rules(rt: Runtime) {
    let folder = TempDir::new().expect("a temporary folder");
    keeps_all_rules(&rt, Address::unix(folder.path().join("socket"))).await;
}

#[runtime_matrix::test]
async fn what_the_faults_are_put_into_keeps_all_rules(rt: Runtime) {
    let check = check_half_closeable_stream(&rt, async || Ok::<_, Infallible>(pair(None)));
    let checked = check.await.unwrap();
    assert_eq!(checked.held().count(), 44, "{checked}");
}

#[rstest]
#[case::as_a_socket(64 * 1024)]
#[case::a_byte(1)]
#[runtime_matrix::test]
async fn connections_in_memory_keep_all_rules(rt: Runtime, #[case] capacity: usize) {
    let maker = async || Ok::<_, Infallible>(pipe().capacity(capacity).pair(&rt));
    let checked = check_half_closeable_stream(&rt, maker).await.unwrap();
    assert_eq!(checked.held().count(), 44, "{checked}");
}

#[runtime_matrix::test]
async fn lock_step_keeps_all_rules(rt: Runtime) {
    let maker = async || Ok::<_, Infallible>(pipe().capacity(0).pair(&rt));
    let checked = check_half_closeable_stream(&rt, maker).await.unwrap();
    assert_eq!(checked.held().count(), 44, "{checked}");
}

#[runtime_matrix::test]
async fn buffered_writers_and_readers_keep_all_rules(rt: Runtime) {
    let listener = rt.listen(Address::local_tcp()).await.expect("a free port");
    let check = check_one_way_stream(&rt, async || {
        let (writer, reader) = connected(&rt, &listener).await?;
        Ok::<_, io::Error>((BufWriter::new(writer), BufReader::new(reader)))
    });
    check.await.unwrap();
}

#[runtime_matrix::test]
async fn a_duplex_of_tokio_keeps_all_rules(rt: Runtime) {
    for capacity in [1, 1000] {
        let check = check_half_closeable_stream(&rt, async || {
            let (one, other) = duplex(capacity);
            Ok::<_, Infallible>((Bridge(one), Bridge(other)))
        });
        check.await.unwrap();
    }
}

/// A stream of Tokio's, with the traits of futures-io.
struct Bridge(DuplexStream);

impl AsyncRead for Bridge {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        let mut buffer = ReadBuf::new(into);
        ready!(Pin::new(&mut self.0).poll_read(cx, &mut buffer))?;
        Poll::Ready(Ok(buffer.filled().len()))
    }
}

impl AsyncWrite for Bridge {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        from: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, from)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}
