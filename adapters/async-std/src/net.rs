//! async-std's sockets as what the contract asks for: its streams are of futures-io anyway, but closing one
//! tells the peer nothing.

use std::{
    io,
    net::Shutdown,
    pin::Pin,
    task::{Context, Poll, ready},
};

#[cfg(unix)]
use async_std::os::unix::net::{UnixListener, UnixStream};
use async_std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
};
use runtime_matrix_core::{Address, BoxFuture, BoxFutureOf, ByteStream, Listener, Net};

use crate::executor::View;

impl Net for View {
    fn listen(&self, address: Address) -> BoxFuture<io::Result<Box<dyn Listener>>> {
        Box::pin(async move {
            Ok(match address {
                Address::Tcp(address) => Box::new(Tcp(TcpListener::bind(address).await?)) as Box<_>,
                #[cfg(unix)]
                Address::Unix(path) => Box::new(Unix(UnixListener::bind(&path).await?)) as Box<_>,
                other => return Err(unsupported(&other)),
            })
        })
    }

    fn connect(&self, address: Address) -> BoxFuture<io::Result<Box<dyn ByteStream>>> {
        Box::pin(async move {
            Ok(match address {
                Address::Tcp(address) => tcp(TcpStream::connect(address).await?),
                #[cfg(unix)]
                Address::Unix(path) => unix(UnixStream::connect(&path).await?),
                other => return Err(unsupported(&other)),
            })
        })
    }
}

fn unsupported(address: &Address) -> io::Error {
    let message = format!("async-std: no sockets for `{address}` on this platform");
    io::Error::new(io::ErrorKind::Unsupported, message)
}

#[derive(Debug)]
struct Tcp(TcpListener);

impl Listener for Tcp {
    fn accept(&self) -> BoxFutureOf<'_, io::Result<Box<dyn ByteStream>>> {
        Box::pin(async { Ok(tcp(self.0.accept().await?.0)) })
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
        Box::pin(async { Ok(unix(self.0.accept().await?.0)) })
    }

    fn local_address(&self) -> io::Result<Address> {
        let address = self.0.local_addr()?;
        let path = address.as_pathname().ok_or(io::ErrorKind::Unsupported)?;
        Ok(Address::unix(path))
    }
}

fn tcp(stream: TcpStream) -> Box<dyn ByteStream> {
    Box::new(Closing {
        stream,
        shut_down: TcpStream::shutdown,
    })
}

#[cfg(unix)]
fn unix(stream: UnixStream) -> Box<dyn ByteStream> {
    Box::new(Closing {
        stream,
        shut_down: UnixStream::shutdown,
    })
}

/// A stream whose close ends what the peer reads.
#[derive(Debug)]
struct Closing<S> {
    stream: S,
    shut_down: fn(&S, Shutdown) -> io::Result<()>,
}

impl<S: Read + Unpin> Read for Closing<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_read(cx, into)
    }
}

impl<S: Write + Unpin> Write for Closing<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        from: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, from)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_close(cx))?;
        Poll::Ready((self.shut_down)(&self.stream, Shutdown::Write))
    }
}
