use std::{fmt, io, net::SocketAddr, path::PathBuf};

use futures_io::{AsyncRead, AsyncWrite};

use crate::{BoxFuture, BoxFutureOf};

/// The power to talk over TCP and Unix sockets.
///
/// Both methods may be called, and their futures polled, by any task of the instance and by its root; what
/// they give is polled there too, and may be dropped anywhere, which gives the socket back. A kind of
/// [`Address`] that the platform lacks is an error of the kind `Unsupported`.
pub trait Net {
    /// Opens a listener.
    ///
    /// A TCP port of zero asks the machine for a free one, which
    /// [`Listener::local_address`] tells. A Unix listener makes its file and does not remove it.
    ///
    /// # Errors
    ///
    /// Fails with `AddrInUse` where somebody listens already.
    fn listen(&self, address: Address) -> BoxFuture<io::Result<Box<dyn Listener>>>;

    /// Connects to a listener.
    ///
    /// # Errors
    ///
    /// Fails with `ConnectionRefused` where nobody listens, and with `NotFound` where a Unix socket has no file.
    fn connect(&self, address: Address) -> BoxFuture<io::Result<Box<dyn ByteStream>>>;
}

/// An open socket that others connect to.
pub trait Listener: Send + Sync {
    /// Waits for the next connection.
    ///
    /// Dropping the future loses no connection: what has not been accepted is there for the next call. Several
    /// tasks may wait at a time.
    fn accept(&self) -> BoxFutureOf<'_, io::Result<Box<dyn ByteStream>>>;

    /// Returns the address to connect to.
    fn local_address(&self) -> io::Result<Address>;
}

/// One end of a connection.
///
/// `poll_close` sends what was written and ends the direction, so that the peer reads an end of file; it
/// can still be read from. Dropping an end closes both directions: the peer reads an end of file, and what it
/// writes fails sooner or later. A writer whose peer reads nothing waits after a while.
pub trait ByteStream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> ByteStream for T {}

/// Where a listener is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Address {
    /// A TCP socket.
    Tcp(SocketAddr),
    /// A Unix socket, by its file.
    Unix(PathBuf),
    /// A name in the memory of the cell, on every runtime. The suite itself sees to those: no executor is asked
    /// for one.
    Memory(String),
}

impl Address {
    /// Returns the address of a TCP listener on this machine, on a port that is free.
    ///
    /// ```
    /// # use runtime_matrix_core::Address;
    /// assert_eq!(Address::local_tcp().to_string(), "tcp 127.0.0.1:0");
    /// ```
    #[must_use]
    pub fn local_tcp() -> Address {
        Address::Tcp(SocketAddr::from(([127, 0, 0, 1], 0)))
    }

    /// Returns the address of the Unix socket with that file.
    #[must_use]
    pub fn unix(path: impl Into<PathBuf>) -> Address {
        Address::Unix(path.into())
    }

    /// Returns the address of that name in the memory of the cell. A listener with an empty name is given one
    /// that is free.
    ///
    /// ```
    /// # use runtime_matrix_core::Address;
    /// assert_eq!(Address::memory("server").to_string(), "memory server");
    /// ```
    #[must_use]
    pub fn memory(name: impl Into<String>) -> Address {
        Address::Memory(name.into())
    }
}

impl From<SocketAddr> for Address {
    fn from(address: SocketAddr) -> Address {
        Address::Tcp(address)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Address::Tcp(address) => write!(f, "tcp {address}"),
            Address::Unix(path) => write!(f, "unix {}", path.display()),
            Address::Memory(name) => write!(f, "memory {name}"),
        }
    }
}
