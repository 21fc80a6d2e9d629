//! Tokio's sockets as what the contract asks for.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_io::{AsyncRead, AsyncWrite};
use runtime_matrix_core::{Address, BoxFuture, BoxFutureOf, ByteStream, Listener, Net};
#[cfg(unix)]
use tokio::net::{UnixListener, UnixStream};
use tokio::{
    io::ReadBuf,
    net::{TcpListener, TcpStream},
};

use crate::executor::Tokio;

impl Net for Tokio {
    fn listen(&self, address: Address) -> BoxFuture<io::Result<Box<dyn Listener>>> {
        Box::pin(async move {
            Ok(match address {
                Address::Tcp(address) => Box::new(Tcp(TcpListener::bind(address).await?)) as Box<_>,
                #[cfg(unix)]
                Address::Unix(path) => Box::new(Unix(UnixListener::bind(path)?)) as Box<_>,
                other => return Err(unsupported(&other)),
            })
        })
    }

    fn connect(&self, address: Address) -> BoxFuture<io::Result<Box<dyn ByteStream>>> {
        Box::pin(async move {
            Ok(match address {
                Address::Tcp(address) => boxed(TcpStream::connect(address).await?),
                #[cfg(unix)]
                Address::Unix(path) => boxed(UnixStream::connect(path).await?),
                other => return Err(unsupported(&other)),
            })
        })
    }
}

fn unsupported(address: &Address) -> io::Error {
    let message = format!("tokio: no sockets for `{address}` on this platform");
    io::Error::new(io::ErrorKind::Unsupported, message)
}

#[derive(Debug)]
struct Tcp(TcpListener);

impl Listener for Tcp {
    fn accept(&self) -> BoxFutureOf<'_, io::Result<Box<dyn ByteStream>>> {
        Box::pin(async { Ok(boxed(self.0.accept().await?.0)) })
    }

    fn local_address(&self) -> io::Result<Address> {
        self.0.local_addr().map(Address::Tcp)
    }
}

#[cfg(unix)]
#[derive(Debug)]
struct Unix(UnixListener);

#[cfg(unix)]
impl Listener for Unix {
    fn accept(&self) -> BoxFutureOf<'_, io::Result<Box<dyn ByteStream>>> {
        Box::pin(async { Ok(boxed(self.0.accept().await?.0)) })
    }

    fn local_address(&self) -> io::Result<Address> {
        let address = self.0.local_addr()?;
        let path = address.as_pathname().ok_or(io::ErrorKind::Unsupported)?;
        Ok(Address::unix(path))
    }
}

fn boxed<S>(stream: S) -> Box<dyn ByteStream>
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Send + Unpin + 'static,
{
    Box::new(Bridge(stream))
}

/// A stream of Tokio's, as one of futures-io.
#[derive(Debug)]
struct Bridge<S>(S);

impl<S: tokio::io::AsyncRead + Unpin> AsyncRead for Bridge<S> {
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

impl<S: tokio::io::AsyncWrite + Unpin> AsyncWrite for Bridge<S> {
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
