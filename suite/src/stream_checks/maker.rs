use std::{
    fmt::Display,
    future::Future,
    io::{self, IoSlice, IoSliceMut},
    pin::Pin,
    task::{Context, Poll},
};

use futures_io::{AsyncRead, AsyncWrite};

use crate::stream_checks::{end::Duplex, rule::Stop};

/// Makes pairs of streams, whatever their types are.
pub(super) trait Make {
    /// Makes the next pair.
    fn make(&mut self) -> Pin<Box<dyn Future<Output = Result<Pair, Stop>> + '_>>;
}

pub(super) type Pair = (Pin<Box<dyn Duplex>>, Pin<Box<dyn Duplex>>);

/// Makes pairs of which the first is written and the second read.
pub(super) struct OneWay<M>(pub(super) M);

/// Makes pairs that are connected in both directions.
pub(super) struct TwoWay<M>(pub(super) M);

impl<M, W, R, E> Make for OneWay<M>
where
    M: AsyncFnMut() -> Result<(W, R), E>,
    W: AsyncWrite + Send + 'static,
    R: AsyncRead + Send + 'static,
    E: Display,
{
    fn make(&mut self) -> Pin<Box<dyn Future<Output = Result<Pair, Stop>> + '_>> {
        Box::pin(async move {
            let (writer, reader) = (self.0)().await.map_err(failed)?;
            let writer = Box::pin(OnlyWritten(Box::pin(writer))) as _;
            let reader = Box::pin(OnlyRead(Box::pin(reader))) as _;
            Ok((writer, reader))
        })
    }
}

impl<M, A, B, E> Make for TwoWay<M>
where
    M: AsyncFnMut() -> Result<(A, B), E>,
    A: AsyncRead + AsyncWrite + Send + 'static,
    B: AsyncRead + AsyncWrite + Send + 'static,
    E: Display,
{
    fn make(&mut self) -> Pin<Box<dyn Future<Output = Result<Pair, Stop>> + '_>> {
        Box::pin(async move {
            let (first, second) = (self.0)().await.map_err(failed)?;
            Ok((Box::pin(first) as _, Box::pin(second) as _))
        })
    }
}

fn failed(error: impl Display) -> Stop {
    Stop::Broken(format!("the maker failed: {error}"))
}

/// A stream that no rule reads.
struct OnlyWritten<W>(Pin<Box<W>>);

/// A stream that no rule writes.
struct OnlyRead<R>(Pin<Box<R>>);

impl<W> AsyncRead for OnlyWritten<W> {
    fn poll_read(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        _: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        Poll::Ready(Err(io::ErrorKind::Unsupported.into()))
    }
}

impl<W: AsyncWrite> AsyncWrite for OnlyWritten<W> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        from: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.0.as_mut().poll_write(cx, from)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        from: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.0.as_mut().poll_write_vectored(cx, from)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.0.as_mut().poll_flush(cx)
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.0.as_mut().poll_close(cx)
    }
}

impl<R: AsyncRead> AsyncRead for OnlyRead<R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        self.0.as_mut().poll_read(cx, into)
    }

    fn poll_read_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut [IoSliceMut<'_>],
    ) -> Poll<io::Result<usize>> {
        self.0.as_mut().poll_read_vectored(cx, into)
    }
}

impl<R> AsyncWrite for OnlyRead<R> {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, _: &[u8]) -> Poll<io::Result<usize>> {
        Poll::Ready(Err(io::ErrorKind::Unsupported.into()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Err(io::ErrorKind::Unsupported.into()))
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Err(io::ErrorKind::Unsupported.into()))
    }
}
